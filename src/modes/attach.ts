import { attach, foresee } from '../apply/attach.ts';
import type { Outcome } from '../apply/hands.ts';
import { putRight } from '../apply/repair.ts';
import { foundIn } from '../azure/observed.ts';
import { remember } from '../azure/resource-manager.ts';
import { blocked } from '../checks/index.ts';
import { reportCompute, reportUnseen } from '../report/make-report.ts';
import type { ComputeReport } from '../report/report.ts';
import type { AttachRequest, DeclaredCompute } from '../request/request.ts';
import { dueFixes, look } from './look.ts';
import { handsFor, logFindings, logOf, readNow, type Site } from './site.ts';

/** Attaches or plans one compute: observe, check, put right, plan, apply, report. */
export async function attachCompute(
  declared: DeclaredCompute,
  site: Site<AttachRequest>,
): Promise<ComputeReport> {
  const { request, cloud, arm, shared, signal } = site;
  const { recreate, mode, failOn } = request;
  const { compute } = declared;
  const seen = await look(request, declared, shared, readNow(site, compute.name));
  const { facts, findings, repairs, failure } = await putRight(seen, {
    mayWrite: mode === 'attach',
    fixes: dueFixes(request),
    failOn,
    signal,
    log: logOf(site, compute.name),
    write: site.repair,
    look: () => look(request, declared, remember(arm), readNow(site, compute.name)),
  });
  logFindings(site, compute.name, findings);
  if (facts.compute.state === 'unreadable')
    return reportUnseen(request, declared, { findings, repairs, failure: facts.compute.failure });

  const live = foundIn(facts.compute);
  const location = foundIn(facts.workspace)?.location;
  const report = (outcome: Outcome) =>
    reportCompute(request, declared, cloud, { findings, outcome, repairs });
  const foreseen = foresee({ compute, recreate }, live);
  if (failure) return report({ ...foreseen, failure });
  if (mode === 'plan' || blocked(findings, failOn)) return report(foreseen);
  return report(await attach({ ...handsFor(compute.name, site), compute, location, recreate }, live));
}
