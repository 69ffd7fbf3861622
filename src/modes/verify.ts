import { type LiveCompute, listComputes } from '../azure/compute.ts';
import { FailureError } from '../azure/failure.ts';
import { absent, found, foundIn, type Observed } from '../azure/observed.ts';
import { checkDeclaration, checkUndeclared, soften } from '../checks/index.ts';
import { actionOf, decide } from '../plan/decide.ts';
import { reportCompute, reportUndeclared, reportUnseen } from '../report/make-report.ts';
import type { ComputeReport } from '../report/report.ts';
import { attachedType, declareAsAttached } from '../request/declare-as-attached.ts';
import type { DeclaredCompute, VerifyRequest } from '../request/request.ts';
import { each } from './each.ts';
import { look } from './look.ts';
import { logFindings, readNow, type Site } from './site.ts';

/** Verifies what is declared, or whatever is attached; never writes. */
export async function verifyComputes(site: Site<VerifyRequest>): Promise<ComputeReport[]> {
  const { kind, computes } = site.request.scope;
  const verify = (declared: DeclaredCompute, live: Promise<Observed<LiveCompute>>) =>
    verifyCompute(declared, site, live);
  if (kind === 'inputs')
    return each(computes, site, (declared) => verify(declared, readNow(site, declared.compute.name)));
  const there = await listThere(site);
  const attached = there.flatMap(asAttached);
  if (kind === 'nothing') return each(attached, site, (it) => verifyAttached(it, site));
  const verified = await each(computes, site, (declared) => verify(declared, findIn(there, declared)));
  return [...verified, ...undeclaredAmong(attached, site)];
}

async function verifyCompute(
  declared: DeclaredCompute,
  site: Site<VerifyRequest>,
  compute: Promise<Observed<LiveCompute>>,
): Promise<ComputeReport> {
  const { request, cloud, shared } = site;
  const { facts, findings } = await look(request, declared, shared, compute);
  logFindings(site, declared.compute.name, findings);
  if (facts.compute.state === 'unreadable')
    return reportUnseen(request, declared, { findings, repairs: [], failure: facts.compute.failure });
  const live = foundIn(facts.compute);
  const action = actionOf(decide(declared.compute, live, 'when-different'));
  return reportCompute(request, declared, cloud, {
    findings,
    outcome: { live, changed: false, action },
    repairs: [],
  });
}

/**
 * Lists every compute of the workspace, of whatever type.
 * @throws FailureError when that cannot be done.
 */
async function listThere({
  arm,
  request: { workspace },
}: Site<VerifyRequest>): Promise<readonly LiveCompute[]> {
  const listed = await listComputes(arm, workspace);
  if (listed.state === 'unreadable') throw new FailureError(listed.failure);
  if (listed.state === 'absent') throw new FailureError(noWorkspace(workspace.name, workspace.resourceGroup));
  return listed.value;
}

const noWorkspace = (name: string, group: string) => ({
  operation: `list the computes of the workspace ${name}`,
  code: 'WorkspaceNotFound',
  message: `There is no workspace "${name}" in the resource group "${group}".`,
  details: [],
  advice: 'Check subscription-id, resource-group and workspace-name.',
});

interface Attached extends ReturnType<typeof declareAsAttached> {
  readonly name: string;
  readonly live: LiveCompute;
}

/** Nothing for the computes that Azure ML itself makes. */
function asAttached(live: LiveCompute): Attached[] {
  const type = attachedType(live);
  return type ? [{ name: live.name, live, ...declareAsAttached(live, type) }] : [];
}

async function verifyAttached(
  { live, declaration, compute }: Attached,
  site: Site<VerifyRequest>,
): Promise<ComputeReport> {
  if (compute) return verifyCompute({ compute, declaration }, site, Promise.resolve(found(live)));
  const findings = soften(checkDeclaration(declaration), site.request.skipChecks);
  return reportUndeclared(site.request, site.cloud, live, findings);
}

async function findIn(
  there: readonly LiveCompute[],
  { compute }: DeclaredCompute,
): Promise<Observed<LiveCompute>> {
  const live = there.find((each) => sameName(each, compute));
  return live ? found(live) : absent;
}

function undeclaredAmong(
  attached: readonly Attached[],
  { request, cloud }: Site<VerifyRequest>,
): ComputeReport[] {
  const { workspace, skipChecks, scope } = request;
  return attached
    .filter(({ live }) => !scope.computes.some(({ compute }) => sameName(live, compute)))
    .map(({ live }) => {
      const findings = soften(checkUndeclared(live.name, workspace), skipChecks);
      return reportUndeclared(request, cloud, live, findings);
    });
}

const sameName = (one: { readonly name: string }, other: { readonly name: string }): boolean =>
  one.name.toLowerCase() === other.name.toLowerCase();
