import type { HttpResponse } from '../local-azure/http.ts';
import type { JsonObject } from '../local-azure/json.ts';

const docs = 'https://docs.github.com/rest';

/** A request that GitHub refuses. Thrown anywhere below the router, which answers it. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    body: JsonObject = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The answer in GitHub's error shape; `page` is where GitHub documents the request, below its REST reference. */
export function answerOf({ status, message, body, headers }: Refused, page: string): HttpResponse {
  const documentation_url = page ? `${docs}/${page}` : docs;
  return { status, headers, body: { message, documentation_url, ...body, status: String(status) } };
}

export const notFound = (): Refused => new Refused(404, 'Not Found');

/** What a token hears that lacks a permission: an app's, as `GITHUB_TOKEN` is, or a person's. */
export const notAccessible = (type: 'Bot' | 'User'): Refused =>
  new Refused(403, `Resource not accessible by ${type === 'Bot' ? 'integration' : 'personal access token'}`);

/** What a person hears without the right to change what others wrote. */
export const notAdmin = (): Refused => new Refused(403, 'Must have admin rights to Repository.');

/** What is wrong with a field of a body. */
export interface Invalid {
  readonly resource: 'Issue' | 'IssueComment' | 'Label';
  readonly field: string;
  readonly code: string;
  readonly message?: string;
}

export const invalid = (...errors: readonly Invalid[]): Refused =>
  new Refused(422, 'Validation Failed', { errors: errors.map((each) => ({ ...each })) });

/** Source: GitHub's "Rate limits for the REST API". */
export function rateLimited(headers: Readonly<Record<string, string>>): Refused {
  const url = `${docs}/using-the-rest-api/rate-limits-for-the-rest-api`;
  return new Refused(
    403,
    'API rate limit exceeded for installation.',
    { documentation_url: url },
    { ...headers, 'x-ratelimit-remaining': '0' },
  );
}
