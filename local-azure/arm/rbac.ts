import { contains, sameId } from './address.ts';
import type { RoleDefinition } from './role-definitions.ts';
import type { RoleAssignment, State } from './state.ts';

/**
 * Whether a principal may do an action at a scope: some role that it holds there or above, itself or through groups,
 * has the action among its actions and not among its notActions. Source: "How Azure RBAC determines if a user has
 * access to a resource".
 */
export function isAllowed(state: State, principalId: string, action: string, scope: string): boolean {
  return effectiveAssignments(state, principalId, scope).some((assignment) => {
    const role = state.findRole(assignment.role);
    return role !== undefined && grants(role, action) && !(assignment.condition && isConditional(action));
  });
}

/** Role assignments of a principal, itself or through groups, at a scope or above it. */
export function effectiveAssignments(state: State, principalId: string, scope: string): RoleAssignment[] {
  const principals = withGroups(state, principalId);
  return state
    .roleAssignments()
    .filter((assignment) => contains(assignment.scope, scope))
    .filter((assignment) => principals.some((principal) => sameId(principal, assignment.principalId)));
}

/** The principal and every group that it is a member of, directly or through another group. */
export function withGroups(state: State, principalId: string): string[] {
  const found = [principalId];
  for (const principal of found) {
    for (const { objectId, members } of state.groups) {
      if (members.some((member) => sameId(member, principal)) && !found.includes(objectId))
        found.push(objectId);
    }
  }
  return found;
}

function grants({ actions, notActions }: RoleDefinition, action: string): boolean {
  return (
    actions.some((pattern) => matchesAction(pattern, action)) &&
    !notActions.some((pattern) => matchesAction(pattern, action))
  );
}

// A star stands for any characters, slashes among them; case does not matter. As a whole segment it may also stand for
// none: Managed Identity Operator grants `userAssignedIdentities/*/assign/action`, and by it the action
// `userAssignedIdentities/assign/action`; AzureML Data Scientist lacks `computes/*/write`, and by it `computes/write`.
export function matchesAction(pattern: string, action: string): boolean {
  const literals = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const expression = literals.join('.*').replaceAll('/.*/', '/(?:.*/)?');
  return new RegExp(`^${expression}$`, 'i').test(action);
}

/**
 * Of the actions used here, conditions can only restrict the writing and deleting of role assignments. Conditions are
 * not evaluated: an assignment that carries one does not grant these.
 */
function isConditional(action: string): boolean {
  return /^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i.test(action);
}
