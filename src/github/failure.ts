import * as v from 'valibot';
import { type Failure, type FailureDetail, FailureError } from '../azure/failure.ts';

/** What a workflow's `permissions` give a job. */
export type Permission = 'pull-requests: write' | 'issues: write';

/** What went wrong at GitHub. Its `correlationId` is GitHub's request ID, which GitHub's support asks for. */
export interface GitHubFailure extends Failure {
  /** What the job lacks, when GitHub's answer says so, or may mean it. */
  readonly permission?: Permission;
  /** Where GitHub documents what was asked for. */
  readonly documentationUrl?: string;
}

const answered = v.object({
  response: v.object({
    status: v.number(),
    headers: v.record(v.string(), v.unknown()),
    data: v.unknown(),
  }),
});

type Answer = v.InferOutput<typeof answered>['response'];

const errorBody = v.object({
  message: v.string(),
  documentation_url: v.optional(v.string()),
  errors: v.optional(v.array(v.unknown()), []),
});

/**
 * Turns what a request to GitHub throws into a failure with everything that GitHub said.
 * @param permission what the job has to have for the request
 */
export function readGitHubFailure(operation: string, permission: Permission, error: unknown): GitHubFailure {
  const answer = v.safeParse(answered, error);
  return answer.success
    ? answerFailure(operation, permission, answer.output.response)
    : { operation, ...errorOf(error), details: [] };
}

function answerFailure(operation: string, permission: Permission, answer: Answer): GitHubFailure {
  const { status, headers, data } = answer;
  const read = v.safeParse(errorBody, data);
  const body = read.success ? read.output : { message: textOf(data), errors: [] };
  const requestId = headerOf(headers, 'x-github-request-id');
  return {
    operation,
    status,
    code: `HTTP ${status}`,
    message: body.message,
    details: body.errors.map(readDetail),
    ...(requestId && { correlationId: requestId }),
    ...(body.documentation_url && { documentationUrl: body.documentation_url }),
    ...meaningOf(answer, body.message, permission),
  };
}

/** What to do about it. GitHub's message comes first, as a refusal can have come with the last request of the hour. */
function meaningOf(
  { status, headers }: Answer,
  message: string,
  permission: Permission,
): Pick<GitHubFailure, 'permission' | 'advice'> {
  if (status === 404) return { permission, advice: `${hidden} ${grant(permission)}` };
  if (status !== 403 && status !== 429) return {};
  if (notPermitted.test(message)) return { permission, advice: grant(permission) };
  const limited = headerOf(headers, 'x-ratelimit-remaining') === '0' || /rate limit/i.test(message);
  return limited ? { advice: waitFor(headers) } : {};
}

/** To `GITHUB_TOKEN` and apps, to fine-grained tokens, and to people without rights. */
const notPermitted = /not accessible by|must have/i;

const hidden = 'GitHub says Not Found also of what the token may not see.';

const grant = (permission: Permission): string =>
  `Give the job "permissions: { ${permission} }", beside those that it has. A job of a reusable workflow needs it from its ` +
  'caller too. For pull requests from forks and by Dependabot, GitHub gives a token that can only read.';

/** Source: GitHub's "Rate limits for the REST API". */
function waitFor(headers: Answer['headers']): string {
  const seconds = headerOf(headers, 'retry-after');
  if (seconds) return `GitHub takes requests with this token again in ${seconds} seconds.`;
  const reset = Number(headerOf(headers, 'x-ratelimit-reset'));
  const exhausted = headerOf(headers, 'x-ratelimit-remaining') === '0';
  return exhausted && reset > 0 && reset < 1e11
    ? `GitHub takes requests with this token again from ${new Date(reset * 1_000).toISOString()} on.`
    : 'GitHub takes requests with this token again in a few minutes.';
}

const validationError = v.object({
  resource: v.optional(v.string()),
  field: v.optional(v.string()),
  code: v.optional(v.string(), ''),
  message: v.optional(v.string()),
});

function readDetail(detail: unknown): FailureDetail {
  const read = v.safeParse(validationError, detail);
  if (!read.success) return { code: '', message: textOf(detail) };
  const { resource, field, code, message } = read.output;
  return { code, message: message ?? [resource, field].filter(Boolean).join('.') };
}

/** Where there was no answer, what kept it away lies deep: fetch wraps it, and the client wraps that. */
function errorOf(error: unknown): Pick<GitHubFailure, 'code' | 'message'> {
  if (error instanceof FailureError) {
    const { code, message } = error.failure;
    return { code, message };
  }
  if (v.isValiError(error)) {
    const problems = error.issues.map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
    return { code: 'UnexpectedAnswer', message: problems.join('; ') };
  }
  const chain = causesOf(error);
  const isOfConnection = chain[0]?.name === 'HttpError' || chain[0]?.name === 'AbortError';
  return {
    code: isOfConnection ? (chain.find(({ code }) => code)?.code ?? 'NoAnswer') : 'UnexpectedAnswer',
    message: chain.findLast(({ message }) => message)?.message ?? String(error),
  };
}

const thrown = v.object({
  name: v.string(),
  message: v.string(),
  // A number is a code of old, of which each error of the web platform has one.
  code: v.fallback(v.optional(v.string()), undefined),
  cause: v.optional(v.unknown()),
  /** Of an attempt at several addresses of a host. */
  errors: v.fallback(v.optional(v.array(v.unknown())), undefined),
});

function causesOf(error: unknown): v.InferOutput<typeof thrown>[] {
  const read = v.safeParse(thrown, error);
  return read.success ? [read.output, ...causesOf(read.output.cause ?? read.output.errors?.[0])] : [];
}

const headerOf = (headers: Answer['headers'], name: string): string | undefined => {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
};

const textOf = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value))?.slice(0, 2_000) || 'The answer has no body.';
