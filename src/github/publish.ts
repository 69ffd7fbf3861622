import type { WorkspaceName } from '../azure/workspace.ts';
import type { Annotation } from '../report/annotations.ts';
import type { Report } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import { describeFailure } from '../report/wording.ts';
import { createOctokit, type Octokit } from './client.ts';
import { keepComment } from './comment.ts';
import type { Outcome } from './outcome.ts';
import { keepTrackingIssue } from './tracking-issue.ts';
import type { WorkflowRun } from './workflow-run.ts';

/** What is to be told on GitHub, beside the run's own page. */
export interface Wishes {
  readonly comment: boolean;
  readonly issue: boolean;
  readonly token: string;
}

/** Where and how it is told. */
export interface Place {
  readonly run: WorkflowRun;
  /** The workspace that was asked for, which a report of bad input does not know. */
  readonly workspace: WorkspaceName;
  readonly signal: AbortSignal;
  readonly info: (line: string) => void;
  readonly debug: (line: string) => void;
}

/** Keeps comment and tracking issue. What GitHub does not let through is a warning: the run itself is not touched by it. */
export async function publishOnGitHub(report: Report, wishes: Wishes, place: Place): Promise<Annotation[]> {
  const asked = [
    ...(wishes.comment ? [{ what: 'comment', keep: commentFor(report, place) }] : []),
    ...(wishes.issue && report.mode === 'verify' ? [{ what: 'issue', keep: issueFor(report, place) }] : []),
  ];
  if (asked.length === 0) return [];
  if (!wishes.token) return [warning('No github-token is given, which the inputs comment and issue need.')];
  const octokit = createOctokit({ token: wishes.token, apiUrl: place.run.apiUrl, ...place });
  const outcomes = await Promise.all(
    asked.map(async ({ what, keep }) => ({ what, outcome: await keep(octokit) })),
  );
  return outcomes.flatMap(({ what, outcome }) => tell(what, outcome, place));
}

type Keep = (octokit: Octokit) => Promise<Outcome>;

function commentFor(report: Report, { run, workspace, info }: Place): Keep {
  const { repository, pullRequest, workflow, url: summaryUrl } = run;
  if (pullRequest === undefined) {
    info('comment: this run is not for a pull request, so there is nothing to comment on');
    return async () => ({ state: 'nothing' });
  }
  const topic = { workspace, workflow };
  const markdown = renderSummary(report);
  return (octokit) => keepComment(octokit, { repository, pullRequest, topic, markdown, summaryUrl });
}

/** A run that could not tell how things stand neither opens nor closes the issue. */
function issueFor(report: Report, { run, workspace }: Place): Keep {
  const { repository, workflow, url: summaryUrl } = run;
  if (report.failure) return async () => ({ state: 'nothing' });
  const title = `What is attached to ${workspace.name} is not as declared`;
  const topic = { workspace, workflow };
  const markdown = renderSummary(report);
  const compliant = report.succeeded;
  return (octokit) =>
    keepTrackingIssue(octokit, { repository, topic, compliant, title, markdown, summaryUrl });
}

function tell(what: string, outcome: Outcome, { info }: Place): Annotation[] {
  if (outcome.state === 'failed') return [warning(describeFailure(outcome.failure).join('\n'))];
  if (outcome.state !== 'nothing') info(`${what}: ${outcome.state}, ${outcome.url}`);
  return [];
}

const warning = (message: string): Annotation => ({ level: 'warning', title: 'GitHub', message });
