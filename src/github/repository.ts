/** A repository as requests to GitHub name it: the two halves of `GITHUB_REPOSITORY`. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}
