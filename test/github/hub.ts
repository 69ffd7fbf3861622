import tls from 'node:tls';
import { type LocalGitHub, type Scenario, startLocalGitHub } from '../../local-github/index.ts';
import { contoso, jobToken } from '../../local-github/scenarios.ts';
import { createOctokit, type GitHubConnection, type Octokit } from '../../src/github/client.ts';
import type { Topic } from '../../src/github/marker.ts';
import type { Outcome } from '../../src/github/outcome.ts';
import { aWorkspaceName } from '../fixtures.ts';

/** Starts a GitHub that this process trusts. */
export async function start(changes: Partial<Scenario> = {}): Promise<LocalGitHub> {
  const github = await startLocalGitHub({ ...contoso(), ...changes });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), github.certificateAuthority]);
  return github;
}

/** A client of it with the token of a job, or with another one. */
export const clientOf = (github: LocalGitHub, changes: Partial<GitHubConnection> = {}): Octokit =>
  createOctokit({
    token: jobToken,
    apiUrl: github.apiUrl,
    signal: new AbortController().signal,
    debug: () => {},
    ...changes,
  });

export const repository = { owner: 'contoso', repo: 'ml-platform' };

export const topic: Topic = { workspace: aWorkspaceName, workflow: '.github/workflows/compute.yml' };

export const summaryUrl = 'https://github.com/contoso/ml-platform/actions/runs/19574410236';

/** A token of a person, who may write. */
export const personal = (login: string, push = true) =>
  ({
    token: `${login}-pat`,
    login,
    type: 'User',
    push,
    permissions: { issues: 'write', pull_requests: 'write' },
  }) as const;

/** What a failed outcome tells. */
export function failureOf(outcome: Outcome) {
  if (outcome.state !== 'failed') throw new Error(`It has not failed: ${outcome.state}`);
  return outcome.failure;
}
