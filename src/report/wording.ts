import type { SignIn } from '../azure/credential.ts';
import { type OidcClaims, type SubjectForm, subjectForm } from '../azure/oidc-claims.ts';
import type { Finding, Fix } from '../checks/finding.ts';
import type { ExplainedFailure } from '../explain/index.ts';
import type { Action } from '../plan/decide.ts';
import type { Difference } from '../plan/differences.ts';
import type { InputNotice, InputProblem } from '../request/input-problem.ts';
import type { Source } from '../request/request.ts';
import { commandLine } from './command-line.ts';
import { oneLine } from './markdown.ts';
import type { ComputeReport, Report } from './report.ts';

/** The sentences that log, annotations and summary share. */

/** One line that says who the run is in Azure. */
export const describeSignIn = (signIn: SignIn): string =>
  signIn.kind === 'github-oidc'
    ? `Signed in to Azure as ${signIn.clientId} through GitHub's OIDC federation`
    : 'Signed in to Azure with the sign-in that the job already had';

/** One line that says how the run ended. */
export function headline(report: Report): string {
  if (report.problems.length > 0) return 'The inputs cannot be used as they are';
  if (report.failure) return `Failed to ${report.failure.operation}`;
  if (!report.workspace) return 'What is declared cannot be attached';
  const { name } = report.workspace;
  const [compute, ...others] = report.computes;
  if (!compute) return `No cluster or virtual machine is attached to ${name}`;
  return others.length === 0 ? computeHeadline(report.mode, compute, name) : fleetHeadline(report, name);
}

/** One line that says how it ended for one compute. */
export function computeHeadline(mode: Report['mode'], compute: ComputeReport, workspace: string): string {
  const { name, failure, findings, changed, action, provisioningState, succeeded } = compute;
  if (failure) return `Failed to ${failure.operation}`;
  if (mode === 'verify') return verdictOf(compute, workspace);
  if (!succeeded || findings.some(({ severity }) => severity === 'error')) {
    const what =
      provisioningState === 'Absent' ? `${name} was not attached to` : `Nothing was done to ${name} in`;
    return `${what} ${workspace}: a prerequisite is unmet`;
  }
  if (mode === 'detach')
    return provisioningState === 'Absent'
      ? `${name} ${changed ? done.detach : 'is not attached to'} ${workspace}`
      : `${name} is going from ${workspace}: ${provisioningState}`;
  if (mode === 'plan') return `Plan: ${name} ${planned[action]} ${workspace}`;
  if (provisioningState !== 'Succeeded') return `${name} is on its way in ${workspace}: ${provisioningState}`;
  return changed
    ? `${name} ${done[action]} ${workspace}`
    : `${name} is attached to ${workspace} as declared; nothing had to be done`;
}

/** How a compute stands against what is declared, the gravest first. */
function verdictOf(compute: ComputeReport, workspace: string): string {
  const { name, compliant, declared, differences, provisioningState, findings } = compute;
  if (!declared && findings.some(({ check }) => check === 'undeclared'))
    return `${name} is attached to ${workspace}, but no file declares it`;
  if (compliant) return `${name} is attached to ${workspace} as declared`;
  if (provisioningState === 'Absent') return `${name} is not attached to ${workspace}`;
  if (differences.length > 0)
    return `${name} in ${workspace} is not as declared: ${differences.map(({ field }) => field).join(', ')}`;
  return provisioningState === 'Succeeded'
    ? `${name} in ${workspace}: a prerequisite is unmet`
    : `${name} in ${workspace} has provisioning state ${provisioningState}`;
}

function fleetHeadline({ mode, computes }: Report, workspace: string): string {
  const all = computes.length;
  const failed = computes.filter(({ succeeded }) => !succeeded).length;
  const rest = failed === 0 ? '' : `; ${failed} failed`;
  switch (mode) {
    case 'plan':
      return `Plan for ${all} computes in ${workspace}: ${countActions(computes)}${rest}`;
    case 'verify':
      return failed === 0
        ? `All ${all} computes of ${workspace} are as declared`
        : `${failed} of ${all} computes of ${workspace} ${failed === 1 ? 'is' : 'are'} not as declared`;
    case 'detach':
      return `${all - failed} of ${all} computes are detached from ${workspace}${rest}`;
    case 'attach':
    case null:
      return `${all - failed} of ${all} computes are as declared in ${workspace}, ${countChanged(computes)} changed${rest}`;
  }
}

const countActions = (computes: readonly ComputeReport[]): string =>
  Object.entries(Object.groupBy(computes, ({ action }) => action))
    .map(([action, found = []]) => `${found.length} ${action === 'none' ? 'unchanged' : `to ${action}`}`)
    .join(', ');

const countChanged = (computes: readonly ComputeReport[]): number =>
  computes.filter(({ changed }) => changed).length;

const planned: Readonly<Record<Action, string>> = {
  create: 'would be attached to',
  update: 'would be updated in',
  recreate: 'would be detached and attached again to',
  detach: 'would be detached from',
  none: 'needs nothing in',
};

const done: Readonly<Record<Action, string>> = {
  create: 'is now attached to',
  update: 'was updated in',
  recreate: 'was detached and attached again to',
  detach: 'was detached from',
  none: 'is attached to',
};

export const describeProblem = ({ field, at, actual, expected }: InputProblem): string =>
  `${at ? `${describePlace(at)}: ` : ''}${field || 'the file'} is ${actual}; expected ${expected}`;

export const describeNotice = ({ message, at }: InputNotice): string =>
  `${at ? `${describePlace(at)}: ` : ''}${message}`;

/** A place in a file, as compilers write it. */
export const describePlace = ({ file, line, column }: Source): string => `${file}:${line}:${column}`;

/** Both sides of a difference. */
export const describeDifference = ({ field, declared, live }: Difference): string =>
  `${field}: declared ${declared || 'nothing'}, in Azure ${live || 'nothing'}`;

/**
 * What a verification found to be otherwise than declared, where no finding and no failure says so already; a line each,
 * none when there is nothing to say.
 */
export function describeDrift({ mode, workspace }: Report, compute: ComputeReport): string[] {
  const { succeeded, failure, findings, differences } = compute;
  const told = failure !== null || findings.some(({ severity }) => severity === 'error');
  if (mode !== 'verify' || succeeded || (told && differences.length === 0)) return [];
  return [computeHeadline(mode, compute, workspace?.name ?? ''), ...differences.map(describeDifference)];
}

export const describeFinding = ({ expected, actual }: Finding): string => `${actual}; expected ${expected}`;

/** What to do, and below it the commands. */
export const describeFix = ({ advice, commands }: Fix): string[] => [
  advice,
  ...commands.map((command) => `  ${commandLine(command)}`),
];

/** Everything that a service said of a failure, a line each, and then what is known of it. */
export const describeFailure = ({
  operation,
  code,
  message,
  details,
  correlationId,
  presented,
  explanation,
  advice,
}: ExplainedFailure): string[] => [
  `Failed to ${operation}: ${code}: ${message}`,
  ...details.map((detail) => [detail.code, detail.message].filter(Boolean).join(': ')),
  ...(correlationId ? [`Correlation ID: ${correlationId}`] : []),
  ...(presented
    ? ['What the job presented:', ...claimRows(presented).map((row) => `  ${row.map(oneLine).join(': ')}`)]
    : []),
  ...(explanation
    ? [
        `Likely cause: ${explanation.cause}`,
        ...explanation.fixes.flatMap(describeFix),
        `See ${explanation.source}`,
      ]
    : []),
  ...(advice ? [advice] : []),
];

/** The claims by which Entra looked for a federated credential, each with its name. */
export const claimRows = ({ issuer, subject, audience }: OidcClaims): (readonly [string, string])[] => [
  ['Issuer', issuer],
  ['Subject', subject],
  ['Form of the subject', subjectForms[subjectForm(subject)]],
  ['Audience', audience],
];

const subjectForms: Readonly<Record<SubjectForm, string>> = {
  immutable: 'immutable, with the numbers of owner and repository',
  'by name': 'the older one, without the numbers of owner and repository',
  customized: 'one that the owner of the repository has chosen',
};

/** A mark that tells at a glance, and not by colour alone, how a finding stands. */
export function mark({
  severity,
  verified,
}: Pick<Finding, 'severity' | 'verified'>): '✅' | 'ℹ️' | '⚠️' | '❌' | '❔' {
  if (!verified) return '❔';
  switch (severity) {
    case 'ok':
      return '✅';
    case 'notice':
      return 'ℹ️';
    case 'warning':
      return '⚠️';
    case 'error':
      return '❌';
  }
}
