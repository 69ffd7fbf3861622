import * as v from 'valibot';
import type { HttpResponse } from '../../http.ts';
import { parentOf } from '../address.ts';
import { apiVersions } from '../api-versions.ts';
import { operationHeaders, operationResults, operationStatuses } from '../asynchronous.ts';
import { refuse } from '../errors.ts';
import type { Operation } from '../operations.ts';
import { readBody } from '../request-body.ts';
import { type ArmRequest, existingParent, type ResourceType, readable } from '../resource-type.ts';
import { changeState } from './change-state.ts';

const clusters = 'Microsoft.ContainerService/managedClusters';
const locations = 'Microsoft.ContainerService/locations';
const bindings = `${clusters}/trustedAccessRoleBindings`;

/** Azure Kubernetes Service. */
export const containerServiceTypes: readonly ResourceType[] = [
  readable(clusters, apiVersions.containerService),
  { ...readable(bindings, apiVersions.containerService), put: putBinding, delete: deleteBinding },
  operationStatuses(`${locations}/operations`, apiVersions.containerService),
  operationResults(`${locations}/operationResults`, apiVersions.containerService),
];

const bindingBody = v.strictObject({
  properties: v.strictObject({ sourceResourceId: v.string(), roles: v.array(v.string()) }),
});

/** AKS's limit of trusted access role bindings of one cluster. */
const mostBindings = 8;

function putBinding(request: ArmRequest): HttpResponse {
  const { state, address, http } = request;
  const cluster = existingParent(request);
  const { properties } = readBody(http, bindingBody);
  const current = state.getResource(address.id);
  if (!current && state.listResources(bindings, cluster).length >= mostBindings) {
    throw refuse(
      400,
      'BadRequest',
      `A managed cluster can have at most ${mostBindings} trusted access role bindings.`,
    );
  }
  const binding = state.putResource({
    id: address.id,
    type: bindings,
    properties: { ...properties, provisioningState: 'Updating' },
  });
  const operation = changeState(state, binding, 'Succeeded');
  return { status: current ? 200 : 201, headers: headersOf(request, operation), body: binding };
}

function deleteBinding(request: ArmRequest): HttpResponse {
  const { state, address } = request;
  const binding = state.getResource(address.id);
  if (!binding) return { status: 204 };
  state.putResource({ ...binding, properties: { ...binding.properties, provisioningState: 'Deleting' } });
  return { status: 202, headers: headersOf(request, changeState(state, binding, 'deleted')) };
}

function headersOf(request: ArmRequest, operation: Operation): Record<string, string> {
  const { state, address } = request;
  const location = state.getResource(parentOf(address))?.location ?? 'global';
  const base = `/subscriptions/${address.subscriptionId}/providers/${locations}/${location}`;
  return operationHeaders(request, `${base}/operations`, operation, { location: `${base}/operationResults` });
}
