import { randomUUID } from 'node:crypto';
import type { Json, JsonObject } from '../json.ts';
import type { Group, ParsedScenario, ScenarioResource, ScenarioRoleAssignment } from '../scenario.ts';
import { contains, normalise, parseAddress, sameId } from './address.ts';
import { createOperations, type Operations } from './operations.ts';
import { builtInRoles, type RoleDefinition } from './role-definitions.ts';

/** An ARM resource as a GET answers it, together with what only the provider knows (secrets, which no GET shows). */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly properties: JsonObject;
  readonly [other: string]: Json | undefined;
}

export interface RoleAssignment {
  /** GUID. */
  readonly name: string;
  readonly principalId: string;
  readonly principalType: string;
  /** GUID of the definition. */
  readonly role: string;
  /** ARM ID; empty for the tenant. */
  readonly scope: string;
  readonly condition?: string;
  readonly createdOn: string;
  /** Object ID of the principal that made it. */
  readonly createdBy: string;
}

/** Everything that the embedded Azure holds. Asynchronous operations whose time has come are settled on every look. */
export interface State {
  readonly scenario: ParsedScenario;
  readonly operations: Operations;
  readonly roleDefinitions: readonly RoleDefinition[];
  readonly groups: readonly Group[];
  getResource(id: string): Resource | undefined;
  putResource(resource: ScenarioResource): Resource;
  deleteResource(id: string): void;
  allResources(): Resource[];
  /** Resources of a type at or below a scope, in the order of their making. */
  listResources(type: string, scope: string): Resource[];
  subscriptions(): string[];
  /** ARM IDs, in the case in which they were first written. */
  resourceGroups(): string[];
  roleAssignments(): readonly RoleAssignment[];
  assignRole(
    assignment: ScenarioRoleAssignment & { principalType?: string; createdBy?: string },
  ): RoleAssignment;
  unassignRole(assignment: RoleAssignment): void;
  findRole(nameOrId: string): RoleDefinition | undefined;
}

export function createState(scenario: ParsedScenario): State {
  const operations = createOperations();
  const resources = new Map<string, Resource>();
  const groups = new Map<string, string>();
  const assignments: RoleAssignment[] = [];
  const roleDefinitions = [
    ...builtInRoles,
    ...scenario.roleDefinitions.map((role) => ({ ...role, custom: true })),
  ];
  const allResources = (): Resource[] => {
    operations.settle();
    return [...resources.values()];
  };
  const findRole = (nameOrId: string) => {
    const wanted = nameOrId.toLowerCase();
    return roleDefinitions.find(({ name, roleName }) => name === wanted || roleName.toLowerCase() === wanted);
  };
  const state: State = {
    scenario,
    operations,
    roleDefinitions,
    groups: scenario.groups,
    findRole,
    getResource(id) {
      operations.settle();
      return resources.get(normalise(id));
    },
    putResource(given) {
      const resource = complete(given);
      resources.set(normalise(resource.id), resource);
      const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(resource.id)?.[0];
      if (group && !groups.has(normalise(group))) groups.set(normalise(group), group);
      return resource;
    },
    deleteResource: (id) => void resources.delete(normalise(id)),
    allResources,
    listResources: (type, scope) =>
      allResources().filter((resource) => sameId(resource.type, type) && contains(scope, resource.id)),
    subscriptions: () => [...new Set([...groups.keys()].map((id) => id.split('/')[2] ?? ''))],
    resourceGroups: () => [...groups.values()],
    roleAssignments: () => assignments,
    assignRole({
      role,
      scope,
      name = randomUUID(),
      principalId,
      principalType = 'ServicePrincipal',
      condition,
      createdBy,
    }) {
      const definition = findRole(role);
      if (!definition)
        throw new Error(`There is no role '${role}' in this scenario or among the built-in ones.`);
      const assignment: RoleAssignment = {
        name,
        principalId,
        principalType,
        role: definition.name,
        scope: scope.replace(/\/+$/, ''),
        ...(condition !== undefined && { condition }),
        createdOn: new Date().toISOString(),
        createdBy: createdBy ?? principalId,
      };
      assignments.push(assignment);
      return assignment;
    },
    unassignRole: (assignment) => void assignments.splice(assignments.indexOf(assignment), 1),
  };
  for (const resource of scenario.resources) state.putResource(resource);
  for (const assignment of scenario.roleAssignments) state.assignRole(assignment);
  return state;
}

/** @throws Error when the ID is not that of a resource. */
function complete(given: ScenarioResource): Resource {
  const address = parseAddress(given.id);
  const name = address?.names.at(-1);
  if (!address || name === undefined) throw new Error(`${given.id} is not the ID of an ARM resource.`);
  return {
    ...given,
    name: given.name ?? name,
    type: given.type ?? address.type,
    properties: given.properties ?? {},
  } as Resource;
}
