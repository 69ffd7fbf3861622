import type { JsonObject } from '../../json.ts';
import { sameId } from '../address.ts';
import { apiVersions } from '../api-versions.ts';
import { pageOf } from '../paging.ts';
import { isAllowed } from '../rbac.ts';
import type { ArmHandler, ArmRequest, ResourceType } from '../resource-type.ts';

/** Tenant, subscriptions and resource groups: they exist because resources stand in them. */
export const resourcesTypes: readonly ResourceType[] = [
  {
    type: 'Microsoft.Resources/tenants',
    apiVersions: apiVersions.resources,
    isOpen: () => true,
    list: listTenants,
  },
  {
    type: 'Microsoft.Resources/subscriptions',
    apiVersions: apiVersions.resources,
    // Everybody sees the subscriptions in which they hold some role.
    isOpen: ({ names }) => names.length === 0,
    list: (request) => {
      const visible = request.state
        .subscriptions()
        .filter((id) => holdsRole(request, `/subscriptions/${id}`));
      return {
        status: 200,
        body: pageOf(
          visible.map((id) => subscription(request, id)),
          request,
        ),
      };
    },
    get: (request) => ({ status: 200, body: subscription(request, request.address.names[0] ?? '') }),
  },
  {
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    apiVersions: apiVersions.resources,
    isOpen: ({ names }) => names.length === 1,
    list: (request) => {
      const scope = `/subscriptions/${request.address.subscriptionId}/`.toLowerCase();
      const groups = request.state.resourceGroups().filter((id) => id.toLowerCase().startsWith(scope));
      const read = 'Microsoft.Resources/subscriptions/resourceGroups/read';
      const visible = groups.filter((id) => isAllowed(request.state, request.principal.objectId, read, id));
      return {
        status: 200,
        body: pageOf(
          visible.map((id) => resourceGroup(request, id)),
          request,
        ),
      };
    },
    get: (request) => {
      const id = request.state.resourceGroups().find((known) => sameId(known, request.address.id));
      return { status: 200, body: resourceGroup(request, id ?? request.address.id) };
    },
  },
];

function listTenants({ state }: ArmRequest): ReturnType<ArmHandler> {
  const { tenantId } = state.scenario;
  const tenant = { id: `/tenants/${tenantId}`, tenantId, displayName: 'Contoso', tenantCategory: 'Home' };
  return { status: 200, body: { value: [tenant] } };
}

function holdsRole({ state, principal }: ArmRequest, scope: string): boolean {
  const prefix = `${scope}/`.toLowerCase();
  return (
    isAllowed(state, principal.objectId, 'Microsoft.Resources/subscriptions/read', scope) ||
    state
      .roleAssignments()
      .some(
        ({ principalId, scope: held }) =>
          sameId(principalId, principal.objectId) && held.toLowerCase().startsWith(prefix),
      )
  );
}

function subscription({ state }: ArmRequest, id: string): JsonObject {
  return {
    id: `/subscriptions/${id}`,
    subscriptionId: id,
    tenantId: state.scenario.tenantId,
    displayName: 'Contoso Machine Learning',
    state: 'Enabled',
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

function resourceGroup({ state }: ArmRequest, id: string): JsonObject {
  const resource = state.scenario.resources.find((known) =>
    known.id.toLowerCase().startsWith(`${id}/`.toLowerCase()),
  );
  const location = resource?.['location'];
  return {
    id,
    name: id.slice(id.lastIndexOf('/') + 1),
    type: 'Microsoft.Resources/resourceGroups',
    location: typeof location === 'string' ? location : 'westeurope',
    properties: { provisioningState: 'Succeeded' },
  };
}
