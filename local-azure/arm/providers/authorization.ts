import { apiVersions } from '../api-versions.ts';
import { effectiveAssignments } from '../rbac.ts';
import type { ArmHandler, ResourceType } from '../resource-type.ts';
import { roleAssignmentType } from './role-assignments.ts';
import { permissionsOf, roleDefinitionType } from './role-definitions.ts';

/** What the caller may do at a scope: the permissions of every role that it holds there or above. */
const listPermissions: ArmHandler = ({ state, principal, address }) => {
  const held = effectiveAssignments(state, principal.objectId, address.scope);
  const roles = held.flatMap(({ role }) => state.findRole(role) ?? []);
  return { status: 200, body: { value: roles.map(permissionsOf) } };
};

/** Azure role-based access control. */
export const authorizationTypes: readonly ResourceType[] = [
  roleAssignmentType,
  roleDefinitionType,
  {
    type: 'Microsoft.Authorization/permissions',
    apiVersions: apiVersions.roleDefinitions,
    list: listPermissions,
  },
];
