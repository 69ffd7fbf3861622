import * as v from 'valibot';
import type { Octokit } from './client.ts';

const author = v.nullish(v.object({ id: v.number(), type: v.string() }));

/** A comment or an issue, as far as it is looked at. */
export const post = v.object({
  body: v.nullish(v.string(), ''),
  html_url: v.string(),
  user: author,
});

type Post = v.InferOutput<typeof post>;

/** True for what an app wrote: `GITHUB_TOKEN` is one's, too. */
export const isByApp = ({ user }: Post): boolean => user?.type === 'Bot';

/**
 * Of posts with the marker, the one to keep up to date. Anybody who may comment can write the marker, and their comment stays
 * theirs to change: a pull request's author could so put words into the report's mouth. So a person's post counts only when
 * this job is that person, by a personal access token. A token of an app does not learn whose it is, and the author of an
 * app's post cannot be a person: any app's is taken.
 */
export async function findOwn<T extends Post>(
  octokit: Octokit,
  marked: readonly T[],
): Promise<T | undefined> {
  const byApp = marked.find(isByApp);
  if (byApp || marked.length === 0) return byApp;
  const me = await whoAmI(octokit);
  return me === undefined ? undefined : marked.find(({ user }) => user?.id === me);
}

/** The ID of the token's owner; undefined for a token that is not a person's. */
async function whoAmI(octokit: Octokit): Promise<number | undefined> {
  try {
    const { data } = await octokit.rest.users.getAuthenticated();
    return data.id;
  } catch (error) {
    if (isRefusedToApp(error)) return undefined;
    throw error;
  }
}

const refused = v.object({
  status: v.literal(403),
  message: v.pipe(v.string(), v.regex(/not accessible by/i)),
});

/** GitHub tells an app's token so. A rate limit has the same status. */
const isRefusedToApp = (error: unknown): boolean => v.is(refused, error);
