import type { Outcome } from '../apply/hands.ts';
import type { RepairReport } from '../apply/repair.ts';
import type { Cloud } from '../azure/clouds.ts';
import { computeId, type LiveCompute } from '../azure/compute.ts';
import type { Failure } from '../azure/failure.ts';
import { phaseOf } from '../azure/phase.ts';
import { formatResourceId } from '../azure/resource-id.ts';
import { workspaceId } from '../azure/workspace.ts';
import type { Finding } from '../checks/finding.ts';
import { fails } from '../checks/index.ts';
import { type ExplainedFailure, explained } from '../explain/index.ts';
import { differences } from '../plan/differences.ts';
import type { InputNotice, InputProblem } from '../request/input-problem.ts';
import type {
  AttachRequest,
  Compute,
  DeclaredCompute,
  DetachRequest,
  Request,
  VerifyRequest,
} from '../request/request.ts';
import type { ComputeReport, DeclaredTarget, Report } from './report.ts';

/** Reports declarations or other inputs that cannot be worked on; of several, what is well is left out. */
export const reportBadInput = (
  problems: readonly InputProblem[],
  findings: readonly Finding[],
  notices: readonly InputNotice[],
): Report => ({
  version: 1,
  mode: null,
  workspace: null,
  succeeded: false,
  problems,
  notices,
  findings,
  failure: null,
  computes: [],
});

/** Reports a run that ended before any compute was looked at. */
export const reportFailure = (
  request: Request,
  failure: Failure,
  notices: readonly InputNotice[],
): Report => ({
  ...reportRun(
    request,
    subjectsOf(request).map((subject) => unseen(request, subject)),
    notices,
  ),
  succeeded: false,
  failure: withExplanation(request, failure),
});

/** Reports a run that could look at what is declared only. That is all that was asked of it, so it does not fail. */
export const reportDeclarations = (
  request: Request,
  findings: readonly Finding[],
  notices: readonly InputNotice[],
): Report => ({
  ...reportRun(
    request,
    subjectsOf(request).map((subject) => ({ ...unseen(request, subject), succeeded: true })),
    notices,
  ),
  findings,
});

/** Reports a run that went its whole way, to whatever end. */
export const reportRun = (
  { mode, workspace }: Request,
  computes: readonly ComputeReport[],
  notices: readonly InputNotice[],
): Report => ({
  version: 1,
  mode,
  workspace,
  succeeded: computes.every(({ succeeded }) => succeeded),
  problems: [],
  notices,
  findings: [],
  failure: null,
  computes,
});

/** A compute as a report knows it before anything was read: what declares it, or only its name. */
export type Subject = DeclaredCompute | { readonly name: string; readonly at?: Finding['at'] };

const subjectsOf = (request: Request): readonly Subject[] =>
  request.mode === 'verify' ? request.scope.computes : request.computes;

/** What a run found and did. */
interface Course {
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
  readonly repairs: readonly RepairReport[];
}

/** Reports a compute that was brought into its declared state, or was to be; or that was held against it. */
export function reportCompute(
  request: AttachRequest | VerifyRequest,
  declared: DeclaredCompute,
  cloud: Cloud,
  { findings, outcome, repairs }: Course,
): ComputeReport {
  const { live, changed, failure } = outcome;
  const left = live ? differences(declared.compute, live) : [];
  const stands = !failure && !fails(findings, request.failOn);
  const compliant = stands && left.length === 0 && live !== undefined && phaseOf(live) === 'succeeded';
  return {
    ...unseen(request, declared),
    action: outcome.action ?? 'none',
    changed: changed || repairs.some(({ made }) => made),
    succeeded: request.mode === 'verify' ? compliant : stands,
    compliant,
    ...asInAzure(live),
    studioUrl: studioUrl(request, declared.compute.name, cloud),
    differences: left,
    findings,
    repairs,
    failure: failure ? withExplanation(request, failure, declared.compute) : null,
  };
}

/** Reports a detach. An absent compute is as it should be. */
export function reportDetach(
  request: DetachRequest,
  subject: DetachRequest['computes'][number],
  cloud: Cloud,
  {
    findings,
    live,
    outcome,
  }: { findings: readonly Finding[]; live: LiveCompute | undefined; outcome: Outcome },
): ComputeReport {
  const stands = !outcome.failure && !fails(findings, request.failOn);
  return {
    ...unseen(request, subject),
    action: live ? 'detach' : 'none',
    changed: outcome.changed,
    succeeded: stands,
    compliant: stands && !outcome.live,
    provisioningState: outcome.live?.provisioningState ?? 'Absent',
    studioUrl: studioUrl(request, subject.name, cloud),
    findings,
    failure: outcome.failure ? withExplanation(request, outcome.failure) : null,
  };
}

/** Reports a compute that is attached though nothing declares it. */
export function reportUndeclared(
  request: VerifyRequest,
  cloud: Cloud,
  live: LiveCompute,
  findings: readonly Finding[],
): ComputeReport {
  const stands = !fails(findings, request.failOn);
  return {
    ...unseen(request, live),
    succeeded: stands,
    compliant: stands,
    ...asInAzure(live),
    studioUrl: studioUrl(request, live.name, cloud),
    findings,
  };
}

/** Reports a compute whose state could not be told. */
export function reportUnseen(
  request: Request,
  subject: Subject,
  { findings, repairs, failure }: Pick<Course, 'findings' | 'repairs'> & { readonly failure: Failure },
): ComputeReport {
  const compute = 'compute' in subject ? subject.compute : undefined;
  return {
    ...unseen(request, subject),
    changed: repairs.some(({ made }) => made),
    findings,
    repairs,
    failure: withExplanation(request, failure, compute),
  };
}

/** What is reported is explained; nothing before the report knows of explanations. */
function withExplanation(request: Request, failure: Failure, compute?: Compute): ExplainedFailure {
  const { signIn, workspace } = request;
  const [only] = subjectsOf(request);
  const known = compute ?? (only && 'compute' in only ? only.compute : undefined);
  const cluster = known?.type === 'kubernetes' ? known.cluster : undefined;
  return explained(failure, { signIn, workspace, cluster });
}

const asInAzure = (live: LiveCompute | undefined) => ({
  provisioningState: live?.provisioningState ?? 'Absent',
  principalId: live?.identity.principalId ?? null,
});

function unseen({ workspace }: Request, subject: Subject): ComputeReport {
  const { name, at, declared } =
    'compute' in subject
      ? { name: subject.compute.name, at: subject.declaration.at, declared: targetOf(subject.compute) }
      : { name: subject.name, at: subject.at, declared: null };
  return {
    name,
    id: computeId({ workspace, name }),
    at: at ?? null,
    declared,
    action: 'none',
    changed: false,
    succeeded: false,
    compliant: false,
    provisioningState: null,
    principalId: null,
    studioUrl: null,
    differences: [],
    findings: [],
    repairs: [],
    failure: null,
  };
}

function targetOf(compute: Compute): DeclaredTarget {
  if (compute.type === 'virtualmachine')
    return { type: compute.type, resourceId: formatResourceId(compute.machine.id) };
  const { type, cluster, namespace } = compute;
  return { type, resourceId: formatResourceId(cluster.id), clusterKind: cluster.kind, namespace };
}

function studioUrl({ workspace, signIn }: Request, name: string, { studio }: Cloud): string {
  const tenant = signIn.kind === 'github-oidc' ? `&tid=${signIn.tenantId}` : '';
  return `${studio}/compute/${encodeURIComponent(name)}/details?wsid=${workspaceId(workspace)}${tenant}`;
}
