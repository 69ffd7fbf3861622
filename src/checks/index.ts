import type { DetachFacts, Facts } from '../azure/observe.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import type { CheckId, Declaration, FailOn, Source } from '../request/request.ts';
import { callerPermissions, judgeDetachPermission } from './caller-permissions.ts';
import type { Check, Situation } from './check.ts';
import { cluster } from './cluster.ts';
import { clusterIdentity } from './cluster-identity.ts';
import { computeIdentity } from './compute-identity.ts';
import { computeName } from './compute-name.ts';
import { extension } from './extension.ts';
import { extensionFeatures } from './extension-features.ts';
import type { Finding, Verdict } from './finding.ts';
import { instanceTypes } from './instance-types.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { namespace } from './namespace.ts';
import { relay } from './relay.ts';
import { resourceId } from './resource-id.ts';
import { roleAssignments } from './role-assignments.ts';
import { sameSubscription } from './same-subscription.ts';
import { trustedAccess } from './trusted-access.ts';
import { undeclared } from './undeclared.ts';
import { virtualMachine } from './virtual-machine.ts';
import { judgeExistence, workspace } from './workspace.ts';
import { workspaceIdentity } from './workspace-identity.ts';

/** Every check, in the order in which findings are shown. */
export const checks: readonly Check[] = [
  resourceId,
  computeName,
  namespace,
  instanceTypes,
  undeclared,
  workspace,
  cluster,
  virtualMachine,
  sameSubscription,
  clusterIdentity,
  kubernetesVersion,
  extension,
  extensionFeatures,
  trustedAccess,
  relay,
  workspaceIdentity,
  roleAssignments,
  computeIdentity,
  callerPermissions,
];

/** Judges what was declared, before Azure is asked anything. */
export const checkDeclaration = (declaration: Declaration): Finding[] =>
  checks.flatMap((check) =>
    check.needs === 'declaration'
      ? signed(check, check.judge(declaration), declaration.places?.[check.id] ?? declaration.at)
      : [],
  );

/** Judges what is there. */
export const checkPrerequisites = (facts: Facts, situation: Situation, at?: Source): Finding[] =>
  checks.flatMap((check) => signed(check, judge(check, facts, situation), at));

function judge(check: Check, facts: Facts, situation: Situation): Verdict | undefined {
  if (check.needs === 'facts') return check.judge(facts, situation);
  if (facts.kind === 'cluster' && situation.kind === 'cluster')
    return check.needs === 'cluster' ? check.judge(facts, situation) : undefined;
  if (facts.kind === 'machine' && situation.kind === 'machine')
    return check.needs === 'machine' ? check.judge(facts, situation) : undefined;
  return undefined;
}

/** Judges a compute that is attached though nothing declares it. */
export const checkUndeclared = (name: string, workspace: WorkspaceName): Finding[] =>
  signed(undeclared, undeclared.judge(name, workspace));

/** Judges what detaching needs. */
export const checkDetach = (
  facts: DetachFacts,
  { workspace: name }: { readonly workspace: WorkspaceName },
): Finding[] => [
  ...signed(workspace, judgeExistence(facts.workspace, name)),
  ...signed(callerPermissions, judgeDetachPermission(facts, name)),
];

/** True when something stands in the way: nothing may be written then. */
export const blocked = (findings: readonly Finding[], failOn: FailOn = 'error'): boolean =>
  findings.some(({ severity }) => severity === 'error' || (severity === 'warning' && failOn === 'warning'));

/** True when a finding is severe enough to fail the run. */
export const fails = (findings: readonly Finding[], failOn: FailOn): boolean =>
  failOn !== 'never' && blocked(findings, failOn);

/** Makes the findings of some checks mere notices. */
export const soften = (findings: readonly Finding[], skipped: ReadonlySet<CheckId>): Finding[] =>
  findings.map((finding) =>
    skipped.has(finding.check) && finding.severity !== 'ok' ? { ...finding, severity: 'notice' } : finding,
  );

const signed = (
  { id, link }: Pick<Check, 'id' | 'link'>,
  verdict: Verdict | undefined,
  at?: Source,
): Finding[] => (verdict ? [{ check: id, ...verdict, link, ...(at && { at }) }] : []);
