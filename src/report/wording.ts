import type { SignIn } from '../azure/credential.ts';
import type { Failure } from '../azure/failure.ts';
import type { Finding } from '../checks/finding.ts';
import type { Action } from '../plan/decide.ts';
import type { InputProblem } from '../request/read-request.ts';
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
  const [compute] = report.computes;
  if (!compute) return 'There was nothing to do';
  return report.workspace
    ? computeHeadline(compute, report.workspace.name)
    : 'The compute cannot be attached as it is declared';
}

function computeHeadline(
  { name, failure, findings, changed, action, provisioningState }: ComputeReport,
  workspace: string,
): string {
  if (failure) return `Failed to ${failure.operation}`;
  if (findings.some(({ severity }) => severity === 'error')) {
    const where =
      provisioningState === 'Absent'
        ? `${name} was not attached to ${workspace}`
        : `Nothing was done to ${name} in ${workspace}`;
    return `${where}: a prerequisite is unmet`;
  }
  if (provisioningState !== 'Succeeded') return `${name} is on its way in ${workspace}: ${provisioningState}`;
  return changed
    ? `${name} ${done[action]} ${workspace}`
    : `${name} is attached to ${workspace} as declared; nothing had to be done`;
}

const done: Readonly<Record<Action, string>> = {
  create: 'is now attached to',
  update: 'was updated in',
  recreate: 'was detached and attached again to',
  none: 'is attached to',
};

export const describeProblem = ({ input, value, expected }: InputProblem): string =>
  value === '' ? `${input} is missing; expected ${expected}` : `${input} is "${value}"; expected ${expected}`;

export const describeFinding = ({ expected, actual }: Finding): string => `${actual}; expected ${expected}`;

/** Everything that a service said of a failure, a line each. */
export const describeFailure = ({
  operation,
  code,
  message,
  details,
  correlationId,
  advice,
}: Failure): string[] => [
  `Failed to ${operation}: ${code}: ${message}`,
  ...details.map((detail) => [detail.code, detail.message].filter(Boolean).join(': ')),
  ...(correlationId ? [`Correlation ID: ${correlationId}`] : []),
  ...(advice ? [advice] : []),
];

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
