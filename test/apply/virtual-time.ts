import { jest } from '@jest/globals';

/*
 * Time that passes only while the code under test sleeps, and then at once: jest's fake timers, which `node:timers/promises`
 * is not part of by itself. Modules that sleep are imported after this one, with `import()`.
 */

jest.unstable_mockModule('node:timers/promises', () => ({
  async setTimeout(milliseconds: number, _value: unknown, { signal }: { signal: AbortSignal }) {
    signal.throwIfAborted();
    jest.advanceTimersByTime(milliseconds);
    signal.throwIfAborted();
  },
}));

/** `AbortSignal.timeout` in virtual time. */
export function timeout(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(
    () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    milliseconds,
  );
  return controller.signal;
}

/** Milliseconds of virtual time that something takes. */
export async function duration(something: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await something();
  return Math.round(performance.now() - started);
}
