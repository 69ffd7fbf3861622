import { type HttpResponse, query } from '../../http.ts';
import { at, isJsonObject, type Json, type JsonObject, stringAt } from '../../json.ts';
import { parentOf, sameId } from '../address.ts';
import { apiVersions } from '../api-versions.ts';
import { operationHeaders } from '../asynchronous.ts';
import { resourceNotFound } from '../errors.ts';
import type { Operation, Outcome } from '../operations.ts';
import { pageOf } from '../paging.ts';
import { readBody } from '../request-body.ts';
import { type ArmRequest, existing, existingParent, type ResourceType } from '../resource-type.ts';
import type { Resource, State } from '../state.ts';
import { describeIdentity } from './compute-identity.ts';
import { findExtension, type ProvisioningError, provisioningErrors } from './compute-provisioning.ts';
import {
  bodyRefused,
  checkIdentityAssignment,
  checkIdle,
  checkName,
  checkTarget,
  checkWayIn,
  problem,
  workspaceLocation,
} from './compute-refusals.ts';
import { type ComputeBody, computeBody, computePatch, computeType as type } from './compute-schema.ts';

const statusPath = 'Microsoft.MachineLearningServices/locations';

/**
 * Attached computes of a workspace. That a caller needs rights on the cluster which it attaches is not modelled: the
 * documentation asks for "owner or contributor on the resource group that contains AKS" and names no action.
 */
export const computes: ResourceType = {
  type,
  apiVersions: apiVersions.machineLearning,
  get: (request) => ({ status: 200, body: presentCompute(existing(request)) }),
  list,
  put,
  patch,
  delete: detach,
  actions: { listKeys },
};

function list(request: ArmRequest): HttpResponse {
  const found = request.state.listResources(type, existingParent(request)).map(presentCompute);
  return { status: 200, body: pageOf(found, request, '$skip') };
}

/** Attaches, or accepts an attach over what is there. */
function put(request: ArmRequest): HttpResponse {
  const { state, address } = request;
  const workspace = workspaceOf(request);
  checkName(request);
  const body = readBody(request.http, computeBody, (problems) => bodyRefused(request, problems));
  checkTarget(request, body);
  checkWayIn(request, body);
  checkIdentityAssignment(request, body);
  const current = state.getResource(address.id);
  checkIdle(request, current);
  const accepted = current ? updated(current, body, request) : created(body, workspace, request);
  const compute = state.putResource(withState(accepted, current ? 'Updating' : 'Creating'));
  const ignored = current !== undefined && state.scenario.inPlaceUpdates === 'ignored';
  const operation = ignored ? restore(current, state) : provision(compute, state);
  return {
    status: current ? 200 : 201,
    headers: headersOf(request, operation),
    body: presentCompute(compute),
  };
}

function created(
  body: ComputeBody,
  workspace: Resource,
  { state, address, principal }: ArmRequest,
): Resource {
  const { location, tags, sku, identity, properties } = body;
  const name = address.names.at(-1) ?? '';
  const now = moment();
  return {
    id: `${workspace.id}/computes/${name}`,
    name,
    type,
    location: location ?? workspace.location ?? 'global',
    systemData: {
      createdBy: principal.clientId,
      createdByType: 'Application',
      createdAt: now,
      lastModifiedBy: principal.clientId,
      lastModifiedByType: 'Application',
      lastModifiedAt: now,
    },
    ...(tags && { tags }),
    ...(sku && { sku: sku as Json }),
    ...(identity && { identity: describeIdentity(identity, address.id, state) }),
    properties: {
      ...(properties as JsonObject),
      createdOn: now,
      modifiedOn: now,
      isAttachedCompute: true,
      provisioningErrors: null,
      disableLocalAuth: properties.disableLocalAuth ?? false,
    },
  };
}

/** What a PUT changes of an attached compute: never its cluster, its type or its namespace. */
function updated(current: Resource, body: ComputeBody, { state }: ArmRequest): Resource {
  if (state.scenario.inPlaceUpdates === 'ignored') return current;
  const properties = { ...current.properties, modifiedOn: moment() };
  const { tags, identity, ...rest } = current;
  const { description } = body.properties;
  return {
    ...(rest as Resource),
    ...(body.tags && { tags: body.tags }),
    ...(body.identity && { identity: describeIdentity(body.identity, current.id, state) }),
    properties: { ...properties, ...(description !== undefined && { description }) },
  };
}

/** Starts what ends in Succeeded or Failed. Whether it can succeed is found out at the end, as in Azure. */
function provision({ id, name }: Resource, state: State): Operation {
  const { provisioningMs, computeFailures } = state.scenario;
  const forced = computeFailures.find((failure) => sameId(failure.name, name));
  return state.operations.start(id, forced?.afterMs ?? provisioningMs, () => {
    const compute = state.getResource(id);
    if (!compute) return { status: 'Succeeded' };
    const errors: readonly ProvisioningError[] = forced?.errors ?? provisioningErrors(compute, state);
    state.putResource(errors.length === 0 ? succeeded(compute, state) : failed(compute, errors));
    return outcomeOf(errors);
  });
}

/** The write that changes nothing: after a while the compute is what it was. */
function restore(compute: Resource, state: State): Operation {
  return state.operations.start(compute.id, state.scenario.provisioningMs, () => {
    state.putResource(compute);
    return { status: 'Succeeded' };
  });
}

function outcomeOf([first]: readonly ProvisioningError[]): Outcome {
  if (!first) return { status: 'Succeeded' };
  const { code, message, details = [] } = first;
  return { status: 'Failed', error: { code, message, details } };
}

function succeeded(compute: Resource, state: State): Resource {
  const properties = at(compute, 'properties', 'computeType') === 'Kubernetes' ? ready(compute, state) : {};
  return withState(
    { ...compute, properties: { ...compute.properties, ...properties, provisioningErrors: null } },
    'Succeeded',
  );
}

/** What Azure ML adds to a Kubernetes compute: among it the instance type that jobs get when they name none. */
function ready(compute: Resource, state: State): JsonObject {
  const given = withoutNulls(compute.properties['properties']);
  const cluster = state.getResource(stringAt(compute, 'properties', 'resourceId') ?? '');
  const extension = cluster && findExtension(cluster, state);
  return {
    computeLocation: compute.properties['computeLocation'] ?? compute.location,
    properties: {
      relayConnectionString: null,
      serviceBusConnectionString: null,
      extensionPrincipalId: null,
      extensionInstanceReleaseTrain:
        stringAt(extension, 'properties', 'releaseTrain')?.toLowerCase() ?? 'stable',
      vcName: null,
      namespace: 'default',
      defaultInstanceType: 'defaultinstancetype',
      ...given,
      instanceTypes: { defaultinstancetype: defaultInstanceType, ...withoutNulls(given['instanceTypes']) },
    },
  };
}

/** Source: "Create and manage instance types for efficient utilization of compute resources". */
const defaultInstanceType: JsonObject = {
  nodeSelector: null,
  resources: {
    requests: { cpu: '100m', memory: '2Gi' },
    limits: { cpu: '2', memory: '2Gi', 'nvidia.com/gpu': null },
  },
};

function failed(compute: Resource, errors: readonly ProvisioningError[]): Resource {
  const provisioningErrors = errors.map(({ code, message, details = [] }) => ({
    error: { code, message, details },
  }));
  return withState({ ...compute, properties: { ...compute.properties, provisioningErrors } }, 'Failed');
}

/** Only Azure ML's own clusters have scale settings: of an attached compute a PATCH changes nothing. */
function patch(request: ArmRequest): HttpResponse {
  const compute = existing(request);
  readBody(request.http, computePatch, (problems) => bodyRefused(request, problems));
  checkIdle(request, compute);
  return { status: 200, body: presentCompute(compute) };
}

/** Detaches. The cluster or the machine itself stays, whatever `underlyingResourceAction` says: Azure ML did not make it. */
function detach(request: ArmRequest): HttpResponse {
  const { state, address, http } = request;
  existingParent(request);
  const action = query(http, 'underlyingResourceAction');
  if (action !== 'Detach' && action !== 'Delete') {
    const message = `The query parameter 'underlyingResourceAction' is required and must be 'Delete' or 'Detach'; it is '${action ?? ''}'.`;
    throw problem(request, { status: 400, code: 'BadArgument', message, target: 'underlyingResourceAction' });
  }
  const compute = state.getResource(address.id);
  if (!compute) return { status: 204 };
  checkIdle(request, compute);
  state.putResource(withState(compute, 'Deleting'));
  const operation = state.operations.start(compute.id, state.scenario.provisioningMs, () => {
    state.deleteResource(compute.id);
    return { status: 'Succeeded' };
  });
  return { status: 202, headers: headersOf(request, operation) };
}

function listKeys({ state, address }: ArmRequest): HttpResponse {
  const compute = state.getResource(parentOf(address));
  if (!compute) throw resourceNotFound(type, address.names, address.resourceGroup);
  const account = at(compute, 'properties', 'properties', 'administratorAccount');
  const computeType = at(compute, 'properties', 'computeType') ?? null;
  return {
    status: 200,
    body: isJsonObject(account) ? { computeType, administratorAccount: account } : { computeType },
  };
}

/** What a GET shows: everything but the secrets. */
export function presentCompute(compute: Resource): JsonObject {
  const { properties: inner, ...properties } = compute.properties;
  if (!isJsonObject(inner)) return compute;
  const { administratorAccount, ...shown } = inner;
  const username = stringAt(administratorAccount, 'username');
  const account = username === undefined ? {} : { administratorAccount: { username } };
  return { ...compute, properties: { ...properties, properties: { ...shown, ...account } } };
}

function headersOf(request: ArmRequest, operation: Operation): Record<string, string> {
  const locations = `/subscriptions/${request.address.subscriptionId}/providers/${statusPath}/${workspaceLocation(request)}`;
  const location = `${locations}/computeOperationsResults`;
  return operationHeaders(request, `${locations}/computeOperationsStatus`, operation, { location });
}

function workspaceOf(request: ArmRequest): Resource {
  return request.state.getResource(existingParent(request)) as Resource;
}

function withState(compute: Resource, provisioningState: string): Resource {
  return { ...compute, properties: { ...compute.properties, provisioningState } };
}

function withoutNulls(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(([, given]) => given !== null && given !== undefined),
  );
}

/** Azure ML writes moments with seven decimals and an offset. */
function moment(): string {
  return new Date().toISOString().replace('Z', '0000+00:00');
}
