import * as v from 'valibot';
import { type HttpRequest, header } from '../http.ts';
import { refuse } from './errors.ts';

/** One thing that is wrong with a body. */
export interface BodyProblem {
  /** E.g. `properties.computeType`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/**
 * Reads a JSON body.
 * @throws Refused with ARM's own errors when it is not JSON or not said to be.
 */
export function readJson(request: HttpRequest): unknown {
  const type = header(request, 'content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) {
    const message = `The content media type '${type || '<null>'}' is not supported. Only 'application/json' is supported.`;
    throw refuse(415, 'UnsupportedMediaType', message);
  }
  try {
    return JSON.parse(request.body);
  } catch (error) {
    const message = `The request content was invalid and could not be deserialized: '${(error as Error).message}'.`;
    throw refuse(400, 'InvalidRequestContent', message);
  }
}

/** Reads a JSON body of a shape; what is wrong with it is refused as the provider words it. */
export function readBody<const Schema extends v.GenericSchema>(
  request: HttpRequest,
  schema: Schema,
  refuseProblems: (problems: readonly [BodyProblem, ...BodyProblem[]]) => Error = refuseContent,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, readJson(request));
  if (parsed.success) return parsed.output;
  const [first, ...others] = parsed.issues;
  throw refuseProblems([problemOf(first), ...others.map(problemOf)]);
}

function problemOf(issue: v.BaseIssue<unknown>): BodyProblem {
  return { path: v.getDotPath(issue) ?? '', message: issue.message };
}

function refuseContent(problems: readonly BodyProblem[]): Error {
  const found = problems.map(({ path, message }) => `${path}: ${message}`).join(' ');
  return refuse(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${found}'.`,
  );
}
