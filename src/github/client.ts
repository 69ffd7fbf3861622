// Not from the package's main module, which would read the event of the run as soon as it is loaded.
import { GitHub, getOctokitOptions } from '@actions/github/lib/utils';
import * as v from 'valibot';
import { FailureError } from '../azure/failure.ts';

/** A client of GitHub's REST API. */
export type Octokit = InstanceType<typeof GitHub>;

export interface GitHubConnection {
  /** Not empty. */
  readonly token: string;
  /** `GITHUB_API_URL`, e.g. `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** Ends everything under way, when the job is cancelled or the run's time is over. */
  readonly signal: AbortSignal;
  /** How long one request may take. */
  readonly timeoutMs?: number;
  /** Takes one line a request: method, path, status, duration, request ID. Never headers or bodies. */
  readonly debug: (line: string) => void;
}

/**
 * Makes a client that sends each request once. Whether a write without a clear answer was carried out, the next run sees.
 * @throws Error when the token is empty
 */
export function createOctokit({
  token,
  apiUrl,
  signal,
  timeoutMs = 30_000,
  debug,
}: GitHubConnection): Octokit {
  const baseUrl = apiUrl.replace(/\/+$/, '');
  const log = { debug: () => {}, info: () => {}, warn: debug, error: () => {} };
  const octokit = new GitHub(getOctokitOptions(token, { baseUrl, userAgent: 'attach-aml-compute', log }));
  // Not by the option `request`: it would take the place of the runner's proxy settings.
  octokit.hook.before('request', (options) => {
    keepToHost(options.url, baseUrl);
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    // A redirect may make a GET of what was to be a write.
    options.request = { ...options.request, signal: ends, redirect: 'error' };
  });
  octokit.hook.after('request', ({ data, url }) => requireJson(data, url));
  logRequests(octokit, debug);
  return octokit;
}

/** The next page is where the last one says. On another host it would be asked for with this host's token: it is not. */
function keepToHost(url: string, baseUrl: string): void {
  if (url.startsWith('/') || url.startsWith(`${baseUrl}/`)) return;
  throw new FailureError({
    operation: 'read the next page',
    code: 'ForeignNextLink',
    message: `The next page is said to be at ${url}, which is not GitHub's API at ${baseUrl}.`,
    details: [],
  });
}

/**
 * The client gives the text of an answer that is not JSON, and none for one that broke off, which it takes for an empty list:
 * what is there would be written once more.
 */
function requireJson(data: unknown, url: string): void {
  if (typeof data === 'object' && data !== null) return;
  throw new FailureError({
    operation: 'read the answer',
    code: 'UnexpectedAnswer',
    message: `What answered at ${url} was not JSON, or not all of it.`,
    details: [],
  });
}

function logRequests(octokit: Octokit, debug: GitHubConnection['debug']): void {
  octokit.hook.wrap('request', async (request, options) => {
    const started = performance.now();
    const path = new URL(octokit.request.endpoint(options).url).pathname;
    const line = (outcome: string) =>
      debug(`${options.method} ${path} ${outcome} ${Math.round(performance.now() - started)} ms`);
    try {
      const response = await request(options);
      line(`${response.status} ${response.headers['x-github-request-id'] ?? ''}`);
      return response;
    } catch (error) {
      line(statusOf(error));
      throw error;
    }
  });
}

/** The client gives status 500 to what had no answer, too. */
function statusOf(error: unknown): string {
  const read = v.safeParse(v.object({ response: v.object({ status: v.number() }) }), error);
  return read.success ? String(read.output.response.status) : 'no answer';
}
