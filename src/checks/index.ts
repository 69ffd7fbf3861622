import type { Facts } from '../azure/observe.ts';
import type { Declaration } from '../request/request.ts';
import type { Check, Situation } from './check.ts';
import { cluster } from './cluster.ts';
import { computeIdentity } from './compute-identity.ts';
import { computeName } from './compute-name.ts';
import { extension } from './extension.ts';
import type { Finding, Verdict } from './finding.ts';
import { namespace } from './namespace.ts';
import { relay } from './relay.ts';
import { resourceId } from './resource-id.ts';
import { roleAssignments } from './role-assignments.ts';
import { workspace } from './workspace.ts';
import { workspaceIdentity } from './workspace-identity.ts';

/** Every check, in the order in which findings are shown. */
export const checks: readonly Check[] = [
  resourceId,
  computeName,
  namespace,
  workspace,
  cluster,
  extension,
  relay,
  workspaceIdentity,
  roleAssignments,
  computeIdentity,
];

/** Judges what was declared, before Azure is asked anything. */
export const checkDeclaration = (declaration: Declaration): Finding[] =>
  checks.flatMap((check) => (check.needs === 'declaration' ? signed(check, check.judge(declaration)) : []));

/** Judges what is there. */
export const checkPrerequisites = (facts: Facts, situation: Situation): Finding[] =>
  checks.flatMap((check) => (check.needs === 'facts' ? signed(check, check.judge(facts, situation)) : []));

/** True when something stands in the way: nothing may be written then. */
export const blocked = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error');

const signed = ({ id, link }: Check, verdict: Verdict | undefined): Finding[] =>
  verdict ? [{ check: id, ...verdict, link }] : [];
