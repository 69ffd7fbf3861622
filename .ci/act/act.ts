import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type LocalAzure, type Scenario, startLocalAzure } from '../../local-azure/index.ts';
import { deployer } from '../../local-azure/scenarios.ts';
import { type LocalGitHub, startLocalGitHub } from '../../local-github/index.ts';
import { contoso as contosoOnGitHub, jobToken } from '../../local-github/scenarios.ts';

/** A repository that uses this action, on an Azure and a GitHub of its own, in which act runs workflows in host mode. */
export interface Stage {
  readonly azure: LocalAzure;
  readonly github: LocalGitHub;
  /** Runs a workflow of the repository as an event would. */
  run(event: string, workflow: string, payload: object, options?: readonly string[]): Promise<Ended>;
  close(): Promise<void>;
}

export interface Ended {
  readonly succeeded: boolean;
  readonly output: string;
}

const here = import.meta.dirname;
const project = resolve(here, '../..');
/** The commit that the reusable workflows are told to come from. */
const commit = '0123456789abcdef0123456789abcdef01234567';

/** @param files The repository: texts by their path. */
export async function setStage(
  act: string,
  scenario: Scenario,
  files: Readonly<Record<string, string>>,
): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'act-'));
  const azure = await startLocalAzure({ ...scenario, provisioningMs: 500 });
  const github = await startLocalGitHub({ ...contosoOnGitHub(), pathPrefix: '/api/v3' });
  const trust = join(folder, 'certificate-authorities.pem');
  writeFileSync(trust, `${azure.certificateAuthority}\n${github.certificateAuthority}`);
  const repository = makeRepository(join(folder, 'ml-platform'), files, github);
  const path = pathWith(makePrograms(join(folder, 'bin')));
  const action = copyAction(join(folder, 'action'));
  return {
    azure,
    github,
    async run(event, workflow, payload, options = []) {
      const eventFile = join(folder, 'event.json');
      writeFileSync(eventFile, JSON.stringify(payload));
      const artifacts = join(folder, 'artifacts');
      rmSync(artifacts, { recursive: true, force: true });
      mkdirSync(artifacts);
      const variables = {
        ...jobVariables(azure, github, trust),
        ACTION_SOURCE: action,
        ARTIFACTS: artifacts,
      };
      const args = [
        event,
        ...['-W', `.github/workflows/${workflow}`, '-e', eventFile],
        ...['-P', 'ubuntu-latest=-self-hosted', '--github-instance', new URL(github.serverUrl).host],
        ...['-s', `GITHUB_TOKEN=${jobToken}`, '--action-offline-mode', '--no-cache-server'],
        ...localRepositories(action),
        ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
        ...options,
      ];
      return runAct(act, args, { cwd: repository, env: { ...process.env, PATH: path, HOME: folder } });
    },
    async close() {
      await Promise.all([azure.close(), github.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What GitHub tells of the repository in every event. */
export const repositoryEvent = {
  repository: {
    full_name: 'contoso/ml-platform',
    name: 'ml-platform',
    owner: { login: 'contoso' },
    default_branch: 'main',
  },
} as const;

export const pushEvent = { ref: 'refs/heads/main', ...repositoryEvent } as const;

export const pullRequestEvent = (action = 'opened') => ({
  action,
  pull_request: {
    number: 7,
    user: { login: 'octocat' },
    head: { ref: 'gpu', repo: { full_name: 'contoso/ml-platform' } },
    base: { ref: 'main' },
  },
  ...repositoryEvent,
});

function jobVariables(azure: LocalAzure, github: LocalGitHub, trust: string): Record<string, string> {
  const job = azure.jobVariables({
    subject: deployer.federatedCredentials[0]?.subject ?? '',
    claims: {
      job_workflow_ref: 'contoso/attach-aml-compute/.github/workflows/attach.yml@refs/heads/main',
      job_workflow_sha: commit,
    },
  });
  return {
    ...job,
    GITHUB_API_URL: github.apiUrl,
    NODE_EXTRA_CA_CERTS: trust,
    CURL_CA_BUNDLE: trust,
    ACTION_COMMIT: commit,
  };
}

/** What workflows name of others, offline: this project itself, and stand-ins for the actions of GitHub and Azure. */
function localRepositories(ownAction: string): string[] {
  const folders = ['.github/workflows', 'examples'].map((folder) => join(project, folder));
  const pins = execFileSync('grep', ['-rhoE', 'uses: [a-z-]+/[a-z/-]+@[0-9a-f]{40}', ...folders], {
    encoding: 'utf8',
  });
  const standIns = readdirSync(join(here, 'actions'));
  const replaced = [...new Set(pins.split('\n'))].flatMap((line) => {
    const pin = line.replace('uses: ', '');
    const name = standIns.find((each) => pin.includes(`/${each}@`));
    // act fetches a whole repository, and looks for the action below it.
    const [owner, repository] = pin.split('/');
    const [, reference = ''] = pin.split('@');
    return name ? [`${owner}/${repository?.split('@')[0]}@${reference}=${placeOf(pin, name)}`] : [];
  });
  const action = ['main', '0'.repeat(40)].map(
    (reference) => `contoso/attach-aml-compute@${reference}=${ownAction}`,
  );
  return [...replaced, ...action].flatMap((each) => ['--local-repository', each]);
}

/** What there is of this project on a runner: act copies all that it finds. */
function copyAction(path: string): string {
  for (const part of ['action.yml', 'dist', '.github/workflows'])
    cpSync(join(project, part), join(path, part), { recursive: true });
  return path;
}

/** An action in a folder of its repository is looked for there. */
const placeOf = (pin: string, name: string): string =>
  pin.split('@')[0]?.split('/').length === 2 ? join(here, 'actions', name) : join(here, 'actions');

function makeRepository(path: string, files: Readonly<Record<string, string>>, github: LocalGitHub): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: path });
  git('init', '--quiet', '--initial-branch', 'main');
  git('remote', 'add', 'origin', `${github.serverUrl}/contoso/ml-platform.git`);
  git('add', '.');
  git(
    '-c',
    'user.name=contoso',
    '-c',
    'user.email=contoso@example.invalid',
    'commit',
    '--quiet',
    '--message',
    'Begin',
  );
  return path;
}

/** A stand-in for the Azure CLI, which says what it was asked. */
function makePrograms(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'az'), '#!/bin/sh\necho "az $*"\n');
  chmodSync(join(folder, 'az'), 0o755);
  return folder;
}

/** The Node of this project goes first: act starts actions with whatever node it finds. */
const pathWith = (programs: string): string =>
  [programs, dirname(process.execPath), process.env['PATH']].join(delimiter);

async function runAct(
  act: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const child = spawn(act, args, options);
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
    if (process.env['VERBOSE'] && existsSync(options.cwd)) process.stderr.write(chunk);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((done, failed) =>
    child.on('close', done).on('error', failed),
  );
  return { succeeded: code === 0, output };
}

/** The files below a folder, as they are in a repository. */
export function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

/** Tells each story as it ends, and in the end whether all ended as they should. */
export function createTeller() {
  const problems: string[] = [];
  let last = '';
  return {
    async story(title: string, succeeds: boolean, run: () => Promise<Ended>): Promise<string> {
      const started = performance.now();
      const { succeeded, output } = await run();
      last = title;
      process.stdout.write(
        `${succeeded === succeeds ? '✅' : '❌'} ${title} (${((performance.now() - started) / 1_000).toFixed(1)} s)\n`,
      );
      if (succeeded !== succeeds) problems.push(`"${title}":\n${output.split('\n').slice(-60).join('\n')}`);
      return output;
    },
    expect(what: string, found: unknown, expected: unknown): void {
      if (JSON.stringify(found) === JSON.stringify(expected)) return;
      problems.push(`after "${last}": ${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
    },
    end(): void {
      for (const problem of problems) process.stdout.write(`${problem}\n`);
      process.exitCode = problems.length === 0 ? 0 : 1;
    },
  };
}
