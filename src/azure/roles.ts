import * as v from 'valibot';
import { found, type Observed } from './observed.ts';
import type { ResourceManager } from './resource-manager.ts';

/** What a role lets its holder do: ARM action patterns, in which `*` stands for any text. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

export interface RoleDefinition {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** A role that a principal holds, directly or through a group. */
export interface HeldRole {
  /** Where it was assigned. */
  readonly scope: string;
  /** GUID of the role definition. */
  readonly roleId: string;
  /** An assignment may hold only under a condition on the request, which cannot be judged beforehand. */
  readonly conditional: boolean;
  readonly definition: Observed<RoleDefinition>;
}

const apiVersion = '2022-04-01';

const assignment = v.pipe(
  v.object({
    properties: v.object({
      scope: v.string(),
      roleDefinitionId: v.string(),
      condition: v.nullish(v.string()),
    }),
  }),
  v.transform(({ properties: { scope, roleDefinitionId, condition } }) => ({
    scope,
    roleId: roleDefinitionId.split('/').at(-1)?.toLowerCase() ?? '',
    conditional: Boolean(condition),
  })),
);

const patterns = v.nullish(v.array(v.string()), []);
const permission = v.object({
  actions: patterns,
  notActions: patterns,
  dataActions: patterns,
  notDataActions: patterns,
});

const definition = v.pipe(
  v.object({
    properties: v.object({ roleName: v.optional(v.string(), 'unnamed'), permissions: v.array(permission) }),
  }),
  v.transform(
    ({ properties }): RoleDefinition => ({ name: properties.roleName, permissions: properties.permissions }),
  ),
);

/** Reads which roles a principal holds at a scope or above it, also through groups, and what each of them grants. */
export type RoleReader = (scope: string, principalId: string) => Promise<Observed<readonly HeldRole[]>>;

/** Makes a reader that reads each role definition once, however many scopes it is held at. */
export function createRoleReader(arm: ResourceManager): RoleReader {
  const definitions = new Map<string, Promise<Observed<RoleDefinition>>>();

  const readDefinition = (scope: string, roleId: string): Promise<Observed<RoleDefinition>> => {
    const reading = definitions.get(roleId) ?? readRoleDefinition(arm, scope, roleId);
    definitions.set(roleId, reading);
    return reading;
  };

  return async (scope, principalId) => {
    const assignments = await readAssignments(arm, scope, principalId);
    if (assignments.state !== 'found') return assignments;
    const complete = assignments.value.map(async (held) => ({
      ...held,
      definition: await readDefinition(scope, held.roleId),
    }));
    return found(await Promise.all(complete));
  };
}

const readAssignments = (arm: ResourceManager, scope: string, principalId: string) =>
  arm.list({
    what: `the role assignments on ${scope}`,
    path: `${scope}/providers/Microsoft.Authorization/roleAssignments`,
    apiVersion,
    shape: assignment,
    query: { $filter: `atScope() and assignedTo('${principalId}')` },
  });

const readRoleDefinition = (
  arm: ResourceManager,
  scope: string,
  roleId: string,
): Promise<Observed<RoleDefinition>> =>
  arm.get({
    what: `the role definition ${roleId}`,
    path: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    apiVersion,
    shape: definition,
  });

/** Reads what the signed-in identity may do at a scope. */
export const readOwnPermissions = (
  arm: ResourceManager,
  scope: string,
): Promise<Observed<readonly Permission[]>> =>
  arm.list({
    what: `the permissions that this run has on ${scope}`,
    path: `${scope}/providers/Microsoft.Authorization/permissions`,
    apiVersion,
    shape: permission,
  });
