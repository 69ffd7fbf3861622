import type { Failure } from '../azure/failure.ts';
import type { Repair } from '../azure/repair.ts';
import type { CheckId, Source } from '../request/request.ts';

/** How much a finding weighs: an `error` keeps the run from writing anything. */
export type Severity = 'ok' | 'notice' | 'warning' | 'error';

/** What one prerequisite check came to. */
export interface Finding {
  readonly check: CheckId;
  readonly severity: Severity;
  /** False when Azure did not let the state be read or does not tell it: such a finding is never `ok`. */
  readonly verified: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly fix?: Fix;
  /** Where the prerequisite is explained. */
  readonly link: string;
  /** Where in a file it is declared what was judged. */
  readonly at?: Source;
}

/** How to put a finding right. */
export interface Fix {
  /** What to do, in words; a sentence. */
  readonly advice: string;
  /** Commands to paste, each as its arguments. */
  readonly commands: readonly (readonly string[])[];
  /**
   * The same as writes to Azure Resource Manager, where the run can make them itself. None of them: what would have been
   * written is there already and on its way.
   */
  readonly repairs?: readonly Repair[];
}

/** True for what somebody has to look at; the rest is for information. */
export const needsSomebody = ({ severity }: Pick<Finding, 'severity'>): boolean =>
  severity === 'error' || severity === 'warning';

/** A finding before its check has signed it. */
export type Verdict = Omit<Finding, 'check' | 'link' | 'at'>;

export const pass = (expected: string, actual: string): Verdict => ({
  severity: 'ok',
  verified: true,
  expected,
  actual,
});

export const fail = (
  severity: Exclude<Severity, 'ok'>,
  expected: string,
  actual: string,
  fix?: Fix,
): Verdict => ({
  severity,
  verified: true,
  expected,
  actual,
  ...(fix && { fix }),
});

/** Says that the state could not be read. Azure has the last word, so this never keeps a run from going on. */
export const notVerified = (expected: string, failure: Failure): Verdict => ({
  severity: 'warning',
  verified: false,
  expected,
  actual: `not verified: failed to ${failure.operation}: ${failure.code}: ${failure.message}${reference(failure)}`,
});

/** Says that Azure's answer lacks what would have to be known. */
export const untold = (expected: string, what: string): Verdict => ({
  severity: 'warning',
  verified: false,
  expected,
  actual: `not verified: Azure tells ${what}`,
});

const reference = ({ correlationId }: Failure): string =>
  correlationId ? ` (correlation ID ${correlationId})` : '';
