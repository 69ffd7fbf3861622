import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { WorkflowRun } from '../github/workflow-run.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const event = v.object({
  pull_request: v.optional(
    v.object({
      number: v.number(),
      user: v.nullish(v.object({ login: v.string() })),
      head: v.nullish(v.object({ repo: v.nullish(v.object({ full_name: v.string() })) })),
    }),
  ),
});

/** Reads of the runner's variables, and of the event, what run of what workflow this is. */
export function readWorkflowRun(variables: Variables): WorkflowRun {
  const text = (name: string): string => variables[name] ?? '';
  const repository = text('GITHUB_REPOSITORY');
  const [owner = '', repo = ''] = repository.split('/');
  const { pull_request: pullRequest } = readEvent(text('GITHUB_EVENT_PATH'));
  const [workflow = ''] = (text('GITHUB_WORKFLOW_REF') || text('GITHUB_WORKFLOW')).split('@');
  return {
    apiUrl: text('GITHUB_API_URL') || 'https://api.github.com',
    repository: { owner, repo },
    workflow,
    workflowFile: workflow.startsWith(`${repository}/`) ? workflow.slice(repository.length + 1) : undefined,
    url: `${text('GITHUB_SERVER_URL') || 'https://github.com'}/${repository}/actions/runs/${text('GITHUB_RUN_ID')}`,
    pullRequest: pullRequest?.number,
    untrusted:
      pullRequest !== undefined &&
      // A fork that was deleted meanwhile has no repository any more.
      (pullRequest.head?.repo?.full_name.toLowerCase() !== repository.toLowerCase() ||
        pullRequest.user?.login === 'dependabot[bot]'),
  };
}

function readEvent(path: string): v.InferOutput<typeof event> {
  try {
    return v.parse(event, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
