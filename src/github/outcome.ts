import { type GitHubFailure, type Permission, readGitHubFailure } from './failure.ts';

/** What became of a comment or an issue. `url` is where people read it. */
export type Outcome =
  | { readonly state: 'created' | 'updated' | 'unchanged' | 'closed'; readonly url: string }
  /** There is none, and none was called for. */
  | { readonly state: 'nothing' }
  | Failed;

export interface Failed {
  readonly state: 'failed';
  readonly failure: GitHubFailure;
}

/** What a request came to: a failure of GitHub's is an answer, not an exception. */
export type Answer<T> = { readonly state: 'answered'; readonly value: T } | Failed;

/**
 * Sends a request.
 * @param operation completes "Failed to …"
 * @param permission what the job has to have for it
 */
export async function ask<T>(
  operation: string,
  permission: Permission,
  request: () => Promise<T>,
): Promise<Answer<T>> {
  try {
    return { state: 'answered', value: await request() };
  } catch (error) {
    return { state: 'failed', failure: readGitHubFailure(operation, permission, error) };
  }
}
