import { attach } from './apply/attach.ts';
import { resolveCloud } from './azure/clouds.ts';
import { createComputeWriter, readCompute } from './azure/compute.ts';
import { signIn } from './azure/credential.ts';
import { type Failure, FailureError } from './azure/failure.ts';
import { observe } from './azure/observe.ts';
import { createResourceManager } from './azure/resource-manager.ts';
import type { Finding } from './checks/finding.ts';
import { blocked, checkDeclaration, checkPrerequisites } from './checks/index.ts';
import { actionOf, decide } from './plan/decide.ts';
import { renderFindings } from './report/log.ts';
import { reportBadInput, reportFailure, reportOutcome } from './report/make-report.ts';
import type { Report } from './report/report.ts';
import { describeSignIn } from './report/wording.ts';
import { readRequest } from './request/read-request.ts';
import type { Request } from './request/request.ts';
import { publish } from './runner/publish.ts';
import type { Runner } from './runner/runner.ts';

/** The whole action: request, sign in, observe, check, plan, apply, report. */
export const main = async (runner: Runner): Promise<void> => publish(await run(runner), runner);

async function run(runner: Runner): Promise<Report> {
  const reading = readRequest(runner.inputs, runner.environment);
  const declared = checkDeclaration(reading.declaration);
  if (!reading.ok) return reportBadInput(reading.problems, declared);
  if (blocked(declared)) return reportBadInput([], declared);
  const deadline = AbortSignal.timeout(reading.request.timeoutMs);
  try {
    return await carryOut(reading.request, declared, deadline, runner);
  } catch (error) {
    return reportFailure(reading.request, declared, failureOf(error, deadline));
  }
}

async function carryOut(
  request: Request,
  declared: readonly Finding[],
  signal: AbortSignal,
  runner: Runner,
): Promise<Report> {
  const { compute, workspace, recreate, wait, timeoutMs } = request;
  const name = { workspace, name: compute.name };

  const cloud = await resolveCloud(request.cloud, signal);
  const credential = await signIn(request.signIn, cloud, runner, signal);
  runner.info(describeSignIn(request.signIn));

  const connection = { cloud, credential, signal, debug: runner.debug };
  const arm = createResourceManager(connection);
  const facts = await observe(arm, { ...name, cluster: compute.cluster, identity: compute.identity });

  const findings = [...declared, ...checkPrerequisites(facts, { workspace, cluster: compute.cluster })];
  for (const line of renderFindings(findings)) runner.info(line);
  if (facts.compute.state === 'unreadable') return reportFailure(request, findings, facts.compute.failure);

  const live = facts.compute.state === 'found' ? facts.compute.value : undefined;
  const action = actionOf(decide(compute, live, recreate));
  if (blocked(findings))
    return reportOutcome(request, cloud, { findings, action, outcome: { live, changed: false } });

  const writer = createComputeWriter(connection);
  const task = {
    compute,
    location: facts.workspace.state === 'found' ? facts.workspace.value.location : undefined,
    recreate,
    wait,
    timeoutMs,
    signal,
    log: runner.info,
    read: () => readCompute(arm, name),
    put: writer.put.bind(undefined, name),
    detach: writer.detach.bind(undefined, name),
  };
  return reportOutcome(request, cloud, { findings, action, outcome: await attach(task, live) });
}

function failureOf(error: unknown, deadline: AbortSignal): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  if (!deadline.aborted) return { operation: 'finish', code: 'UnexpectedError', message, details: [] };
  return {
    operation: 'finish in time',
    code: 'TimedOut',
    message: 'The timeout has passed before anything was written.',
    details: [],
  };
}
