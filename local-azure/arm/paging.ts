import { query } from '../http.ts';
import type { Json, JsonObject } from '../json.ts';
import { refuse } from './errors.ts';
import type { ArmRequest } from './resource-type.ts';

/**
 * One page of a list. The rest is behind `nextLink`, which names the place to go on from in the query parameter that the
 * provider has for it: most an opaque `$skiptoken`, Azure ML's computes a `$skip`.
 */
export function pageOf(
  items: readonly Json[],
  request: ArmRequest,
  parameter: '$skiptoken' | '$skip' = '$skiptoken',
): JsonObject {
  const start = Number(query(request.http, parameter) ?? '0');
  if (!Number.isInteger(start) || start < 0) {
    throw refuse(400, 'InvalidSkipToken', `The query parameter '${parameter}' is not valid.`);
  }
  const end = start + request.state.scenario.pageSize;
  const value = items.slice(start, end);
  return end < items.length ? { value, nextLink: nextLink(request, parameter, end) } : { value };
}

function nextLink({ http, origin }: ArmRequest, parameter: string, start: number): string {
  const link = new URL(http.url.pathname + http.url.search, origin);
  link.searchParams.set(parameter, String(start));
  return link.href;
}
