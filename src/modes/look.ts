import type { View } from '../apply/repair.ts';
import { offersTrustedAccess } from '../azure/clouds.ts';
import type { LiveCompute } from '../azure/compute.ts';
import { observe } from '../azure/observe.ts';
import type { Observed } from '../azure/observed.ts';
import type { ResourceManager } from '../azure/resource-manager.ts';
import type { Situation } from '../checks/check.ts';
import { checkDeclaration, checkPrerequisites, soften } from '../checks/index.ts';
import type { AttachRequest, CheckId, Compute, DeclaredCompute, VerifyRequest } from '../request/request.ts';
import { targetOf } from '../request/target.ts';

/** Observes a compute and judges its prerequisites. */
export async function look(
  request: AttachRequest | VerifyRequest,
  { compute: declared, declaration }: DeclaredCompute,
  arm: ResourceManager,
  compute: Promise<Observed<LiveCompute>>,
): Promise<View> {
  const fixes = dueFixes(request);
  const facts = await observe(arm, {
    workspace: request.workspace,
    target: targetOf(declared),
    identity: declared.identity,
    compute,
    writes: {
      workspace: request.mode !== 'verify',
      cluster: fixes.size > 0 && declared.type === 'kubernetes',
      relay: fixes.has('role-assignments'),
    },
  });
  const prerequisites = checkPrerequisites(facts, situationOf(request, declared, fixes), declaration.at);
  const findings = soften([...checkDeclaration(declaration), ...prerequisites], request.skipChecks);
  return { facts, findings };
}

/** What is skipped is not put right either, and a verification puts nothing right. */
export const dueFixes = (request: AttachRequest | VerifyRequest): ReadonlySet<CheckId> =>
  request.mode === 'verify' ? new Set() : new Set<CheckId>(request.fixes).difference(request.skipChecks);

function situationOf(
  request: AttachRequest | VerifyRequest,
  compute: Compute,
  fixes: ReadonlySet<CheckId>,
): Situation {
  const { mode, workspace } = request;
  const shared = {
    mode,
    workspace,
    recreate: request.mode === 'verify' ? 'never' : request.recreate,
    fixes,
  } as const;
  return compute.type === 'kubernetes'
    ? {
        ...shared,
        kind: 'cluster',
        cluster: compute.cluster,
        trustedAccessOffered: offersTrustedAccess(request.cloud),
      }
    : { ...shared, kind: 'machine', machine: compute.machine, ssh: compute.ssh };
}
