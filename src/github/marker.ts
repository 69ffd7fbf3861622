import { createHash } from 'node:crypto';
import type { WorkspaceName } from '../azure/workspace.ts';

/** What is reported on: for each topic there is one comment on a pull request, and one tracking issue. */
export interface Topic {
  readonly workspace: WorkspaceName;
  /**
   * Tells the workflow from the others of its repository, and is the same in each of its runs: such as the path in
   * `GITHUB_WORKFLOW_REF`, without the ref, which is another one on each branch.
   */
  readonly workflow: string;
}

/**
 * The first line of a body, which readers do not see and by which it is found again. It is a hash because nothing in a name
 * can then end the HTML comment, and because what a public repository shows need not name a subscription.
 */
export function markerOf({ workspace, workflow }: Topic): string {
  // Azure does not mind the case of its names.
  const where = [workspace.subscriptionId, workspace.resourceGroup, workspace.name].map((name) =>
    name.toLowerCase(),
  );
  const hash = createHash('sha256').update(JSON.stringify([...where, workflow]));
  return `<!-- attach-aml-compute ${hash.digest('hex').slice(0, 32)} -->`;
}
