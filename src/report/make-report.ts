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
import type { InputProblem } from '../request/read-request.ts';
import type { AttachRequest, DetachRequest, KubernetesCompute, Request } from '../request/request.ts';
import type { ComputeReport, DeclaredCompute, Report } from './report.ts';

/** Reports a declaration or other inputs that cannot be worked on. */
export const reportBadInput = (problems: readonly InputProblem[], findings: readonly Finding[]): Report => ({
  version: 1,
  mode: null,
  workspace: null,
  succeeded: false,
  problems,
  findings,
  failure: null,
  computes: [],
});

/** Reports a run that ended before Azure's state was known. */
export const reportFailure = (request: Request, findings: readonly Finding[], failure: Failure): Report => ({
  version: 1,
  mode: request.mode,
  workspace: request.workspace,
  succeeded: false,
  problems: [],
  findings: [],
  failure: withExplanation(request, failure),
  computes: [{ ...unseen(request), findings }],
});

/** What a run found and did. */
interface Course {
  readonly findings: readonly Finding[];
  readonly outcome: Outcome;
  readonly repairs: readonly RepairReport[];
}

/** Reports a run that went its whole way, to whatever end. */
export function reportAttach(
  request: AttachRequest,
  cloud: Cloud,
  { findings, outcome, repairs }: Course,
): Report {
  const { compute, failOn } = request;
  const { live, changed, failure } = outcome;
  const left = live ? differences(compute, live) : [];
  const stands = !failure && !fails(findings, failOn);
  const report: ComputeReport = {
    ...unseen(request),
    action: outcome.action ?? 'none',
    changed: changed || repairs.some(({ made }) => made),
    compliant: stands && left.length === 0 && live !== undefined && phaseOf(live) === 'succeeded',
    provisioningState: live?.provisioningState ?? 'Absent',
    principalId: live?.identity.principalId ?? null,
    studioUrl: studioUrl(request, cloud),
    differences: left,
    findings,
    repairs,
    failure: failure ? withExplanation(request, failure) : null,
  };
  return reportOf(request, stands, report);
}

/** Reports a detach. An absent compute is as it should be. */
export function reportDetach(
  request: DetachRequest,
  cloud: Cloud,
  {
    findings,
    live,
    outcome,
  }: { findings: readonly Finding[]; live: LiveCompute | undefined; outcome: Outcome },
): Report {
  const stands = !outcome.failure && !fails(findings, request.failOn);
  const report: ComputeReport = {
    ...unseen(request),
    action: live ? 'detach' : 'none',
    changed: outcome.changed,
    compliant: stands && !outcome.live,
    provisioningState: outcome.live?.provisioningState ?? 'Absent',
    studioUrl: studioUrl(request, cloud),
    findings,
    failure: outcome.failure ? withExplanation(request, outcome.failure) : null,
  };
  return reportOf(request, stands, report);
}

const reportOf = ({ mode, workspace }: Request, succeeded: boolean, compute: ComputeReport): Report => ({
  version: 1,
  mode,
  workspace,
  succeeded,
  problems: [],
  findings: [],
  failure: null,
  computes: [compute],
});

/** What is reported is explained; nothing before the report knows of explanations. */
function withExplanation(request: Request, failure: Failure): ExplainedFailure {
  const { signIn, workspace } = request;
  const cluster = request.mode === 'detach' ? undefined : request.compute.cluster;
  return explained(failure, { signIn, workspace, cluster });
}

const unseen = (request: Request): ComputeReport => ({
  name: request.compute.name,
  id: computeId({ workspace: request.workspace, name: request.compute.name }),
  declared: request.mode === 'detach' ? null : declaredCompute(request.compute),
  action: 'none',
  changed: false,
  compliant: false,
  provisioningState: null,
  principalId: null,
  studioUrl: null,
  differences: [],
  findings: [],
  repairs: [],
  failure: null,
});

const declaredCompute = ({ type, cluster, namespace }: KubernetesCompute): DeclaredCompute => ({
  type,
  resourceId: formatResourceId(cluster.id),
  clusterKind: cluster.kind,
  namespace,
});

function studioUrl({ workspace, compute, signIn }: Request, { studio }: Cloud): string {
  const tenant = signIn.kind === 'github-oidc' ? `&tid=${signIn.tenantId}` : '';
  return `${studio}/compute/${encodeURIComponent(compute.name)}/details?wsid=${workspaceId(workspace)}${tenant}`;
}
