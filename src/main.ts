import { attach, foresee } from './apply/attach.ts';
import { detach } from './apply/detach.ts';
import { interruptedEarly } from './apply/failures.ts';
import type { Hands, Outcome } from './apply/hands.ts';
import { putRight, type View } from './apply/repair.ts';
import { type Cloud, offersTrustedAccess, resolveCloud } from './azure/clouds.ts';
import { createComputeWriter, readCompute } from './azure/compute.ts';
import { signIn } from './azure/credential.ts';
import { type Failure, FailureError } from './azure/failure.ts';
import { observe, observeForDetach } from './azure/observe.ts';
import { createRepairWriter, type RepairWriter } from './azure/repair.ts';
import { type Connection, createResourceManager, type ResourceManager } from './azure/resource-manager.ts';
import type { Finding } from './checks/finding.ts';
import { blocked, checkDeclaration, checkDetach, checkPrerequisites, soften } from './checks/index.ts';
import { renderFindings } from './report/log.ts';
import { reportAttach, reportBadInput, reportDetach, reportFailure } from './report/make-report.ts';
import type { Report } from './report/report.ts';
import { describeSignIn } from './report/wording.ts';
import { readRequest } from './request/read-request.ts';
import type { AttachRequest, CheckId, DetachRequest, Request } from './request/request.ts';
import { publish } from './runner/publish.ts';
import type { Runner } from './runner/runner.ts';

/** The whole action: request, sign in, observe, check, plan, apply, report. */
export const main = async (runner: Runner): Promise<void> => publish(await run(runner), runner);

async function run(runner: Runner): Promise<Report> {
  const reading = readRequest(runner.inputs, runner.environment);
  const declared = checkDeclaration(reading.declaration);
  if (!reading.ok) return reportBadInput(reading.problems, declared);
  const { request } = reading;
  const judged = soften(declared, request.skipChecks);
  if (blocked(judged)) return reportBadInput([], judged);
  const end = AbortSignal.any([AbortSignal.timeout(request.timeoutMs), runner.cancelled]);
  try {
    return await carryOut(request, judged, end, runner);
  } catch (error) {
    return reportFailure(request, judged, failureOf(error, end));
  }
}

async function carryOut(
  request: Request,
  declared: readonly Finding[],
  signal: AbortSignal,
  runner: Runner,
): Promise<Report> {
  const cloud = await resolveCloud(request.cloud, signal);
  const credential = await signIn(request.signIn, cloud, runner, signal);
  runner.info(describeSignIn(request.signIn));
  const connection = { cloud, credential, signal, debug: runner.debug };
  const arm = createResourceManager(connection);
  const hands = handsFor(request, connection, arm, runner);
  return request.mode === 'detach'
    ? detachCompute(request, { hands, arm, cloud, runner })
    : attachCompute(request, declared, { hands, arm, cloud, runner, write: createRepairWriter(connection) });
}

interface Tools {
  readonly hands: Hands;
  readonly arm: ResourceManager;
  readonly cloud: Cloud;
  readonly runner: Runner;
}

async function attachCompute(
  request: AttachRequest,
  declared: readonly Finding[],
  { hands, arm, cloud, runner, write }: Tools & { readonly write: RepairWriter },
): Promise<Report> {
  const { compute, recreate, mode, failOn } = request;
  const look = () => lookAt(request, declared, arm);
  const { signal, log } = hands;
  const task = { mayWrite: mode === 'attach', fixes: dueFixes(request), failOn, signal, log, write, look };
  const { facts, findings, repairs, failure } = await putRight(await look(), task);
  for (const line of renderFindings(findings)) runner.info(line);
  if (facts.compute.state === 'unreadable') return reportFailure(request, findings, facts.compute.failure);

  const live = facts.compute.state === 'found' ? facts.compute.value : undefined;
  const location = facts.workspace.state === 'found' ? facts.workspace.value.location : undefined;
  const report = (outcome: Outcome) => reportAttach(request, cloud, { findings, outcome, repairs });
  const foreseen = foresee({ compute, recreate }, live);
  if (failure) return report({ ...foreseen, failure });
  if (mode === 'plan' || blocked(findings, failOn)) return report(foreseen);
  return report(await attach({ ...hands, compute, location, recreate }, live));
}

async function lookAt(
  request: AttachRequest,
  declared: readonly Finding[],
  arm: ResourceManager,
): Promise<View> {
  const { workspace, compute, mode, recreate } = request;
  const fixes = dueFixes(request);
  const trustedAccessOffered = offersTrustedAccess(request.cloud);
  const { name, cluster, identity } = compute;
  const repairs = { cluster: fixes.size > 0, relay: fixes.has('role-assignments') };
  const facts = await observe(arm, { workspace, name, cluster, identity, repairs });
  const judged = checkPrerequisites(facts, {
    mode,
    workspace,
    cluster,
    trustedAccessOffered,
    recreate,
    fixes,
  });
  return { facts, findings: [...declared, ...soften(judged, request.skipChecks)] };
}

/** What is skipped is not put right either. */
const dueFixes = ({ fixes, skipChecks }: AttachRequest): ReadonlySet<CheckId> =>
  new Set<CheckId>(fixes).difference(skipChecks);

async function detachCompute(request: DetachRequest, { hands, arm, cloud, runner }: Tools): Promise<Report> {
  const facts = await observeForDetach(arm, { workspace: request.workspace, name: request.compute.name });
  const findings = soften(checkDetach(facts, request), request.skipChecks);
  for (const line of renderFindings(findings)) runner.info(line);
  if (facts.compute.state === 'unreadable') return reportFailure(request, findings, facts.compute.failure);
  const live = facts.compute.state === 'found' ? facts.compute.value : undefined;
  const outcome = blocked(findings, request.failOn) ? { live, changed: false } : await detach(hands, live);
  return reportDetach(request, cloud, { findings, live, outcome });
}

function handsFor(
  { compute: { name }, workspace, wait, timeoutMs }: Request,
  connection: Connection,
  arm: ResourceManager,
  { info: log }: Runner,
): Hands {
  const compute = { workspace, name };
  const writer = createComputeWriter(connection);
  return {
    name,
    wait,
    timeoutMs,
    signal: connection.signal,
    log,
    read: () => readCompute(arm, compute),
    put: (definition) => writer.put(compute, definition),
    detach: () => writer.detach(compute),
  };
}

function failureOf(error: unknown, end: AbortSignal): Failure {
  if (error instanceof FailureError) return error.failure;
  if (end.aborted) return interruptedEarly(end);
  const message = error instanceof Error ? error.message : String(error);
  return { operation: 'finish', code: 'UnexpectedError', message, details: [] };
}
