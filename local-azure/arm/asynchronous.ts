import type { HttpResponse } from '../http.ts';
import type { Json, JsonObject } from '../json.ts';
import { refuse } from './errors.ts';
import type { Operation } from './operations.ts';
import type { ArmHandler, ArmRequest, ResourceType } from './resource-type.ts';
import type { Resource } from './state.ts';

/**
 * Headers of an accepted long-running operation.
 * @param statusPath ARM path of the collection that the operation's status stands in.
 */
export function operationHeaders(
  { origin, apiVersion, state }: ArmRequest,
  statusPath: string,
  operation: Operation,
  { location }: { readonly location: string },
): Record<string, string> {
  return {
    'azure-asyncoperation': `${origin}${statusPath}/${operation.id}?api-version=${apiVersion}`,
    location: `${origin}${location}/${operation.id}?api-version=${apiVersion}`,
    ...retryAfter(state.scenario.retryAfterSeconds),
  };
}

function retryAfter(seconds: number | null): Record<string, string> {
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

/**
 * The resource type under which operations' statuses are read. ARM signs these URLs, so that whoever started an
 * operation can follow it without a role at the subscription: here they are unguessable, and a token is enough.
 */
export function operationStatuses(type: string, apiVersions: readonly string[]): ResourceType {
  return { type, apiVersions, isOpen: () => true, get: readStatus };
}

/** The type under which an operation's result is read: 202 while it runs, then what there is of the resource. */
export function operationResults(
  type: string,
  apiVersions: readonly string[],
  present: (resource: Resource) => Json = (resource) => resource,
): ResourceType {
  return { type, apiVersions, isOpen: () => true, get: (request) => readResult(request, present) };
}

const readStatus: ArmHandler = (request) => {
  const operation = findOperation(request);
  return { status: 200, headers: runningHeaders(request, operation), body: statusBody(request, operation) };
};

function readResult(request: ArmRequest, present: (resource: Resource) => Json): HttpResponse {
  const operation = findOperation(request);
  if (operation.outcome === undefined) {
    return {
      status: 202,
      headers: { location: request.http.url.href, ...runningHeaders(request, operation) },
    };
  }
  const resource = request.state.getResource(operation.resourceId);
  return resource ? { status: 200, body: present(resource) } : { status: 204 };
}

function runningHeaders({ state }: ArmRequest, { outcome }: Operation): Record<string, string> {
  return outcome === undefined ? retryAfter(state.scenario.retryAfterSeconds) : {};
}

function statusBody({ address }: ArmRequest, operation: Operation): JsonObject {
  const { id, outcome, startedAt, endsAt } = operation;
  return {
    id: address.id,
    name: id,
    status: outcome?.status ?? 'InProgress',
    startTime: new Date(startedAt).toISOString(),
    ...(outcome && { endTime: new Date(endsAt).toISOString() }),
    ...(outcome?.status === 'Succeeded' && { percentComplete: 100 }),
    ...(outcome?.status === 'Failed' && { error: outcome.error }),
  };
}

function findOperation({ state, address }: ArmRequest): Operation {
  const operation = state.operations.find(address.names.at(-1) ?? '');
  if (operation) return operation;
  throw refuse(404, 'NotFound', `The operation '${address.names.at(-1)}' could not be found.`);
}
