import type { Cluster } from '../azure/cluster.ts';
import type { Failure } from '../azure/failure.ts';
import type { ClusterFacts } from '../azure/observe.ts';
import type { Observed } from '../azure/observed.ts';
import type { Repair } from '../azure/repair.ts';
import { formatResourceId, lastSegment, resourceName, sameId, scopeCovers } from '../azure/resource-id.ts';
import type { HeldRole } from '../azure/roles.ts';
import { assignRole } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { type Fix, fail, notVerified, pass, type Verdict } from './finding.ts';
import { grants } from './grants.ts';
import {
  aksClusterAdmin,
  azureRelayOwner,
  kubernetesExtensionContributor,
  type RequiredRole,
  reader,
} from './required-roles.ts';
import { stableGuid } from './stable-guid.ts';

const expected = 'a user-assigned identity of the workspace with the roles that attaching needs';

/** A workspace with a user-assigned identity needs roles first; with a system-assigned one it needs none. */
export const roleAssignments: ClusterCheck = {
  id: 'role-assignments',
  about: 'A user-assigned identity of the workspace has the roles that attaching needs.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace#prerequisites',
  judge(facts, { cluster }) {
    if (facts.workspace.state === 'absent') return undefined;
    if (facts.workspace.state === 'unreadable') return notVerified(expected, facts.workspace.failure);
    const { identity } = facts.workspace.value;
    if (identity.kind === 'system-assigned')
      return pass('no roles of a system-assigned identity', 'none needed');
    if (identity.kind === 'undetermined') return undefined;
    if (!identity.principalId) return notVerified(expected, principalUnknown(identity.id));
    return judgeRoles(requirements(facts, cluster), identity.principalId);
  },
};

/** A role, the scope it is needed at (in words, too), and what is held there. */
interface Requirement {
  readonly role: RequiredRole;
  readonly scope: string;
  readonly where: string;
  readonly on: Repair['on'];
  readonly held: Observed<readonly HeldRole[]>;
}

function requirements(facts: ClusterFacts, cluster: Cluster): Requirement[] {
  const { workspaceRoles } = facts;
  if (!workspaceRoles) return [];
  const roles = [
    reader,
    kubernetesExtensionContributor,
    ...(cluster.kind === 'aks' ? [aksClusterAdmin] : []),
  ];
  const scope = formatResourceId(cluster.id);
  const where = `the cluster ${resourceName(cluster.id)}`;
  const onCluster = roles.map(
    (role): Requirement => ({ role, scope, where, on: 'cluster', held: workspaceRoles.onCluster }),
  );
  return [...onCluster, ...onRelay(facts, workspaceRoles.onRelay)];
}

/** AKS has no relay, and a relay that is not there is its own check's finding. */
function onRelay(
  { relay, relayLocation: at }: ClusterFacts,
  held: Observed<readonly HeldRole[]> | undefined,
): Requirement[] {
  if (at?.state === 'unreadable')
    return [{ role: azureRelayOwner, scope: '', where: 'the relay', on: 'relay', held: at }];
  if (at?.state !== 'found' || relay?.state === 'absent' || !held) return [];
  const { namespaceId: scope } = at.value;
  return [{ role: azureRelayOwner, scope, where: `the relay ${lastSegment(scope)}`, on: 'relay', held }];
}

function judgeRoles(required: readonly Requirement[], principalId: string): Verdict {
  const answers = required.map((requirement) => ({ requirement, holding: holds(requirement) }));
  const missing = answers.filter(({ holding }) => holding.state === 'missing');
  if (missing.length > 0) {
    const actual = missing.map(({ requirement, holding }) => describe(requirement, holding)).join('; ');
    return fail(
      'error',
      expected,
      actual,
      assign(
        missing.map(({ requirement }) => requirement),
        principalId,
      ),
    );
  }
  for (const { holding } of answers) {
    if (holding.state === 'unknown') return notVerified(expected, holding.failure);
  }
  return pass(
    expected,
    answers.map(({ requirement: { role, where } }) => `${role.name} on ${where}`).join('; '),
  );
}

type Holding =
  | { readonly state: 'held' }
  | { readonly state: 'missing'; readonly conditional: boolean }
  | { readonly state: 'unknown'; readonly failure: Failure };

function holds({ role, scope, held }: Requirement): Holding {
  if (held.state === 'unreadable') return { state: 'unknown', failure: held.failure };
  if (held.state === 'absent') return { state: 'missing', conditional: false };
  const covering = held.value.filter((it) => scopeCovers(it.scope, scope));
  const certain = covering.filter(({ conditional }) => !conditional);
  if (grantedBy(certain, role)) return { state: 'held' };
  for (const { definition } of covering) {
    if (definition.state === 'unreadable') return { state: 'unknown', failure: definition.failure };
  }
  return { state: 'missing', conditional: grantedBy(covering, role) };
}

/** Roles add up: several may grant together what is needed. */
function grantedBy(held: readonly HeldRole[], role: RequiredRole): boolean {
  const permissions = held.flatMap(({ definition }) =>
    definition.state === 'found' ? definition.value.permissions : [],
  );
  return held.some(({ roleId }) => roleId === role.id) || grants(permissions, role);
}

const describe = ({ role, where }: Requirement, holding: Holding): string =>
  `${role.name} is missing on ${where}${holding.state === 'missing' && holding.conditional ? ' (it is assigned only under a condition)' : ''}`;

function assign(missing: readonly Requirement[], principalId: string): Fix {
  const commands = missing.map(({ role, scope }) => assignRole(role.name, scope, principalId));
  if (missing.some(isTaken)) {
    const advice =
      'Delete the assignments that hold only under a condition, since Azure takes no second one of the same role there, and assign the roles:';
    return { advice, commands };
  }
  return {
    advice: 'Assign the roles; a new assignment takes a few minutes to be effective:',
    commands,
    repairs: missing.map((requirement) => assignment(requirement, principalId)),
  };
}

/** The very role is assigned at the very scope, though not as it is needed: Azure takes no other. */
const isTaken = ({ role, scope, held }: Requirement): boolean =>
  held.state === 'found' && held.value.some((it) => it.roleId === role.id && sameId(it.scope, scope));

/** The GUID comes from what is assigned, so that assigning again changes nothing. */
function assignment({ role, scope, where, on }: Requirement, principalId: string): Repair {
  const [, , subscriptionId] = scope.split('/');
  const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role.id}`;
  return {
    what: `the assignment of ${role.name} on ${where}`,
    path: `${scope}/providers/Microsoft.Authorization/roleAssignments/${stableGuid(scope, principalId, role.id)}`,
    apiVersion: '2022-04-01',
    body: { properties: { roleDefinitionId, principalId, principalType: 'ServicePrincipal' } },
    action: 'Microsoft.Authorization/roleAssignments/write',
    on,
    scope,
  };
}

const principalUnknown = (identityId: string): Failure => ({
  operation: `find the object ID of the identity ${identityId}`,
  code: 'PrincipalUnknown',
  message: 'The workspace does not tell it.',
  details: [],
});
