import * as v from 'valibot';
import type { HttpResponse } from '../../http.ts';
import { apiVersions } from '../api-versions.ts';
import { operationHeaders, operationStatuses } from '../asynchronous.ts';
import type { Operation } from '../operations.ts';
import { readBody } from '../request-body.ts';
import { type ArmRequest, existingParent, type ResourceType, readable } from '../resource-type.ts';
import { changeState } from './change-state.ts';

const extensions = 'Microsoft.KubernetesConfiguration/extensions';

/** Cluster extensions, of AKS and of Arc-enabled clusters alike. */
export const kubernetesConfigurationTypes: readonly ResourceType[] = [
  { ...readable(extensions, apiVersions.extensions), put, delete: remove },
  operationStatuses(`${extensions}/operations`, apiVersions.extensions),
];

const settings = v.optional(v.record(v.string(), v.nullable(v.string())));

const extensionBody = v.strictObject({
  identity: v.optional(v.strictObject({ type: v.literal('SystemAssigned') })),
  plan: v.optional(v.looseObject({})),
  properties: v.strictObject({
    extensionType: v.string(),
    autoUpgradeMinorVersion: v.optional(v.boolean()),
    releaseTrain: v.optional(v.string()),
    version: v.optional(v.nullable(v.string())),
    scope: v.optional(
      v.strictObject({
        cluster: v.optional(v.strictObject({ releaseNamespace: v.optional(v.string()) })),
        namespace: v.optional(v.strictObject({ targetNamespace: v.optional(v.string()) })),
      }),
    ),
    configurationSettings: settings,
    configurationProtectedSettings: settings,
    aksAssignedIdentity: v.optional(v.strictObject({ type: v.optional(v.string()) })),
  }),
});

/** Installs an extension. On Arc the real Azure also makes the relay; here a scenario brings it. */
function put(request: ArmRequest): HttpResponse {
  const { state, address, http } = request;
  existingParent(request);
  const { properties } = readBody(http, extensionBody);
  const current = state.getResource(address.id);
  // Protected settings are never shown again.
  const { configurationProtectedSettings: _, ...shown } = properties;
  const extension = state.putResource({
    id: address.id,
    type: extensions,
    properties: {
      autoUpgradeMinorVersion: true,
      releaseTrain: 'Stable',
      version: null,
      configurationSettings: {},
      ...shown,
      provisioningState: current ? 'Updating' : 'Creating',
      statuses: [],
      isSystemExtension: false,
    },
  });
  const operation = changeState(state, extension, 'Succeeded');
  return { status: current ? 200 : 201, headers: headersOf(request, operation), body: extension };
}

function remove(request: ArmRequest): HttpResponse {
  const { state, address } = request;
  const extension = state.getResource(address.id);
  if (!extension) return { status: 204 };
  state.putResource({ ...extension, properties: { ...extension.properties, provisioningState: 'Deleting' } });
  return { status: 202, headers: headersOf(request, changeState(state, extension, 'deleted')) };
}

function headersOf(request: ArmRequest, operation: Operation): Record<string, string> {
  const location = `${request.address.id}/operations`;
  return operationHeaders(request, location, operation, { location });
}
