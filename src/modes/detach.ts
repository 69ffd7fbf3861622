import { detach } from '../apply/detach.ts';
import { observeForDetach } from '../azure/observe.ts';
import { foundIn } from '../azure/observed.ts';
import { blocked, checkDetach, soften } from '../checks/index.ts';
import { reportDetach, reportUnseen } from '../report/make-report.ts';
import type { ComputeReport } from '../report/report.ts';
import type { DetachRequest } from '../request/request.ts';
import { handsFor, logFindings, readNow, type Site } from './site.ts';

/** Detaches one compute: observe, check, apply, report. */
export async function detachCompute(
  subject: DetachRequest['computes'][number],
  site: Site<DetachRequest>,
): Promise<ComputeReport> {
  const { request, cloud, shared } = site;
  const { name } = subject;
  const facts = await observeForDetach(shared, request.workspace, readNow(site, name));
  const findings = soften(checkDetach(facts, request), request.skipChecks);
  logFindings(site, name, findings);
  if (facts.compute.state === 'unreadable')
    return reportUnseen(request, subject, { findings, repairs: [], failure: facts.compute.failure });
  const live = foundIn(facts.compute);
  const outcome = blocked(findings, request.failOn)
    ? { live, changed: false }
    : await detach(handsFor(name, site), live);
  return reportDetach(request, subject, cloud, { findings, live, outcome });
}
