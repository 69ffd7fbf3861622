import { type HttpResponse, query } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import { sameId } from '../address.ts';
import { apiVersions } from '../api-versions.ts';
import { refuse } from '../errors.ts';
import { pageOf } from '../paging.ts';
import type { ArmRequest, ResourceType } from '../resource-type.ts';
import type { RoleDefinition } from '../role-definitions.ts';

export const roleDefinitionType: ResourceType = {
  type: 'Microsoft.Authorization/roleDefinitions',
  apiVersions: apiVersions.roleDefinitions,
  // The tenant's definitions can be read by everybody in it.
  isOpen: ({ subscriptionId }) => subscriptionId === undefined,
  get,
  list,
};

export function permissionsOf({
  actions,
  notActions,
  dataActions,
  notDataActions,
}: RoleDefinition): JsonObject {
  return { actions, notActions, dataActions, notDataActions };
}

function get({ state, address }: ArmRequest): HttpResponse {
  const name = address.names[0] ?? '';
  const role = state.roleDefinitions.find((known) => sameId(known.name, name));
  if (role) return { status: 200, body: present(role, address.subscriptionId) };
  throw refuse(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${name}' does not exist.`,
  );
}

function list(request: ArmRequest): HttpResponse {
  const filter = query(request.http, '$filter');
  const found = request.state.roleDefinitions.filter(matching(filter));
  return {
    status: 200,
    body: pageOf(
      found.map((role) => present(role, request.address.subscriptionId)),
      request,
    ),
  };
}

/** Terms of `$filter`: `roleName eq '…'`, `type eq '…'`, `atScopeAndBelow()`, joined by `and`. */
function matching(filter: string | undefined): (role: RoleDefinition) => boolean {
  const terms = (filter ?? '')
    .split(/\s+and\s+/i)
    .filter(Boolean)
    .map(termOf);
  return (role) => terms.every((term) => term(role));
}

function termOf(term: string): (role: RoleDefinition) => boolean {
  const [, name = '', value = ''] = /^(\w+)\s+eq\s+'(.*)'$/.exec(term) ?? [];
  switch (name.toLowerCase()) {
    case 'rolename':
      return (role) => sameId(role.roleName, value.replaceAll("''", "'"));
    case 'type':
      return (role) => sameId(typeOf(role), value);
    default:
      if (/^atScopeAndBelow\(\)$/i.test(term)) return () => true;
      throw refuse(
        400,
        'BadRequestFormat',
        `The filter '${term}' is not supported. Supported filters are 'roleName eq', 'type eq' and 'atScopeAndBelow()'.`,
      );
  }
}

function typeOf({ custom }: RoleDefinition): string {
  return custom ? 'CustomRole' : 'BuiltInRole';
}

function present(role: RoleDefinition, subscriptionId: string | undefined): JsonObject {
  const subscription = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return {
    id: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role.name}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name: role.name,
    properties: {
      roleName: role.roleName,
      type: typeOf(role),
      description: role.description,
      assignableScopes: [role.custom ? subscription || '/' : '/'],
      permissions: [permissionsOf(role)],
    },
  };
}
