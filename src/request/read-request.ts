import * as v from 'valibot';
import type { CloudChoice, CloudName } from '../azure/clouds.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { ManagedIdentity } from '../azure/compute.ts';
import type { SignIn } from '../azure/credential.ts';
import type { ResourceId } from '../azure/resource-id.ts';
import {
  computeInputs,
  detachInputs,
  type InputName,
  type Inputs,
  inputDefaults,
  readDeclaration,
  runInputs,
} from './inputs.ts';
import type { Declaration, KubernetesCompute, Request } from './request.ts';

/** An input that cannot be used as it is. */
export interface InputProblem {
  readonly input: InputName;
  /** What was given; empty when nothing was. */
  readonly value: string;
  /** What is expected instead, with an example. */
  readonly expected: string;
}

/** The declaration, to be judged, with the whole request or with every problem that keeps it from being one. */
export type Reading =
  | { readonly ok: true; readonly declaration: Declaration; readonly request: Request }
  | { readonly ok: false; readonly declaration: Declaration; readonly problems: readonly InputProblem[] };

/** Variables of the job that say where things are. */
export interface Environment {
  readonly ARM_CLOUD_METADATA_URL?: string | undefined;
}

/** Reads the inputs into a request. Every problem is found, not only the first. */
export function readRequest(given: Inputs, environment: Environment): Reading {
  const inputs = withDefaults(given);
  const run = v.safeParse(runInputs, inputs);
  return inputs.mode.toLowerCase() === 'detach'
    ? readDetach(inputs, run, environment)
    : readAttach(inputs, run, environment);
}

type RunReading = v.SafeParseResult<typeof runInputs>;

function readAttach(inputs: Inputs, run: RunReading, environment: Environment): Reading {
  const declaration = readDeclaration(inputs);
  const compute = v.safeParse(computeInputs, inputs);
  if (run.success && compute.success && declaration.target && declaration.target.kind !== 'unusable') {
    const { recreate, fix: fixes, mode } = run.output;
    const kubernetes = kubernetesCompute(compute.output, declaration.target);
    const request = {
      ...runRequest(run.output, environment),
      mode: mode === 'plan' ? mode : 'attach',
      compute: kubernetes,
      recreate,
      fixes,
    } as const;
    return { ok: true, declaration, request };
  }
  return { ok: false, declaration, problems: problems(inputs, run.issues, compute.issues) };
}

/** A compute is detached by its name, whatever that looks like: nothing is declared that could be judged. */
function readDetach(inputs: Inputs, run: RunReading, environment: Environment): Reading {
  const compute = v.safeParse(detachInputs, inputs);
  if (run.success && compute.success) {
    return {
      ok: true,
      declaration: {},
      request: { ...runRequest(run.output, environment), mode: 'detach', compute: compute.output },
    };
  }
  return { ok: false, declaration: {}, problems: problems(inputs, run.issues, compute.issues) };
}

function withDefaults(given: Inputs): Inputs {
  const names = Object.keys(inputDefaults) as InputName[];
  return Object.fromEntries(names.map((name) => [name, given[name].trim() || inputDefaults[name]])) as Inputs;
}

type Issues = readonly v.BaseIssue<unknown>[] | undefined;

const problems = (inputs: Inputs, ...found: readonly Issues[]): InputProblem[] =>
  found.flatMap((issues) => issues ?? []).map((issue) => problem(inputs, issue));

function problem(inputs: Inputs, issue: v.BaseIssue<unknown>): InputProblem {
  const input = issue.path?.[0]?.key as InputName;
  return { input, value: inputs[input], expected: issue.message };
}

function runRequest(run: v.InferOutput<typeof runInputs>, environment: Environment) {
  const { 'client-id': clientId, 'tenant-id': tenantId, audience } = run;
  const signIn: SignIn =
    clientId && tenantId ? { kind: 'github-oidc', clientId, tenantId, audience } : { kind: 'ambient' };
  return {
    signIn,
    cloud: cloudChoice(run.environment, environment.ARM_CLOUD_METADATA_URL),
    workspace: {
      subscriptionId: run['subscription-id'],
      resourceGroup: run['resource-group'],
      name: run['workspace-name'],
    },
    skipChecks: run['skip-checks'],
    failOn: run['fail-on'],
    wait: run.wait,
    timeoutMs: Math.ceil(run.timeout * 60_000),
  };
}

const kubernetesCompute = (
  given: v.InferOutput<typeof computeInputs>,
  cluster: Cluster,
): KubernetesCompute => ({
  type: given.type,
  name: given.name,
  cluster,
  namespace: given.namespace,
  identity: managedIdentity(given['identity-type'], given['user-assigned-identities']),
});

function managedIdentity(
  type: ManagedIdentity['type'],
  [first, ...others]: readonly ResourceId[],
): ManagedIdentity {
  if (type !== 'UserAssigned') return { type };
  return first ? { type, ids: [first, ...others] } : { type: 'None' };
}

const cloudChoice = (name: CloudName, metadataUrl: string | undefined): CloudChoice =>
  metadataUrl ? { kind: 'described', metadataUrl } : { kind: 'named', name };
