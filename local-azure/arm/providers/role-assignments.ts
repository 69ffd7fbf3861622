import * as v from 'valibot';
import { type HttpResponse, query } from '../../http.ts';
import { type JsonObject, stringAt } from '../../json.ts';
import { contains, sameId } from '../address.ts';
import { apiVersions } from '../api-versions.ts';
import { refuse } from '../errors.ts';
import { pageOf } from '../paging.ts';
import { withGroups } from '../rbac.ts';
import { readBody } from '../request-body.ts';
import type { ArmRequest, ResourceType } from '../resource-type.ts';
import type { RoleAssignment, State } from '../state.ts';

const type = 'Microsoft.Authorization/roleAssignments';

export const roleAssignmentType: ResourceType = {
  type,
  apiVersions: apiVersions.roleAssignments,
  get: (request) => {
    const assignment = find(request);
    if (assignment) return { status: 200, body: present(assignment) };
    throw refuse(404, 'RoleAssignmentNotFound', `The role assignment '${nameOf(request)}' is not found.`);
  },
  list,
  put,
  delete: (request) => {
    const assignment = find(request);
    if (!assignment) return { status: 204 };
    request.state.unassignRole(assignment);
    return { status: 200, body: present(assignment) };
  },
};

function list(request: ArmRequest): HttpResponse {
  const { state, address, http } = request;
  const terms = (query(http, '$filter') ?? '')
    .split(/\s+and\s+/i)
    .filter(Boolean)
    .map((term) => termOf(term.trim(), request));
  const found = state
    .roleAssignments()
    .filter(({ scope }) => contains(scope, address.scope) || contains(address.scope, scope))
    .filter((assignment) => terms.every((term) => term(assignment)));
  return { status: 200, body: pageOf(found.map(present), request) };
}

/** Terms of `$filter`. Without `atScope()` what is assigned below the scope is listed, too. */
function termOf(term: string, { state, address }: ArmRequest): (assignment: RoleAssignment) => boolean {
  if (/^atScope\(\)$/i.test(term)) return ({ scope }) => contains(scope, address.scope);
  const principal = /^principalId\s+eq\s+'?([\w-]+)'?$/i.exec(term)?.[1];
  if (principal !== undefined) return ({ principalId }) => sameId(principalId, principal);
  const assignee = /^assignedTo\('([\w-]+)'\)$/i.exec(term)?.[1];
  if (assignee !== undefined) {
    const principals = withGroups(state, assignee);
    return ({ principalId }) => principals.some((known) => sameId(known, principalId));
  }
  throw refuse(
    400,
    'UnsupportedQuery',
    `The filter '${term}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}' or assignedTo('{value}')'.`,
  );
}

const body = v.strictObject({
  properties: v.strictObject({
    roleDefinitionId: v.string(),
    principalId: v.pipe(v.string(), v.uuid()),
    principalType: v.optional(v.picklist(['User', 'Group', 'ServicePrincipal', 'ForeignGroup', 'Device'])),
    description: v.optional(v.string()),
    condition: v.optional(v.nullable(v.string())),
    conditionVersion: v.optional(v.nullable(v.string())),
    delegatedManagedIdentityResourceId: v.optional(v.nullable(v.string())),
  }),
});

function put(request: ArmRequest): HttpResponse {
  const { state, address, http, principal } = request;
  const name = nameOf(request);
  if (!v.is(v.pipe(v.string(), v.uuid()), name)) {
    throw refuse(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    );
  }
  const { roleDefinitionId, principalId, principalType, condition } = readBody(http, body).properties;
  const role = roleOf(state, roleDefinitionId);
  if (principalType === undefined && !isKnownPrincipal(state, principalId))
    throw principalNotFound(state, principalId);
  const same = (known: RoleAssignment) =>
    known.role === role && sameId(known.principalId, principalId) && sameId(known.scope, address.scope);
  const current = find(request);
  if (current) {
    if (same(current)) return { status: 200, body: present(current) };
    const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
    throw refuse(400, 'RoleAssignmentUpdateNotPermitted', message);
  }
  const other = state.roleAssignments().find(same);
  if (other) {
    const id = other.name.replaceAll('-', '');
    throw refuse(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${id}.`,
    );
  }
  const assignment = state.assignRole({
    name,
    principalId,
    role,
    scope: address.scope || '/',
    principalType: principalType ?? principalTypeOf(state, principalId),
    createdBy: principal.objectId,
    ...(condition && { condition }),
  });
  return { status: 201, body: present(assignment) };
}

function roleOf(state: State, roleDefinitionId: string): string {
  const name = roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1);
  const role = state.roleDefinitions.find((known) => sameId(known.name, name));
  if (role) return role.name;
  throw refuse(
    404,
    'RoleDefinitionDoesNotExist',
    `The specified role definition with ID '${name}' does not exist.`,
  );
}

/** Applications, groups, and the managed identities of resources. */
function isKnownPrincipal(state: State, principalId: string): boolean {
  const registered = [...state.scenario.applications, ...state.groups].map(({ objectId }) => objectId);
  const managed = state
    .allResources()
    .flatMap((resource) => [
      stringAt(resource, 'identity', 'principalId'),
      stringAt(resource, 'properties', 'principalId'),
    ]);
  return [...registered, ...managed].some((known) => known !== undefined && sameId(known, principalId));
}

function principalNotFound({ scenario }: State, principalId: string): Error {
  const message = `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${scenario.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`;
  return refuse(400, 'PrincipalNotFound', message);
}

function principalTypeOf({ groups }: State, principalId: string): string {
  return groups.some(({ objectId }) => sameId(objectId, principalId)) ? 'Group' : 'ServicePrincipal';
}

function find({ state, address }: ArmRequest): RoleAssignment | undefined {
  const name = address.names[0] ?? '';
  return state
    .roleAssignments()
    .find((known) => sameId(known.name, name) && sameId(known.scope, address.scope));
}

function nameOf({ address }: ArmRequest): string {
  return address.names[0] ?? '';
}

function present({
  name,
  principalId,
  principalType,
  role,
  scope,
  condition,
  createdOn,
  createdBy,
}: RoleAssignment): JsonObject {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return {
    id: `${scope}/providers/${type}/${name}`,
    type,
    name,
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      principalType,
      scope: scope || '/',
      condition: condition ?? null,
      conditionVersion: condition === undefined ? null : '2.0',
      createdOn,
      updatedOn: createdOn,
      createdBy,
      updatedBy: createdBy,
      delegatedManagedIdentityResourceId: null,
      description: null,
    },
  };
}
