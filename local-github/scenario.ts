import * as v from 'valibot';
import { isJsonObject } from '../local-azure/json.ts';
import type { Fault } from '../local-azure/scenario.ts';

/** What the embedded GitHub holds and how it behaves: plain data, so that it can also be a JSON file. */

const access = v.optional(v.picklist(['none', 'read', 'write']), 'none');

const type = v.optional(v.picklist(['Bot', 'User']), 'User');

/** A token and what it may do. That of a `Bot` is an app's installation token, as `GITHUB_TOKEN` is. */
const token = v.strictObject({
  token: v.pipe(v.string(), v.minLength(1)),
  /** Who writes with it. */
  login: v.optional(v.string(), 'github-actions[bot]'),
  type: v.optional(v.picklist(['Bot', 'User']), 'Bot'),
  permissions: v.optional(v.strictObject({ issues: access, pull_requests: access }), {}),
  /** Whether a user may change what others wrote, and may set labels. Of no meaning for an app. */
  push: v.optional(v.boolean(), true),
});

const comment = v.strictObject({
  login: v.optional(v.string(), 'octocat'),
  type,
  body: v.string(),
});

/** An issue or a pull request: they share their numbers. */
const issue = v.strictObject({
  /** Absent: the next one. */
  number: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  pullRequest: v.optional(v.boolean(), false),
  title: v.optional(v.string(), 'Something'),
  body: v.optional(v.nullable(v.string()), null),
  state: v.optional(v.picklist(['open', 'closed']), 'open'),
  login: v.optional(v.string(), 'octocat'),
  type,
  /** Labels that the repository does not have are made. */
  labels: v.optional(v.array(v.string()), []),
  comments: v.optional(v.array(comment), []),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const scenario = v.strictObject({
  /** Path of the API, e.g. `/api/v3` as on a GitHub Enterprise Server; empty as on github.com. */
  pathPrefix: v.optional(v.pipe(v.string(), v.regex(/^(?:\/[\w-]+)*$/)), ''),
  /** `OWNER/NAME`. */
  repository: v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/)),
  tokens: v.array(token),
  issues: v.optional(v.array(issue), []),
  labels: v.optional(v.array(v.string()), []),
  /** How many requests all tokens together have left in this hour. */
  rateLimitRemaining: v.optional(count, 5_000),
  /** Added to every request. */
  latencyMs: v.optional(count, 0),
  /** Those of local-azure. */
  faults: v.optional(v.array(v.custom<Fault>(isJsonObject)), []),
});

export type Scenario = v.InferInput<typeof scenario>;
export type ParsedScenario = v.InferOutput<typeof scenario>;
export type Token = ParsedScenario['tokens'][number];
export type Permissions = Token['permissions'];
export type GivenIssue = v.InferInput<typeof issue>;
export type GivenComment = v.InferInput<typeof comment>;

/** @throws Error that names every field that is wrong. */
export const parseScenario = (given: Scenario): ParsedScenario => parse(scenario, given);

export const parseIssue = (given: GivenIssue) => parse(issue, given);

export const parseComment = (given: GivenComment) => parse(comment, given);

function parse<T extends v.GenericSchema>(schema: T, given: unknown): v.InferOutput<T> {
  const read = v.safeParse(schema, given);
  if (read.success) return read.output;
  const problems = read.issues.map((each) => `${v.getDotPath(each) ?? 'it'}: ${each.message}`);
  throw new Error(`The scenario cannot be used: ${problems.join('; ')}`);
}
