import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalGitHub, startLocalGitHub } from '../../local-github/index.ts';
import { contoso, jobToken } from '../../local-github/scenarios.ts';
import { type CommentToKeep, keepComment } from '../../src/github/comment.ts';
import { keepTrackingIssue } from '../../src/github/tracking-issue.ts';
import { clientOf, failureOf, repository, start, summaryUrl, topic } from './hub.ts';

const wanted: CommentToKeep = { repository, pullRequest: 7, topic, markdown: 'All is well.', summaryUrl };
const anIssue = { ...wanted, compliant: false, title: 'Not as declared' };

describe('on a GitHub Enterprise Server', () => {
  let github: LocalGitHub;
  beforeEach(async () => {
    github = await start({ pathPrefix: '/api/v3' });
  });
  afterEach(() => github.close());

  test('everything goes to its API, the further pages too', async () => {
    for (let index = 0; index < 150; index++) github.state.addComment(7, { body: `+${index}` });
    const octokit = clientOf(github, { apiUrl: `${github.apiUrl}/` });
    expect(await keepComment(octokit, wanted)).toEqual({
      state: 'created',
      url: expect.stringMatching(/^https:\/\/localhost:\d+\/contoso\/ml-platform\/pull\/7#/),
    });
    expect(await keepComment(octokit, wanted)).toMatchObject({ state: 'unchanged' });
    expect(await keepTrackingIssue(octokit, anIssue)).toMatchObject({ state: 'created' });
    expect(await keepTrackingIssue(octokit, { ...anIssue, compliant: true })).toMatchObject({
      state: 'closed',
    });
    const paths = github.traffic.map(({ request }) => new URL(request.url).pathname);
    expect(paths.filter((path) => !path.startsWith('/api/v3/'))).toEqual([]);
    expect(paths).toContain('/api/v3/repositories/731450882/issues/7/comments');
  });
});

describe('what goes wrong at GitHub is an answer:', () => {
  let github: LocalGitHub;
  beforeEach(async () => {
    github = await start();
  });
  afterEach(() => github.close());

  const keep = (changes: Parameters<typeof clientOf>[1] = {}, comment: Partial<CommentToKeep> = {}) =>
    keepComment(clientOf(github, changes), { ...wanted, ...comment }).then(failureOf);

  test('a token that GitHub does not know', async () => {
    const failure = await keep({ token: 'expired' });
    expect(failure).toMatchObject({ status: 401, code: 'HTTP 401', message: 'Bad credentials' });
    expect(failure).not.toHaveProperty('permission');
  });

  test('what is not there, or what the token may not see', async () => {
    expect(await keep({}, { pullRequest: 99 })).toMatchObject({
      status: 404,
      message: 'Not Found',
      permission: 'pull-requests: write',
      advice: expect.stringMatching(
        /^GitHub says Not Found also of what the token may not see\. Give the job/,
      ),
    });
    expect(await keep({}, { repository: { owner: 'contoso', repo: 'other' } })).toMatchObject({
      status: 404,
    });
  });

  test('a rate limit is not taken for a missing permission', async () => {
    github.state.setRateLimitRemaining(0);
    const failure = await keep();
    expect(failure).toMatchObject({
      status: 403,
      message: 'API rate limit exceeded for installation.',
      documentationUrl: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
      advice: expect.stringMatching(
        /^GitHub takes requests with this token again from \d{4}-\d\d-\d\dT\d\d:00:00\.000Z on\.$/,
      ),
    });
    expect(failure).not.toHaveProperty('permission');
  });

  test('nor is the secondary one', async () => {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    github.state.addFault({
      when: {},
      effect: { status: 403, headers: { 'retry-after': '60' }, body: { message } },
    });
    const failure = await keep();
    expect(failure).toMatchObject({
      message,
      advice: 'GitHub takes requests with this token again in 60 seconds.',
    });
    expect(failure).not.toHaveProperty('permission');
  });

  test('a permission that lacks is one with the last request of the hour, too', async () => {
    github.state.setRateLimitRemaining(2);
    github.state.setPermissions(jobToken, { issues: 'none', pull_requests: 'read' });
    expect(await keep()).toMatchObject({ permission: 'pull-requests: write' });
  });

  test.each([
    'Repository was archived so is read-only.',
    'Unable to create comment because issue is locked.',
  ])('another refusal stays what it is: %s', async (message) => {
    github.state.addFault({ when: { method: 'POST' }, effect: { status: 403, body: { message } } });
    const failure = await keep();
    expect(failure).toMatchObject({ status: 403, message });
    expect(failure).not.toHaveProperty('permission');
    expect(failure).not.toHaveProperty('advice');
  });

  test('what is wrong with a body, in every detail', async () => {
    const octokit = clientOf(github);
    const failure = failureOf(await keepTrackingIssue(octokit, { ...anIssue, title: 'x'.repeat(257) }));
    expect(failure).toMatchObject({
      operation: 'open the tracking issue',
      status: 422,
      message: 'Validation Failed',
      details: [{ code: 'custom', message: 'title is too long (maximum is 256 characters)' }],
    });
    expect(failureOf(await keepTrackingIssue(octokit, { ...anIssue, title: '' }))).toMatchObject({
      details: [{ code: 'missing_field', message: 'Issue.title' }],
    });
  });

  test('an answer that is not from GitHub', async () => {
    github.state.addFault({ when: {}, effect: { status: 200, body: '<html>Proxy</html>' } });
    expect(await keep()).toMatchObject({
      code: 'UnexpectedAnswer',
      message: expect.stringMatching(/not JSON/),
    });
    github.state.addFault({ when: {}, effect: { status: 200, body: [{ id: 'x' }] } });
    expect(await keep()).toMatchObject({
      code: 'UnexpectedAnswer',
      message: expect.stringContaining('0.html_url'),
    });
    github.state.addFault({ when: {}, effect: { status: 502, body: '<html>Proxy</html>' } });
    expect(await keep()).toMatchObject({ status: 502, message: '<html>Proxy</html>' });
  });

  test('a list that broke off, which is not taken for an empty one', async () => {
    await keepComment(clientOf(github), wanted);
    github.state.addFault({ when: {}, effect: { truncate: true } });
    expect(await keep()).toMatchObject({
      operation: 'read the comments on pull request #7',
      code: 'UnexpectedAnswer',
    });
    expect(github.writes()).toHaveLength(1);
  });

  test('a connection that breaks, without a second try', async () => {
    github.state.addFault({ when: { method: 'POST' }, effect: { reset: 'before' } });
    const failure = await keep();
    expect(failure).toMatchObject({
      operation: 'comment on pull request #7',
      code: expect.stringMatching(/^(?:ECONNRESET|UND_ERR_SOCKET)$/),
    });
    expect(failure).not.toHaveProperty('status');
    expect(github.writes()).toHaveLength(1);
  });

  test('a host that is not there', async () => {
    const gone = await startLocalGitHub(contoso());
    await gone.close();
    expect(await keep({ apiUrl: gone.apiUrl })).toMatchObject({
      code: 'ECONNREFUSED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('no answer in time', async () => {
    github.state.addFault({ when: {}, effect: { hangMs: 5_000 } });
    expect(await keep({ timeoutMs: 50 })).toMatchObject({
      code: 'NoAnswer',
      message: expect.stringContaining('timeout'),
    });
  });

  test('the end of the job', async () => {
    github.state.addFault({ when: {}, effect: { hangMs: 5_000 } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('The job was cancelled (SIGINT).')), 50);
    expect(await keep({ signal: controller.signal })).toMatchObject({
      code: 'NoAnswer',
      message: 'The job was cancelled (SIGINT).',
    });
  });

  test('a next page on another host, which does not get the token', async () => {
    const elsewhere = await startLocalGitHub(contoso());
    const link = `<${elsewhere.apiUrl}/repositories/731450882/issues/7/comments?page=2>; rel="next"`;
    github.state.addFault({ when: {}, effect: { status: 200, headers: { link }, body: [] } });
    expect(await keep()).toMatchObject({
      operation: 'read the comments on pull request #7',
      code: 'ForeignNextLink',
    });
    expect(elsewhere.traffic).toEqual([]);
    await elsewhere.close();
  });

  test('a redirect, which is not followed', async () => {
    const headers = { location: `${github.apiUrl}/repos/contoso/renamed/issues/7/comments` };
    github.state.addFault({ when: { method: 'POST' }, effect: { status: 301, headers } });
    await keep();
    expect(github.traffic).toHaveLength(2);
  });

  test('the debug log has a line a request, without headers and bodies', async () => {
    const lines: string[] = [];
    const octokit = clientOf(github, { debug: (line) => lines.push(line) });
    await keepComment(octokit, { ...wanted, markdown: 'Not for the log.' });
    github.state.addFault({ when: {}, effect: { reset: 'before' } });
    await keepComment(octokit, wanted);
    const comments = '/repos/contoso/ml-platform/issues/7/comments';
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`^GET ${comments} 200 [\\dA-F:]+ \\d+ ms$`)),
      expect.stringMatching(new RegExp(`^POST ${comments} 201 [\\dA-F:]+ \\d+ ms$`)),
      expect.stringMatching(new RegExp(`^GET ${comments} no answer \\d+ ms$`)),
    ]);
  });
});
