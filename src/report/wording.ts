import type { SignIn } from '../azure/credential.ts';
import { type OidcClaims, type SubjectForm, subjectForm } from '../azure/oidc-claims.ts';
import type { Finding, Fix } from '../checks/finding.ts';
import type { ExplainedFailure } from '../explain/index.ts';
import type { Action } from '../plan/decide.ts';
import type { InputProblem } from '../request/read-request.ts';
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
  if (!report.workspace) return 'The compute cannot be attached as it is declared';
  const [compute] = report.computes;
  return compute ? computeHeadline(report, compute, report.workspace.name) : 'There was nothing to do';
}

function computeHeadline({ mode, succeeded }: Report, compute: ComputeReport, workspace: string): string {
  const { name, failure, findings, changed, action, provisioningState } = compute;
  if (failure) return `Failed to ${failure.operation}`;
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

export const describeProblem = ({ input, value, expected }: InputProblem): string =>
  value === '' ? `${input} is missing; expected ${expected}` : `${input} is "${value}"; expected ${expected}`;

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
