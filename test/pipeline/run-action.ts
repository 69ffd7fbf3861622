import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import tls from 'node:tls';
import { type Exchange, type Job, type LocalAzure, startLocalAzure } from '../../local-azure/index.ts';
import { trafficLine } from '../../local-azure/recording.ts';
import type { Scenario, ScenarioResource } from '../../local-azure/scenario.ts';
import { contosoIds, deployer, location, subscriptionId, tenantId } from '../../local-azure/scenarios.ts';
import { FailureError } from '../../src/azure/failure.ts';
import type { WorkflowRun } from '../../src/github/workflow-run.ts';
import { main } from '../../src/main.ts';
import type { Annotation } from '../../src/report/annotations.ts';
import type { OutputName } from '../../src/report/outputs.ts';
import type { Report } from '../../src/report/report.ts';
import { type InputName, type Inputs, inputDefaults } from '../../src/request/inputs.ts';
import type { Environment } from '../../src/request/read-request.ts';
import type { Runner } from '../../src/runner/runner.ts';
import { workspaceFiles } from '../../src/runner/workspace-files.ts';
import { readReport } from '../report-schema.ts';

/** Starts a local Azure that this process trusts. Its traffic goes to the file that `TRAFFIC` names, if any. */
export async function startTrusted(scenario: Scenario): Promise<LocalAzure> {
  const azure = await startLocalAzure(scenario);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), azure.certificateAuthority]);
  const { TRAFFIC: file } = process.env;
  if (!file) return azure;
  const close = async () => {
    await azure.close();
    const faithful = azure.traffic.filter(({ host, fault }) => host === 'arm' && !fault);
    appendFileSync(file, faithful.map(trafficLine).join(''));
  };
  return { ...azure, close };
}

export type GivenInputs = Partial<Record<InputName, string>>;

const signIn: GivenInputs = {
  'client-id': deployer.clientId,
  'tenant-id': tenantId,
  'subscription-id': subscriptionId,
  'resource-group': 'rg-ml',
};

/** AKS cluster `aks-gpu` as `gpu` in `ml-prod`, whose identity is system-assigned. */
export const aksInputs: GivenInputs = {
  ...signIn,
  'workspace-name': 'ml-prod',
  name: 'gpu',
  'resource-id': contosoIds.aks,
};

/** Arc-enabled cluster `arc-edge` as `edge` in `ml-edge`, whose identity is user-assigned. */
export const arcInputs: GivenInputs = {
  ...signIn,
  'workspace-name': 'ml-edge',
  name: 'edge',
  'resource-id': contosoIds.arc,
};

export const gpuId = `${contosoIds.workspace}/computes/gpu`;
export const edgeId = `${contosoIds.edgeWorkspace}/computes/edge`;

/** The compute `gpu` as Azure has it, in a state and with what is told of it. */
export const gpuCompute = (
  provisioningState: string,
  { namespace = 'default', resourceId = contosoIds.aks, identity }: GpuChanges = {},
): ScenarioResource => ({
  id: gpuId,
  location,
  ...(identity && { identity }),
  properties: {
    computeType: 'Kubernetes',
    resourceId,
    provisioningState,
    provisioningErrors: provisioningState === 'Failed' ? [{ error: noWayIn }] : null,
    properties: { namespace },
  },
});

interface GpuChanges {
  readonly namespace?: string;
  readonly resourceId?: string;
  readonly identity?: object;
}

/** Why a failed `gpu` has failed. */
export const noWayIn = { code: 'ClusterNotReachable', message: 'No way in.' };

/** What a run left behind. */
export interface Run {
  readonly outputs: Readonly<Record<OutputName, string>>;
  readonly report: Report;
  readonly summary: string;
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly masked: readonly string[];
  /** What GitHub's OIDC issuer gave. */
  readonly idTokens: readonly string[];
  readonly failed: boolean;
  /** What the run wrote into its workspace folder. */
  readonly written: Readonly<Record<string, string>>;
}

/** What is otherwise than in a push to the main branch. */
export interface Circumstances {
  readonly run?: Partial<WorkflowRun>;
  readonly eventName?: string;
  readonly mayAskForIdToken?: boolean;
}

const noIdToken = {
  operation: 'get an OIDC token from GitHub',
  code: 'IdTokenNotPermitted',
  message: 'The job may not ask for one.',
  details: [],
};

/** A push to the main branch. */
const aWorkflowRun: WorkflowRun = {
  apiUrl: 'https://api.github.invalid',
  repository: { owner: 'contoso', repo: 'ml-platform' },
  workflow: 'contoso/ml-platform/.github/workflows/attach.yml',
  workflowFile: '.github/workflows/attach.yml',
  url: 'https://github.invalid/contoso/ml-platform/actions/runs/1',
  pullRequest: undefined,
  untrusted: false,
};

const mainBranch = 'repo:contoso/ml-platform:ref:refs/heads/main';

/** Runs the whole pipeline in this process, in a workspace folder with some files, with a runner that keeps what it is given. */
export async function runAction(
  azure: LocalAzure,
  given: GivenInputs,
  as: string | Job = mainBranch,
  files: Readonly<Record<string, string>> = {},
  circumstances: Circumstances = {},
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  try {
    return await runIn(folder, azure, given, as, circumstances);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runIn(
  workspace: string,
  azure: LocalAzure,
  given: GivenInputs,
  as: string | Job,
  { run, eventName, mayAskForIdToken = true }: Circumstances,
): Promise<Run> {
  const job = azure.jobVariables(typeof as === 'string' ? { subject: as } : as);
  const environment: Environment = {
    ARM_CLOUD_METADATA_URL: job.ARM_CLOUD_METADATA_URL,
    GITHUB_EVENT_NAME: eventName,
  };
  const kept = {
    log: [] as string[],
    annotations: [] as Annotation[],
    masked: [] as string[],
    idTokens: [] as string[],
  };
  const outputs: Partial<Record<OutputName, string>> = {};
  let summary = '';
  let failed = false;
  const runner: Runner = {
    inputs: { ...inputDefaults, ...given } as Inputs,
    environment,
    files: workspaceFiles({ GITHUB_WORKSPACE: workspace }),
    run: { ...aWorkflowRun, ...run },
    cancelled: new AbortController().signal,
    idToken: async (audience) => {
      if (!mayAskForIdToken) throw new FailureError(noIdToken);
      const response = await fetch(
        `${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`,
        {
          headers: { authorization: `Bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
        },
      );
      const { value } = (await response.json()) as { value: string };
      kept.idTokens.push(value);
      return value;
    },
    mask: (secret) => kept.masked.push(secret),
    info: (line) => kept.log.push(line),
    debug: (line) => kept.log.push(line),
    annotate: (annotation) => kept.annotations.push(annotation),
    setOutput: (name, value) => {
      outputs[name] = value;
    },
    writeSummary: async (markdown) => {
      summary += markdown;
    },
    fail: () => {
      failed = true;
    },
  };
  const before = azure.writes().length;
  await main(runner);
  const report = readReport(outputs.report);
  const written = filesIn(workspace);
  neverWrites(report, azure.writes().slice(before));
  return {
    ...kept,
    written,
    log: kept.log.join('\n'),
    outputs: outputs as Run['outputs'],
    report,
    summary,
    failed,
  };
}

/** Whatever a plan or a verification is about, it writes nothing. */
function neverWrites({ mode }: Report, writes: readonly Exchange[]): void {
  if ((mode === 'plan' || mode === 'verify') && writes.length > 0)
    throw new Error(`A run of mode ${mode} sent ${writes.map(({ request }) => request.method).join(', ')}.`);
}

function filesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), readFileSync(path, 'utf8')];
    }),
  );
}
