import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LocalGitHub } from '../../local-github/index.ts';
import { contoso, jobToken } from '../../local-github/scenarios.ts';
import { mostCharacters } from '../../src/github/body.ts';
import { markerOf } from '../../src/github/marker.ts';
import { defaultLabel, type IssueToKeep, keepTrackingIssue } from '../../src/github/tracking-issue.ts';
import { clientOf, failureOf, personal, repository, start, summaryUrl, topic } from './hub.ts';

const marker = markerOf(topic);

let github: LocalGitHub;
beforeEach(async () => {
  github = await start({ tokens: [...contoso().tokens, personal('mona', false)] });
});
afterEach(() => github.close());

const keep = (compliant: boolean, changes: Partial<IssueToKeep> = {}, token = jobToken) =>
  keepTrackingIssue(clientOf(github, { token }), {
    repository,
    topic,
    compliant,
    title: 'Computes of ml-prod are not as declared',
    markdown: 'gpu differs.',
    summaryUrl,
    ...changes,
  });
const tracking = () => github.state.issues().filter(({ body }) => body?.startsWith(marker));
const requests = () =>
  github.traffic.map(({ request }) => `${request.method} ${new URL(request.url).pathname}`);

describe('when something is to be put right', () => {
  test('an issue is opened, with a label that is made', async () => {
    expect(await keep(false)).toEqual({
      state: 'created',
      url: `${github.serverUrl}/contoso/ml-platform/issues/8`,
    });
    expect(tracking()).toEqual([
      expect.objectContaining({
        number: 8,
        title: 'Computes of ml-prod are not as declared',
        body: `${marker}\ngpu differs.\n`,
        labels: [defaultLabel],
        state: 'open',
      }),
    ]);
    expect(github.state.labels()).toContainEqual(
      expect.objectContaining({ name: defaultLabel, color: 'd93f0b' }),
    );
  });

  test('a label that is there is used', async () => {
    expect(await keep(false, { label: 'bug' })).toMatchObject({ state: 'created' });
    expect(tracking()[0]?.labels).toEqual(['bug']);
    expect(github.state.labels()).toHaveLength(2);
  });

  test('the open issue says what is the matter now', async () => {
    await keep(false);
    expect(await keep(false, { markdown: 'cpu differs.' })).toMatchObject({ state: 'updated' });
    expect(tracking()).toEqual([expect.objectContaining({ body: `${marker}\ncpu differs.\n` })]);
    expect(github.state.comments()).toEqual([]);
  });

  test('nothing is written when it says so already', async () => {
    await keep(false);
    const before = github.writes().length;
    expect(await keep(false)).toMatchObject({ state: 'unchanged' });
    expect(github.writes()).toHaveLength(before);
  });

  test('the issue is found among others, on whatever page it is, and once only', async () => {
    for (let index = 0; index < 210; index++) github.state.addIssue({ labels: [defaultLabel] });
    await keep(false);
    expect(await keep(false)).toMatchObject({ state: 'unchanged' });
    expect(tracking()).toHaveLength(1);
  });

  test('each workspace and each workflow has an issue', async () => {
    await keep(false);
    expect(await keep(false, { topic: { ...topic, workflow: 'other' } })).toMatchObject({ state: 'created' });
    expect(tracking()).toHaveLength(1);
  });

  test.each([
    ['a pull request', { pullRequest: true, login: 'github-actions[bot]', type: 'Bot' }],
    ["a person's issue", { login: 'mona' }],
    ['an issue that is closed', { state: 'closed', login: 'github-actions[bot]', type: 'Bot' }],
  ] as const)('%s with the marker does not count', async (_, given) => {
    github.state.addIssue({ ...given, labels: [defaultLabel], body: `${marker}\ngpu differs.\n` });
    expect(await keep(false)).toMatchObject({ state: 'created' });
    expect(await keep(false)).toMatchObject({ state: 'unchanged' });
  });

  test('a label with a comma does not lead to an issue on each run', async () => {
    expect(await keep(false, { label: 'compute, compliance' })).toMatchObject({ state: 'created' });
    expect(await keep(false, { label: 'compute, compliance' })).toMatchObject({ state: 'unchanged' });
  });

  test('the text is no longer than GitHub takes', async () => {
    const markdown = Array.from({ length: 9_000 }, (_, index) => `Line ${index} 😀`).join('\n');
    expect(await keep(false, { markdown })).toMatchObject({ state: 'created' });
    expect(tracking()[0]?.body?.length).toBeLessThanOrEqual(mostCharacters);
  });
});

describe('when all is well', () => {
  test('the open issue is closed, with a comment', async () => {
    await keep(false);
    expect(await keep(true)).toEqual({
      state: 'closed',
      url: `${github.serverUrl}/contoso/ml-platform/issues/8`,
    });
    expect(tracking()).toEqual([
      expect.objectContaining({
        state: 'closed',
        stateReason: 'completed',
        body: `${marker}\ngpu differs.\n`,
      }),
    ]);
    expect(github.state.comments(8).map(({ body }) => body)).toEqual([
      `Everything is as declared, as <a href="${summaryUrl}">this run</a> found.`,
    ]);
  });

  test('nothing happens when there is none', async () => {
    expect(await keep(true)).toEqual({ state: 'nothing' });
    expect(requests()).toEqual(['GET /repos/contoso/ml-platform/issues']);
  });

  test('and it is not as declared again, another one is opened', async () => {
    await keep(false);
    await keep(true);
    expect(await keep(true)).toEqual({ state: 'nothing' });
    expect(await keep(false)).toMatchObject({ state: 'created' });
    expect(tracking().map(({ state }) => state)).toEqual(['closed', 'open']);
  });
});

describe('without the permission', () => {
  test('to read issues, the failure names it', async () => {
    github.state.setPermissions(jobToken, { issues: 'none' });
    expect(failureOf(await keep(false))).toMatchObject({
      operation: `read the issues labelled ${defaultLabel}`,
      permission: 'issues: write',
      message: 'Resource not accessible by integration',
    });
  });

  test.each([
    ['opened', () => keep(false), 'open the tracking issue'],
    ['updated', () => keep(false, { markdown: 'Otherwise.' }), 'update issue #8'],
    ['closed', () => keep(true), 'close issue #8'],
  ])('none is %s', async (what, run, operation) => {
    if (what !== 'opened') await keep(false);
    github.state.setPermissions(jobToken, { issues: 'read' });
    expect(failureOf(await run())).toMatchObject({ operation, permission: 'issues: write', status: 403 });
  });

  test('to set labels none is opened, which the next run could not find', async () => {
    expect(failureOf(await keep(false, {}, 'mona-pat'))).toMatchObject({
      operation: `create the label ${defaultLabel}`,
      permission: 'issues: write',
      status: 404,
    });
    expect(tracking()).toEqual([]);
  });
});

test('a closed issue that could not be commented on is told of as such', async () => {
  await keep(false);
  github.state.addFault({ when: { method: 'POST', path: '/comments' }, effect: { status: 502 } });
  expect(failureOf(await keep(true))).toMatchObject({
    operation: 'say why issue #8 is closed',
    status: 502,
  });
  expect(await keep(true)).toEqual({ state: 'nothing' });
});
