import * as v from 'valibot';
import { link } from '../report/markdown.ts';
import { makeBody, sameBody } from './body.ts';
import type { Octokit } from './client.ts';
import { markerOf, type Topic } from './marker.ts';
import { type Answer, ask, type Outcome } from './outcome.ts';
import { findOwn, isByApp, post } from './own.ts';
import type { Repository } from './repository.ts';

export interface IssueToKeep {
  readonly repository: Repository;
  readonly topic: Topic;
  /** True when there is nothing to put right. */
  readonly compliant: boolean;
  /** Of an issue that is opened. It stays as it is afterwards, also when somebody has changed it. */
  readonly title: string;
  readonly markdown: string;
  /** Where the whole report is, when it is too long for an issue. */
  readonly summaryUrl: string;
  /** By which issues are found again. */
  readonly label?: string;
}

export const defaultLabel = 'aml-compute-compliance';

const issue = v.object({ ...post.entries, number: v.number(), pull_request: v.optional(v.unknown()) });
const issues = v.array(issue);

type Issue = v.InferOutput<typeof issue>;

const permission = 'issues: write';

/**
 * Keeps one issue open as long as something is to be put right: opened when there is none, its text changed when it says
 * something else, and closed with a comment when all is well.
 */
export async function keepTrackingIssue(octokit: Octokit, wanted: IssueToKeep): Promise<Outcome> {
  const { compliant, markdown, summaryUrl, topic } = wanted;
  const marker = markerOf(topic);
  const found = await findIssue(octokit, wanted, marker);
  if (found.state === 'failed') return found;
  const existing = found.value;
  if (compliant) return existing ? close(octokit, wanted, existing) : { state: 'nothing' };
  const body = makeBody({ marker, markdown, summaryUrl });
  if (!existing) return open(octokit, wanted, body);
  return sameBody(existing.body, body)
    ? { state: 'unchanged', url: existing.html_url }
    : update(octokit, wanted, existing, body);
}

const findIssue = (
  octokit: Octokit,
  { repository, label = defaultLabel }: IssueToKeep,
  marker: string,
): Promise<Answer<Issue | undefined>> =>
  ask(`read the issues labelled ${label}`, permission, async () => {
    // What GitHub is asked for is a list: a name with a comma would be two.
    const labels = label.includes(',') ? {} : { labels: label };
    const marked = await octokit.paginate(
      octokit.rest.issues.listForRepo,
      { ...repository, ...labels, state: 'open', sort: 'created', direction: 'asc', per_page: 100 },
      ({ data }, done) => {
        // To GitHub, a pull request is an issue, too.
        const page = v
          .parse(issues, data)
          .filter(({ body, pull_request }) => !pull_request && body.startsWith(marker));
        if (page.some(isByApp)) done();
        return page;
      },
    );
    return findOwn(octokit, marked);
  });

async function open(octokit: Octokit, wanted: IssueToKeep, body: string): Promise<Outcome> {
  const { repository, title, label = defaultLabel } = wanted;
  const labelled = await ensureLabel(octokit, repository, label);
  if (labelled.state === 'failed') return labelled;
  const opened = await ask('open the tracking issue', permission, async () => {
    const parameters = { ...repository, title, body, labels: [label] };
    return v.parse(issue, (await octokit.rest.issues.create(parameters)).data);
  });
  return opened.state === 'failed' ? opened : { state: 'created', url: opened.value.html_url };
}

/**
 * Makes the label, unless there is one. This comes first, and does not look before: GitHub drops labels silently where the
 * token may not set them, no later run would find the issue, and each would open another.
 */
const ensureLabel = (octokit: Octokit, repository: Repository, name: string): Promise<Answer<void>> =>
  ask(`create the label ${name}`, permission, async () => {
    const description = 'What is attached to an Azure ML workspace is not as declared';
    try {
      await octokit.rest.issues.createLabel({ ...repository, name, color: 'd93f0b', description });
    } catch (error) {
      if (!isThereAlready(error)) throw error;
    }
  });

const alreadyExists = v.object({
  status: v.literal(422),
  response: v.object({ data: v.object({ errors: v.array(v.object({ code: v.string() })) }) }),
});

function isThereAlready(error: unknown): boolean {
  const read = v.safeParse(alreadyExists, error);
  return read.success && read.output.response.data.errors.some(({ code }) => code === 'already_exists');
}

async function update(
  octokit: Octokit,
  { repository }: IssueToKeep,
  { number }: Issue,
  body: string,
): Promise<Outcome> {
  const updated = await ask(`update issue #${number}`, permission, async () => {
    const parameters = { ...repository, issue_number: number, body };
    return v.parse(issue, (await octokit.rest.issues.update(parameters)).data);
  });
  return updated.state === 'failed' ? updated : { state: 'updated', url: updated.value.html_url };
}

/** Closes first: a run that ends in between leaves a closed issue without a comment, not a comment on each run. */
async function close(
  octokit: Octokit,
  { repository, summaryUrl }: IssueToKeep,
  { number, html_url: url }: Issue,
): Promise<Outcome> {
  const where = { ...repository, issue_number: number };
  const closed = await ask(`close issue #${number}`, permission, () =>
    octokit.rest.issues.update({ ...where, state: 'closed', state_reason: 'completed' }),
  );
  if (closed.state === 'failed') return closed;
  const body = `Everything is as declared, as ${link('this run', summaryUrl)} found.`;
  const told = await ask(`say why issue #${number} is closed`, permission, () =>
    octokit.rest.issues.createComment({ ...where, body }),
  );
  return told.state === 'failed' ? told : { state: 'closed', url };
}
