import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalGitHub, startLocalGitHub } from '../../local-github/index.ts';
import { contoso, jobToken } from '../../local-github/scenarios.ts';
import { personal, start } from './hub.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes the body for.
type Body = any;

async function send(apiUrl: string, method: string, path: string, body?: unknown, token = jobToken) {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
  const response = await fetch(`${apiUrl}${path}`, init);
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse((await response.text()) || 'null') as Body,
  };
}

describe('the embedded GitHub', () => {
  let github: LocalGitHub;
  beforeAll(async () => {
    const silent = { token: 'silent', permissions: {} };
    github = await start({ tokens: [...contoso().tokens, silent, personal('mona', false)] });
  });
  afterAll(() => github.close());

  const repository = '/repos/contoso/ml-platform';
  const ask = (method: string, path: string, body?: unknown, token = jobToken) =>
    send(github.apiUrl, method, path, body, token);

  test.each([
    ['no token', '', 'Requires authentication'],
    ['another token', 'other', 'Bad credentials'],
  ])('knows nobody with %s', async (_, token, message) => {
    const { status, body } = await ask('GET', `${repository}/issues`, undefined, token);
    expect([status, body.message, body.status]).toEqual([401, message, '401']);
  });

  test.each([
    ['GET', '/issues'],
    ['POST', '/issues'],
    ['PATCH', '/issues/6'],
    ['GET', '/issues/7/comments'],
    ['POST', '/issues/7/comments'],
    ['POST', '/labels'],
  ])('lets nobody %s %s without a permission', async (method, path) => {
    const given = method === 'GET' ? undefined : { title: 'x', body: 'x', name: 'x' };
    const { status, body } = await ask(method, `${repository}${path}`, given, 'silent');
    expect(status).toBe(403);
    expect(body).toEqual({
      message: 'Resource not accessible by integration',
      documentation_url: expect.stringMatching(/^https:\/\/docs\.github\.com\/rest\/issues\/\w+#/),
      status: '403',
    });
  });

  test('gives no more than 100 of a list at once, with links to the rest', async () => {
    const { number } = github.state.addIssue({});
    for (let index = 0; index < 250; index++) github.state.addComment(number, { body: `${index}` });
    const first = await ask('GET', `${repository}/issues/${number}/comments?per_page=500`);
    const next = `${github.apiUrl}/repositories/731450882/issues/${number}/comments?per_page=500&page=`;
    expect(first.headers.get('link')).toBe(`<${next}2>; rel="next", <${next}3>; rel="last"`);
    const last = await send(`${next}3`, 'GET', '');
    expect([first.body.length, last.body.length]).toEqual([100, 50]);
    expect(last.headers.get('link')).toBe(`<${next}2>; rel="prev", <${next}1>; rel="first"`);
    expect((await ask('GET', `${repository}/issues/${number}/comments`)).body).toHaveLength(30);
  });

  test('has pull requests among the issues, newest first, with all of the labels asked for', async () => {
    github.state.addIssue({ number: 900, labels: ['bug', 'Urgent'] });
    github.state.addIssue({ number: 901, labels: ['bug'], pullRequest: true });
    const { body } = await ask('GET', `${repository}/issues?labels=BUG`);
    expect(body.map((issue: Body) => [issue.number, 'pull_request' in issue])).toEqual([
      [901, true],
      [900, false],
    ]);
    expect((await ask('GET', `${repository}/issues?labels=bug,urgent`)).body).toHaveLength(1);
  });

  test.each([
    [
      'a comment',
      'POST',
      '/issues/7/comments',
      { resource: 'IssueComment', code: 'unprocessable', field: 'data' },
    ],
    ['an issue', 'PATCH', '/issues/6', { resource: 'Issue', code: 'custom', field: 'body' }],
  ])('takes 65536 characters for %s, and no more', async (_, method, path, problem) => {
    const text = '😀'.repeat(65_536);
    expect((await ask(method, `${repository}${path}`, { body: text })).status).toBeLessThan(300);
    const { status, body } = await ask(method, `${repository}${path}`, { body: `${text}x` });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      message: 'Validation Failed',
      errors: [
        { ...problem, message: expect.stringMatching(/ody is too long \(maximum is 65536 characters\)$/) },
      ],
    });
  });

  test('refuses a label that there is, in any case', async () => {
    const { status, body } = await ask('POST', `${repository}/labels`, { name: 'Bug', color: 'd93f0b' });
    expect([status, body.errors]).toEqual([
      422,
      [{ resource: 'Label', code: 'already_exists', field: 'name' }],
    ]);
    expect((await ask('GET', `${repository}/labels/bug`)).body.name).toBe('bug');
    expect((await ask('GET', `${repository}/labels/none`)).status).toBe(404);
  });

  test('tells a person who they are, and an app not', async () => {
    expect((await ask('GET', '/user', undefined, 'mona-pat')).body).toMatchObject({
      login: 'mona',
      type: 'User',
    });
    expect((await ask('GET', '/user')).body).toMatchObject({
      message: 'Resource not accessible by integration',
      documentation_url: 'https://docs.github.com/rest/users/users#get-the-authenticated-user',
    });
  });

  test("lets a person without push access change only what is theirs, and drops an issue's labels", async () => {
    const own = github.state.addComment(7, { login: 'mona', body: 'Mine.' });
    const other = github.state.addComment(7, { login: 'octocat', body: 'Yours.' });
    const change = (id: number) =>
      ask('PATCH', `${repository}/issues/comments/${id}`, { body: 'Changed.' }, 'mona-pat');
    expect((await change(own.id)).status).toBe(200);
    expect((await change(other.id)).body.message).toBe('Must have admin rights to Repository.');
    const issue = { title: 'Mine', labels: ['bug'] };
    expect((await ask('POST', `${repository}/issues`, issue, 'mona-pat')).body.labels).toEqual([]);
  });

  test('records requests without their tokens', () => {
    expect(JSON.stringify(github.traffic)).not.toContain(jobToken);
    expect(github.traffic.at(-1)?.request.headers.authorization).toBe('Bearer <redacted>');
  });
});

test('names what is wrong with a scenario', async () => {
  await expect(startLocalGitHub({ ...contoso(), repository: 'contoso' })).rejects.toThrow(
    /^The scenario cannot be used: repository: /,
  );
});

test('runs as a process of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-github-'));
  const file = (name: string) => join(folder, name);
  const process_ = spawn(
    process.execPath,
    [
      'local-github/serve.ts',
      '--ca',
      file('ca.pem'),
      '--env',
      file('env.json'),
      '--state',
      file('state.json'),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  try {
    for await (const line of createInterface(process_.stdout)) if (/ is ready: /.test(line)) break;
    const variables = JSON.parse(readFileSync(file('env.json'), 'utf8'));
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(file('ca.pem'), 'utf8')]);
    const path = `/repos/${variables.GITHUB_REPOSITORY}/issues/7/comments`;
    const { status } = await send(
      variables.GITHUB_API_URL,
      'POST',
      path,
      { body: 'Hi.' },
      variables.GITHUB_TOKEN,
    );
    expect(status).toBe(201);
    process_.kill('SIGTERM');
    expect(await once(process_, 'exit')).toEqual([0, null]);
    expect(JSON.parse(readFileSync(file('state.json'), 'utf8')).comments).toEqual([
      expect.objectContaining({ issue: 7, body: 'Hi.' }),
    ]);
  } finally {
    process_.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
