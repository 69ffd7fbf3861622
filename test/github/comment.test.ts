import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LocalGitHub } from '../../local-github/index.ts';
import { contoso, jobToken } from '../../local-github/scenarios.ts';
import { mostCharacters } from '../../src/github/body.ts';
import { type CommentToKeep, keepComment } from '../../src/github/comment.ts';
import { markerOf } from '../../src/github/marker.ts';
import { clientOf, failureOf, personal, repository, start, summaryUrl, topic } from './hub.ts';

const marker = markerOf(topic);
const body = (markdown: string) => `${marker}\n${markdown}\n`;

let github: LocalGitHub;
beforeEach(async () => {
  github = await start({ tokens: [...contoso().tokens, personal('mona'), personal('hubot')] });
});
afterEach(() => github.close());

const keep = (markdown: string, changes: Partial<CommentToKeep> = {}, token = jobToken) =>
  keepComment(clientOf(github, { token }), {
    repository,
    pullRequest: 7,
    topic,
    markdown,
    summaryUrl,
    ...changes,
  });
const bodies = () => github.state.comments(7).map((comment) => comment.body);
const chatter = (count: number) => {
  for (let index = 0; index < count; index++) github.state.addComment(7, { body: `+${index}` });
};

describe('the comment on a pull request', () => {
  test('is written when there is none', async () => {
    const outcome = await keep('All is well.');
    expect(bodies()).toEqual([body('All is well.')]);
    expect(outcome).toEqual({
      state: 'created',
      url: expect.stringMatching(/\/contoso\/ml-platform\/pull\/7#issuecomment-\d+$/),
    });
    expect(github.state.comments(7)[0]?.user.login).toBe('github-actions[bot]');
  });

  test('is changed in place, on whatever page it is', async () => {
    chatter(230);
    const { id } = github.state.addComment(7, {
      login: 'github-actions[bot]',
      type: 'Bot',
      body: body('Old.'),
    });
    chatter(230);
    expect(await keep('New.')).toMatchObject({ state: 'updated' });
    expect(github.state.comments(7).filter((comment) => comment.body.startsWith(marker))).toEqual([
      expect.objectContaining({ id, body: body('New.') }),
    ]);
    const pages = github.traffic.filter(({ request }) => request.method === 'GET');
    expect(pages.map(({ request }) => new URL(request.url).searchParams.get('page'))).toEqual([
      null,
      '2',
      '3',
    ]);
  });

  test('is not written again when it says the same', async () => {
    await keep('All is well.');
    const { url } = (await keep('All is well.\n\n')) as { url: string };
    expect(await keep('All is well.')).toEqual({ state: 'unchanged', url });
    expect(github.writes()).toHaveLength(1);
  });

  test("is the same with the line breaks that GitHub's pages write", async () => {
    await keep('Two\nlines.');
    const [comment] = github.state.comments(7);
    github.state.changeComment(comment?.id ?? 0, (comment?.body ?? '').replaceAll('\n', '\r\n'));
    expect(await keep('Two\nlines.')).toMatchObject({ state: 'unchanged' });
  });

  test('is one for each workspace and each workflow', async () => {
    const topics = [
      topic,
      { ...topic, workflow: '.github/workflows/other.yml' },
      { ...topic, workspace: { ...topic.workspace, name: 'ml-edge' } },
      { ...topic, workspace: { ...topic.workspace, resourceGroup: 'rg-edge' } },
    ];
    for (const each of topics) expect(await keep('One', { topic: each })).toMatchObject({ state: 'created' });
    for (const each of topics) expect(await keep('Two', { topic: each })).toMatchObject({ state: 'updated' });
    expect(bodies()).toEqual(topics.map((each) => `${markerOf(each)}\nTwo\n`));
  });

  test("is that of a pull request, not of another one's", async () => {
    github.state.addIssue({ number: 8, pullRequest: true });
    await keep('Seven');
    expect(await keep('Eight', { pullRequest: 8 })).toMatchObject({ state: 'created' });
    expect(bodies()).toEqual([body('Seven')]);
  });

  test('is found by a marker at its start alone', async () => {
    github.state.addComment(7, { login: 'other[bot]', type: 'Bot', body: `> ${body('Quoted.')}` });
    expect(await keep('New.')).toMatchObject({ state: 'created' });
  });

  test('is no longer than GitHub takes', async () => {
    expect(await keep(`| a |\n| - |\n${'| row |\n'.repeat(20_000)}`)).toMatchObject({ state: 'created' });
    const [written = ''] = bodies();
    expect(written.length).toBeLessThanOrEqual(mostCharacters);
    expect(written).toContain(`<a href="${summaryUrl}">job summary</a>`);
  });
});

describe('a comment with the marker', () => {
  test('of a person is not taken over, though the token could', async () => {
    const theirs = body('All is well, says the author.');
    github.state.addComment(7, { login: 'mona', body: theirs });
    expect(await keep('Not at all.')).toMatchObject({ state: 'created' });
    expect(await keep('Not at all.')).toMatchObject({ state: 'unchanged' });
    expect(bodies()).toEqual([theirs, body('Not at all.')]);
  });

  test('of the same person is kept with their personal access token', async () => {
    github.state.addComment(7, { login: 'mona', body: body('Hers.') });
    expect(await keep('His.', {}, 'hubot-pat')).toMatchObject({ state: 'created' });
    expect(await keep('His, again.', {}, 'hubot-pat')).toMatchObject({ state: 'updated' });
    expect(bodies()).toEqual([body('Hers.'), body('His, again.')]);
  });

  test('of an app is kept on with a personal access token', async () => {
    await keep('By the job.');
    expect(await keep('By a person.', {}, 'hubot-pat')).toMatchObject({ state: 'updated' });
    expect(bodies()).toEqual([body('By a person.')]);
  });

  test('is not written anew when it cannot be told whose it is', async () => {
    github.state.addComment(7, { login: 'mona', body: body('Whose?') });
    github.state.addFault({ when: { path: '/user' }, effect: { status: 503 } });
    expect(failureOf(await keep('New.'))).toMatchObject({ status: 503 });
    expect(github.writes()).toEqual([]);
  });
});

describe('without the permission', () => {
  test('to write, the failure names it', async () => {
    github.state.setPermissions(jobToken, { issues: 'none', pull_requests: 'read' });
    const failure = failureOf(await keep('New.'));
    expect(failure).toMatchObject({
      operation: 'comment on pull request #7',
      permission: 'pull-requests: write',
      status: 403,
      code: 'HTTP 403',
      message: 'Resource not accessible by integration',
      documentationUrl: 'https://docs.github.com/rest/issues/comments#create-an-issue-comment',
      correlationId: expect.stringMatching(/^[\dA-F]{4}:/),
      advice: expect.stringContaining('permissions: { pull-requests: write }'),
    });
  });

  test('to read, too', async () => {
    github.state.setPermissions(jobToken, { issues: 'none', pull_requests: 'none' });
    expect(failureOf(await keep('New.'))).toMatchObject({
      operation: 'read the comments on pull request #7',
      permission: 'pull-requests: write',
    });
  });

  test('for issues, a comment on a pull request is written', async () => {
    github.state.setPermissions(jobToken, { issues: 'none', pull_requests: 'write' });
    expect(await keep('One')).toMatchObject({ state: 'created' });
    expect(await keep('Two')).toMatchObject({ state: 'updated' });
  });
});
