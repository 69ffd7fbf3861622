import type { Outcome } from '../apply/attach.ts';
import type { Cloud } from '../azure/clouds.ts';
import { computeId } from '../azure/compute.ts';
import type { Failure } from '../azure/failure.ts';
import { formatResourceId } from '../azure/resource-id.ts';
import { workspaceId } from '../azure/workspace.ts';
import type { Finding } from '../checks/finding.ts';
import { blocked } from '../checks/index.ts';
import { type Action, phaseOf } from '../plan/decide.ts';
import { differences } from '../plan/differences.ts';
import type { InputProblem } from '../request/read-request.ts';
import type { Request } from '../request/request.ts';
import type { ComputeReport, Report } from './report.ts';

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
  failure,
  computes: [{ ...unseen(request), findings }],
});

/** Reports a run that went its whole way, to whatever end. */
export function reportOutcome(
  request: Request,
  cloud: Cloud,
  { findings, action, outcome }: { findings: readonly Finding[]; action: Action; outcome: Outcome },
): Report {
  const { compute, workspace, mode } = request;
  const { live, changed, failure } = outcome;
  const left = live ? differences(compute, live) : [];
  const stands = !failure && !blocked(findings);
  const report: ComputeReport = {
    ...unseen(request),
    action,
    changed,
    compliant: stands && left.length === 0 && live !== undefined && phaseOf(live) === 'succeeded',
    provisioningState: live?.provisioningState ?? 'Absent',
    principalId: live?.identity.principalId ?? null,
    studioUrl: studioUrl(request, cloud),
    differences: left,
    findings,
    failure: failure ?? null,
  };
  return {
    version: 1,
    mode,
    workspace,
    succeeded: stands,
    problems: [],
    findings: [],
    failure: null,
    computes: [report],
  };
}

const unseen = ({ compute, workspace }: Request): ComputeReport => ({
  name: compute.name,
  id: computeId({ workspace, name: compute.name }),
  type: compute.type,
  resourceId: formatResourceId(compute.cluster.id),
  clusterKind: compute.cluster.kind,
  namespace: compute.namespace,
  action: 'none',
  changed: false,
  compliant: false,
  provisioningState: null,
  principalId: null,
  studioUrl: null,
  differences: [],
  findings: [],
  failure: null,
});

function studioUrl({ workspace, compute, signIn }: Request, { studio }: Cloud): string {
  const tenant = signIn.kind === 'github-oidc' ? `&tid=${signIn.tenantId}` : '';
  return `${studio}/compute/${encodeURIComponent(compute.name)}/details?wsid=${workspaceId(workspace)}${tenant}`;
}
