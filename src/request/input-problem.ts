import type { Source } from './request.ts';

/** Something that cannot be used as it is given. */
export interface InputProblem {
  /** Input of the action, or key of a compute file such as `identity.type`; empty for the file as a whole. */
  readonly field: string;
  /** Where in a file it stands; left out for an input. */
  readonly at?: Source;
  /** What was given, in words that complete "<field> is …": never a secret. */
  readonly actual: string;
  /** What is expected instead, with an example. */
  readonly expected: string;
}

/** What was given, quoted. */
export const quoted = (value: string): string => (value === '' ? 'missing' : `"${value}"`);

/** Something that a reader should know and that keeps nothing from going on. */
export interface InputNotice {
  readonly message: string;
  readonly at?: Source;
}
