import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { readCommandFile } from './command-file.ts';
import { type Annotation, createStepLog } from './log.ts';

const root = resolve(import.meta.dirname, '..');

/** A step of a workflow that uses this action. */
export interface Step {
  /** The inputs that the workflow gives. The others get their default from action.yml, as on GitHub. */
  readonly with: Readonly<Record<string, string>>;
  /** What the workspace folder holds: texts by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables beside those that the runner always sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** What `permissions: id-token: write` adds: where and with what to ask for GitHub's OIDC token. */
  readonly oidc?: { readonly requestUrl: string; readonly requestToken: string };
  /** Called with each line of the log as a person would see it, when it is printed. */
  readonly onLine?: (line: string) => void;
  /** Sends SIGINT when it is aborted, as a cancelled job does. */
  readonly cancel?: AbortSignal;
}

/** What became of a step. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly milliseconds: number;
  /** The log as a person would see it: commands carried out, secrets hidden. */
  readonly log: readonly string[];
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  /** The job summary, Markdown. */
  readonly summary: string;
  /** Everything that left the step, before any masking: its output and the files it wrote for the runner. */
  readonly written: string;
}

/** Runs the built action in a process of its own, as the Actions runner would. */
export async function runStep(step: Step): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  try {
    const { runs, inputs } = readAction();
    const files = commandFiles(folder);
    const env: Record<string, string> = {
      ...runnerEnvironment(folder),
      ...files,
      ...oidcEnvironment(step.oidc),
      ...inputEnvironment(inputs, step.with),
      ...step.env,
    };
    putFiles(env['GITHUB_WORKSPACE'] ?? folder, step.files ?? {});
    const started = performance.now();
    const { exitCode, raw, log, annotations } = await run(join(downloadAction(folder), runs.main), env, step);
    const contents = Object.values(files).map((file) => readFileSync(file, 'utf8'));
    return {
      exitCode,
      milliseconds: performance.now() - started,
      log,
      annotations,
      outputs: readCommandFile(readFileSync(files.GITHUB_OUTPUT, 'utf8')),
      summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
      written: [...raw, ...contents].join('\n'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As on a runner, the action is all there is: nothing that it needs can come from this project's packages. */
function downloadAction(folder: string): string {
  const action = join(folder, 'action');
  for (const part of ['action.yml', 'dist'])
    cpSync(join(root, part), join(action, part), { recursive: true });
  return action;
}

function putFiles(workspace: string, files: NonNullable<Step['files']>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

async function run(main: string, env: Record<string, string>, step: Step) {
  const stepLog = createStepLog(step.oidc ? [step.oidc.requestToken] : []);
  const raw: string[] = [];
  const log: string[] = [];
  const child = spawn(process.execPath, [main], {
    cwd: env['GITHUB_WORKSPACE'],
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const take = async (stream: NodeJS.ReadableStream) => {
    for await (const line of createInterface({ input: stream })) {
      raw.push(line);
      for (const seen of stepLog.add(line)) {
        log.push(seen);
        step.onLine?.(seen);
      }
    }
  };
  step.cancel?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
  const ended = new Promise<number | null>((done, failed) => child.on('close', done).on('error', failed));
  await Promise.all([take(child.stdout), take(child.stderr)]);
  return { exitCode: await ended, raw, log, annotations: stepLog.annotations };
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly main: string };
}

function readAction(): Action {
  return parse(readFileSync(join(root, 'action.yml'), 'utf8'));
}

/** `INPUT_…` for every input of action.yml: spaces become underscores, hyphens stay. */
function inputEnvironment(inputs: Action['inputs'], given: Step['with']): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}.`);
  // The token of the job is an expression, and a step of this runner has none but the one that it is given.
  const defaultOf = (text = '') => (text.startsWith('${{') ? '' : text);
  const entries = Object.entries(inputs).map(([name, input]) => [
    name,
    given[name] ?? defaultOf(input.default),
  ]);
  return Object.fromEntries(
    entries.map(([name = '', value = '']) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function oidcEnvironment(oidc: Step['oidc']): Record<string, string> {
  if (!oidc) return {};
  return { ACTIONS_ID_TOKEN_REQUEST_URL: oidc.requestUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: oidc.requestToken };
}

/** The empty files through which a step talks back to the runner. */
function commandFiles(folder: string) {
  const names = [
    'GITHUB_OUTPUT',
    'GITHUB_STEP_SUMMARY',
    'GITHUB_STATE',
    'GITHUB_ENV',
    'GITHUB_PATH',
  ] as const;
  const file = (name: string) => {
    const path = join(folder, name.toLowerCase());
    writeFileSync(path, '');
    return path;
  };
  return Object.fromEntries(names.map((name) => [name, file(name)])) as Record<
    (typeof names)[number],
    string
  >;
}

/** What every job finds in its environment; nothing of the machine's own, so that no sign-in of a person slips in. */
function runnerEnvironment(folder: string): Record<string, string> {
  const make = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  const home = make('home');
  const temp = make('temp');
  const event = join(temp, 'event.json');
  writeFileSync(event, '{}');
  return {
    PATH: process.env['PATH'] ?? '',
    ...(process.env['SystemRoot'] ? { SystemRoot: process.env['SystemRoot'] } : {}),
    HOME: home,
    USERPROFILE: home,
    CI: 'true',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: make('tools'),
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: 'attach',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: event,
    GITHUB_JOB: 'attach',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'contoso/ml-platform',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0000000000000000000000000000000000000000',
    GITHUB_WORKFLOW: 'Attach',
    GITHUB_WORKSPACE: make('workspace'),
  };
}
