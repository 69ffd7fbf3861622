import type { HttpRequest } from '../local-azure/http.ts';
import { isJsonObject, type JsonObject } from '../local-azure/json.ts';
import { type Invalid, invalid, Refused } from './errors.ts';

const mostCharacters = 65_536;

/** The body of a request. */
export function readBody({ body }: HttpRequest): JsonObject {
  try {
    const read: unknown = JSON.parse(body || '{}');
    if (isJsonObject(read)) return read;
  } catch {
    throw new Refused(400, 'Problems parsing JSON');
  }
  throw new Refused(400, 'Body should be a JSON object');
}

/** A comment's text. What GitHub answers has been seen in threads of those whom it was answered. */
export function commentText(body: JsonObject): string {
  const text = body['body'];
  const refused = (message: string): Refused =>
    invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
  if (typeof text !== 'string' || text.trim() === '') throw refused('Body cannot be blank');
  if (isTooLong(text)) throw refused(`Body ${tooLong}`);
  return text;
}

/** An issue's text; undefined when it is not to change. */
export function issueText(body: JsonObject): string | null | undefined {
  const text = body['body'];
  if (text === undefined || text === null) return text;
  const problem: Invalid = { resource: 'Issue', code: 'custom', field: 'body' };
  if (typeof text !== 'string') throw invalid({ ...problem, code: 'invalid' });
  if (isTooLong(text)) throw invalid({ ...problem, message: `body ${tooLong}` });
  return text;
}

const tooLong = `is too long (maximum is ${mostCharacters} characters)`;

/** GitHub counts code points. */
const isTooLong = (text: string): boolean => Array.from(text).length > mostCharacters;
