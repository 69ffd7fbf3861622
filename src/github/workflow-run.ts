import type { Repository } from './repository.ts';

/** The run of a workflow that this step belongs to. */
export interface WorkflowRun {
  /** `GITHUB_API_URL`. */
  readonly apiUrl: string;
  readonly repository: Repository;
  /** Tells the workflow from the others of its repository, the same on each branch. */
  readonly workflow: string;
  /** Its file in the repository; undefined when the runner does not tell. */
  readonly workflowFile: string | undefined;
  /** The run's page, where its summary is. */
  readonly url: string;
  /** Number of the pull request that it runs for. */
  readonly pullRequest: number | undefined;
  /** True for a pull request whose workflows get no OIDC token and no secrets: from a fork, or by Dependabot. */
  readonly untrusted: boolean;
}
