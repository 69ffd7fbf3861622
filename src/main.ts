import { failureOf } from './apply/failures.ts';
import { resolveCloud } from './azure/clouds.ts';
import { signIn } from './azure/credential.ts';
import type { Failure } from './azure/failure.ts';
import { createPace } from './azure/pace.ts';
import type { Connection } from './azure/resource-manager.ts';
import type { Finding } from './checks/finding.ts';
import { blocked, checkDeclaration, soften } from './checks/index.ts';
import { attachCompute } from './modes/attach.ts';
import { detachCompute } from './modes/detach.ts';
import { each } from './modes/each.ts';
import { siteOf } from './modes/site.ts';
import { verifyComputes } from './modes/verify.ts';
import { reportBadInput, reportDeclarations, reportFailure, reportRun } from './report/make-report.ts';
import type { ComputeReport, Report } from './report/report.ts';
import { describeSignIn } from './report/wording.ts';
import type { InputNotice } from './request/input-problem.ts';
import { secretInputs } from './request/inputs.ts';
import { readRequest } from './request/read-request.ts';
import type { Request } from './request/request.ts';
import { publish } from './runner/publish.ts';
import type { Runner } from './runner/runner.ts';

/** The whole action: request, sign in, observe, check, plan, apply, report. */
export const main = async (runner: Runner): Promise<void> => publish(await run(runner), runner);

async function run(runner: Runner): Promise<Report> {
  for (const name of secretInputs) if (runner.inputs[name]) runner.mask(runner.inputs[name]);
  const reading = await readRequest(runner.inputs, runner.environment, runner.files);
  for (const secret of reading.secrets) runner.mask(secret);
  const { notices } = reading;
  const declared = reading.declarations.flatMap(checkDeclaration);
  if (!reading.ok) return reportBadInput(reading.problems, declared, notices);
  const { request } = reading;
  const judged = soften(declared, request.skipChecks);
  if (blocked(judged)) return reportBadInput([], judged, notices);
  const end = AbortSignal.any([AbortSignal.timeout(request.timeoutMs), runner.cancelled]);
  try {
    return reportRun(request, await carryOut(request, end, runner), notices);
  } catch (error) {
    return withoutAzure(request, failureOf(error, end), { judged, notices }, runner);
  }
}

/** A stranger's pull request gets no token, and is judged all the same as far as that needs no Azure. */
function withoutAzure(
  request: Request,
  failure: Failure,
  { judged, notices }: { readonly judged: readonly Finding[]; readonly notices: readonly InputNotice[] },
  { run: { untrusted } }: Runner,
): Report {
  const reads = request.mode === 'plan' || request.mode === 'verify';
  return untrusted && reads && failure.code === 'IdTokenNotPermitted'
    ? reportDeclarations(request, judged, [...notices, { message: azureNotAsked }])
    : reportFailure(request, failure, notices);
}

const azureNotAsked =
  'Azure was not asked: GitHub gives no OIDC token to pull requests from forks and by Dependabot. What is declared was judged as far as that needs no Azure.';

async function carryOut(request: Request, signal: AbortSignal, runner: Runner): Promise<ComputeReport[]> {
  const cloud = await resolveCloud(request.cloud, signal);
  const credential = await signIn(request.signIn, cloud, runner, signal);
  runner.info(describeSignIn(request.signIn));
  return workOn(request, { cloud, credential, signal, debug: runner.debug, pace: createPace() }, runner);
}

function workOn(request: Request, connection: Connection, { info }: Runner): Promise<ComputeReport[]> {
  switch (request.mode) {
    case 'attach':
    case 'plan': {
      const site = siteOf(request, connection, info, request.computes.length > 1);
      return each(request.computes, site, (declared) => attachCompute(declared, site));
    }
    case 'verify':
      return verifyComputes(siteOf(request, connection, info, request.scope.computes.length !== 1));
    case 'detach': {
      const site = siteOf(request, connection, info, request.computes.length > 1);
      return each(request.computes, site, (compute) => detachCompute(compute, site));
    }
  }
}
