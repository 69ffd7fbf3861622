import * as v from 'valibot';
import { makeBody, sameBody } from './body.ts';
import type { Octokit } from './client.ts';
import { markerOf, type Topic } from './marker.ts';
import { type Answer, ask, type Outcome } from './outcome.ts';
import { findOwn, isByApp, post } from './own.ts';
import type { Repository } from './repository.ts';

export interface CommentToKeep {
  readonly repository: Repository;
  /** Number of the pull request. */
  readonly pullRequest: number;
  readonly topic: Topic;
  readonly markdown: string;
  /** Where the whole report is, when it is too long for a comment. */
  readonly summaryUrl: string;
}

const comment = v.object({ ...post.entries, id: v.number() });
const comments = v.array(comment);

type Comment = v.InferOutput<typeof comment>;

/** What comments on pull requests take, though they are those of issues in the API. */
const permission = 'pull-requests: write';

/**
 * Keeps one comment on a pull request up to date: written when there is none, and changed in place when it says something
 * else. Two runs at the same moment can each write one; the next then keeps to the older.
 */
export async function keepComment(octokit: Octokit, wanted: CommentToKeep): Promise<Outcome> {
  const { markdown, summaryUrl, topic } = wanted;
  const marker = markerOf(topic);
  const body = makeBody({ marker, markdown, summaryUrl });
  const found = await findComment(octokit, wanted, marker);
  if (found.state === 'failed') return found;
  const existing = found.value;
  if (!existing) return create(octokit, wanted, body);
  return sameBody(existing.body, body)
    ? { state: 'unchanged', url: existing.html_url }
    : update(octokit, wanted, existing.id, body);
}

const findComment = (
  octokit: Octokit,
  { repository, pullRequest }: CommentToKeep,
  marker: string,
): Promise<Answer<Comment | undefined>> =>
  ask(`read the comments on pull request #${pullRequest}`, permission, async () => {
    const marked = await octokit.paginate(
      octokit.rest.issues.listComments,
      { ...repository, issue_number: pullRequest, per_page: 100 },
      ({ data }, done) => {
        const page = v.parse(comments, data).filter(({ body }) => body.startsWith(marker));
        if (page.some(isByApp)) done();
        return page;
      },
    );
    return findOwn(octokit, marked);
  });

async function create(
  octokit: Octokit,
  { repository, pullRequest }: CommentToKeep,
  body: string,
): Promise<Outcome> {
  const created = await ask(`comment on pull request #${pullRequest}`, permission, async () => {
    const parameters = { ...repository, issue_number: pullRequest, body };
    return v.parse(comment, (await octokit.rest.issues.createComment(parameters)).data);
  });
  return created.state === 'failed' ? created : { state: 'created', url: created.value.html_url };
}

async function update(
  octokit: Octokit,
  { repository, pullRequest }: CommentToKeep,
  id: number,
  body: string,
): Promise<Outcome> {
  const updated = await ask(`update the comment on pull request #${pullRequest}`, permission, async () => {
    const parameters = { ...repository, comment_id: id, body };
    return v.parse(comment, (await octokit.rest.issues.updateComment(parameters)).data);
  });
  return updated.state === 'failed' ? updated : { state: 'updated', url: updated.value.html_url };
}
