import type { LiveCompute } from '../azure/compute.ts';
import type { ClusterFacts, DetachFacts, Facts } from '../azure/observe.ts';
import type { Observed } from '../azure/observed.ts';
import { phaseOf } from '../azure/phase.ts';
import type { Repair } from '../azure/repair.ts';
import { formatResourceId, resourceName } from '../azure/resource-id.ts';
import type { Permission } from '../azure/roles.ts';
import { type WorkspaceName, workspaceId } from '../azure/workspace.ts';
import type { CheckId } from '../request/request.ts';
import type { AnyComputeCheck, ClusterSituation, Situation } from './check.ts';
import { extension } from './extension.ts';
import { type Fix, fail, notVerified, pass, untold, type Verdict } from './finding.ts';
import { grants } from './grants.ts';
import { roleAssignments } from './role-assignments.ts';
import { trustedAccess } from './trusted-access.ts';

const expected = 'a signed-in identity that may do what this run would do';
const computes = 'Microsoft.MachineLearningServices/workspaces/computes';

export const callerPermissions: AnyComputeCheck = {
  id: 'caller-permissions',
  about: 'The identity that signs in may do what the run would do.',
  severity: 'error',
  needs: 'facts',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-assign-roles',
  judge(facts, situation) {
    // A verification writes nothing and is of nobody who would.
    if (situation.mode === 'verify') return undefined;
    const repairs =
      facts.kind === 'cluster' && situation.kind === 'cluster' ? repairNeeds(facts, situation) : [];
    return judgeNeeds(
      [...computeNeeds(facts, situation), ...identityNeeds(facts), ...repairs],
      situation.mode === 'plan' ? 'notice' : 'error',
    );
  },
};

/** The run may detach the compute, when there is one. */
export function judgeDetachPermission(
  { compute, ownPermissions }: DetachFacts,
  workspace: WorkspaceName,
): Verdict {
  const role = { name: 'Detach AML Compute', file: 'detach', scope: workspaceId(workspace) };
  const where = `the workspace ${workspace.name}`;
  const verbs = compute.state === 'absent' ? ['read'] : ['read', 'delete'];
  const needs = verbs.map((verb) => ({
    action: `${computes}/${verb}`,
    where,
    held: ownPermissions.onWorkspace ?? notRead('workspace'),
    role,
  }));
  return judgeNeeds(needs, 'error');
}

function judgeNeeds(needs: readonly Need[], severity: 'error' | 'notice'): Verdict {
  const missing = needs.filter(({ held, action }) => held.state === 'found' && !may(held.value, action));
  if (missing.length > 0) {
    const actual = [...new Set(missing.map(({ action, where }) => `${action} is missing on ${where}`))].join(
      '; ',
    );
    return fail(severity, expected, actual, grant(missing));
  }
  for (const { held } of needs) {
    if (held.state === 'unreadable') return notVerified(expected, held.failure);
    if (held.state === 'absent') return untold(expected, 'no permissions of this run');
  }
  return pass(expected, needs.map(({ action }) => action).join(', '));
}

/** An action that the run needs somewhere, what it may do there, and the least role that grants it. */
interface Need {
  readonly action: string;
  readonly where: string;
  readonly held: Observed<readonly Permission[]>;
  readonly role: LeastRole;
}

/** A role of docs/roles, and where this run needs it. */
interface LeastRole {
  readonly name: string;
  readonly file: string;
  readonly scope: string;
}

/** Attaching takes one role, wherever it is needed. */
const attachRole = (scope: string): LeastRole => ({ name: 'Attach AML Compute', file: 'attach', scope });

function computeNeeds({ compute, ownPermissions }: Facts, { workspace, recreate }: Situation): Need[] {
  const where = `the workspace ${workspace.name}`;
  const role = attachRole(workspaceId(workspace));
  const need = (verb: string): Need => ({
    action: `${computes}/${verb}`,
    where,
    held: ownPermissions.onWorkspace ?? notRead('workspace'),
    role,
  });
  const detaches = compute.state === 'found' && mayBeDetached(compute.value, recreate);
  return [need('read'), need('write'), ...(detaches ? [need('delete')] : [])];
}

const mayBeDetached = (live: LiveCompute, recreate: Situation['recreate']): boolean =>
  recreate === 'when-different' || (recreate === 'when-failed' && phaseOf(live) === 'failed');

/** Giving the compute an identity is an action on that identity. */
function identityNeeds({ computeIdentities, ownPermissions }: Facts): Need[] {
  const [used] = computeIdentities;
  if (!used || !ownPermissions.onIdentity) return [];
  const action = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  const role = attachRole(formatResourceId(used.id));
  return [{ action, where: `the identity ${resourceName(used.id)}`, held: ownPermissions.onIdentity, role }];
}

/** What the repairs that are due would write. */
const repairNeeds = (facts: ClusterFacts, situation: ClusterSituation): Need[] =>
  [roleAssignments, trustedAccess, extension]
    .filter(({ id }) => situation.fixes.has(id))
    .flatMap((check) => {
      const repairs = check.judge(facts, situation)?.fix?.repairs ?? [];
      return repairs.map((repair) => repairNeed(repair, check.id, facts));
    });

const repairNeed = (
  { action, on, scope }: Repair,
  check: CheckId,
  { ownPermissions }: ClusterFacts,
): Need => ({
  action,
  where: `the ${on}`,
  held: (on === 'cluster' ? ownPermissions.onCluster : ownPermissions.onRelay) ?? notRead(on),
  role: { name: `Fix AML Compute ${check}`, file: `fix-${check}`, scope },
});

const may = (permissions: readonly Permission[], action: string): boolean =>
  grants(permissions, { actions: [action], dataActions: [] });

const notRead = (where: string): Observed<never> => ({
  state: 'unreadable',
  failure: {
    operation: `read the permissions that this run has on the ${where}`,
    code: 'NotRead',
    message: 'They were not asked for.',
    details: [],
  },
});

function grant(missing: readonly Need[]): Fix {
  const roles = new Map(missing.map(({ role }) => [`${role.file} ${role.scope}`, role]));
  return {
    advice: 'Give the identity that signs in the least role that will do; docs/roles of this action has it:',
    commands: [...roles.values()].flatMap(({ name, file, scope }) => [
      ['az', 'role', 'definition', 'create', '--role-definition', `docs/roles/${file}.json`],
      ['az', 'role', 'assignment', 'create', '--assignee', '<client-id>', '--role', name, '--scope', scope],
    ]),
  };
}
