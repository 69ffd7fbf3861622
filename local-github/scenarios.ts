import type { Scenario } from './scenario.ts';

/** The token of a job with `permissions: { issues: write, pull-requests: write }`. */
export const jobToken = 'contoso-job';

/** A repository with an open pull request, #7, and a job that may write comments and issues. */
export const contoso = (): Scenario => ({
  repository: 'contoso/ml-platform',
  tokens: [{ token: jobToken, permissions: { issues: 'write', pull_requests: 'write' } }],
  issues: [
    { number: 6, title: 'Attach the second cluster' },
    { number: 7, title: 'Declare gpu', pullRequest: true },
  ],
  labels: ['bug', 'enhancement'],
});
