import type { Failure } from './failure.ts';

/** What a read of Azure came to. What could not be read is never taken for absent or present. */
export type Observed<T> =
  | { readonly state: 'found'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly failure: Failure };

export const found = <T>(value: T): Observed<T> => ({ state: 'found', value });
export const absent = { state: 'absent' } as const;

/** The value, where there is one. */
export const foundIn = <T>(observed: Observed<T>): T | undefined =>
  observed.state === 'found' ? observed.value : undefined;

/** Derives a value from an observed one; absent and unreadable stay what they are. */
export function derive<T, U>(observed: Observed<T>, derivation: (value: T) => U): Observed<U> {
  return observed.state === 'found' ? found(derivation(observed.value)) : observed;
}
