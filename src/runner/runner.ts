import * as core from '@actions/core';
import { FailureError } from '../azure/failure.ts';
import type { WorkflowRun } from '../github/workflow-run.ts';
import type { Annotation } from '../report/annotations.ts';
import type { OutputName } from '../report/outputs.ts';
import { type InputName, type Inputs, inputDefaults } from '../request/inputs.ts';
import type { Environment } from '../request/read-request.ts';
import { defuse } from './log-line.ts';
import { readWorkflowRun } from './workflow-run.ts';
import { type WorkspaceFiles, workspaceFiles } from './workspace-files.ts';

/** What the Actions runner gives a step and takes from it. */
export interface Runner {
  readonly inputs: Inputs;
  readonly environment: Environment;
  readonly files: WorkspaceFiles;
  readonly run: WorkflowRun;
  /** Aborted when the job is cancelled: the runner then gives a step a few seconds to end. */
  readonly cancelled: AbortSignal;
  /**
   * Asks GitHub's OIDC issuer for a token, which lives five minutes.
   * @throws FailureError when the job may not have one.
   */
  idToken(audience: string): Promise<string>;
  /** Keeps a secret out of the log from now on. */
  mask(secret: string): void;
  info(line: string): void;
  debug(line: string): void;
  annotate(annotation: Annotation): void;
  setOutput(name: OutputName, value: string): void;
  writeSummary(markdown: string): Promise<void>;
  /** Makes the step fail. */
  fail(): void;
}

/** The runner that started this process. */
export function actionsRunner(): Runner {
  const names = Object.keys(inputDefaults) as InputName[];
  return {
    inputs: Object.fromEntries(names.map((name) => [name, core.getInput(name)])) as Inputs,
    environment: process.env,
    files: workspaceFiles(process.env),
    run: readWorkflowRun(process.env),
    cancelled: cancellation(),
    idToken,
    mask,
    info: (line) => core.info(defuse(line)),
    debug: (line) => core.debug(line),
    annotate({ level, title, message, at }) {
      const show = { error: core.error, warning: core.warning, notice: core.notice }[level];
      show(message, { title, ...(at && { file: at.file, startLine: at.line, startColumn: at.column }) });
    },
    setOutput: core.setOutput,
    async writeSummary(markdown) {
      if (process.env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown).write();
    },
    fail() {
      process.exitCode = core.ExitCode.Failure;
    },
  };
}

/** The runner looks for a secret line by line: of one with several lines, each is a secret. */
function mask(secret: string): void {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  for (const each of new Set([secret, ...lines.filter((line) => line.length > 2)]))
    if (each) core.setSecret(each);
}

/** The runner sends SIGINT, and SIGTERM when that does not help soon. */
function cancellation(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(new Error(`The job was cancelled (${signal}).`)));
  }
  return controller.signal;
}

async function idToken(audience: string): Promise<string> {
  if (!process.env['ACTIONS_ID_TOKEN_REQUEST_URL']) throw new FailureError(noIdToken);
  try {
    return await core.getIDToken(audience);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new FailureError({
      operation: 'get an OIDC token from GitHub',
      code: 'IdTokenUnavailable',
      message,
      details: [],
    });
  }
}

const noIdToken = {
  operation: 'get an OIDC token from GitHub',
  code: 'IdTokenNotPermitted',
  message: 'The job may not ask for one: the variable ACTIONS_ID_TOKEN_REQUEST_URL is not set.',
  details: [],
  advice:
    'Give the job "permissions: { id-token: write, contents: read }". A job of a reusable workflow needs it from its caller too, ' +
    'and pull requests from forks and by Dependabot never get one.',
} as const;
