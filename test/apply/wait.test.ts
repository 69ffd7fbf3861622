import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ComputeAnswer } from '../../src/azure/compute.ts';
import { aLiveCompute } from '../fixtures.ts';
import { forbidden, gone, inTurn, state, unanswered } from './answers.ts';
import { duration, timeout } from './virtual-time.ts';

const { waitUntilSettled } = await import('../../src/apply/wait.ts');

beforeEach(() => {
  jest.useFakeTimers();
});

const hour = 3_600_000;

function watch(answers: readonly ComputeAnswer[], deadlineMs = hour) {
  const lines: string[] = [];
  const wait = (firstRetryAfterMs?: number) =>
    waitUntilSettled(
      {
        name: 'gpu',
        read: inTurn('read', answers),
        log: (line) => lines.push(line),
        signal: timeout(deadlineMs),
      },
      firstRetryAfterMs,
    );
  return { lines, wait };
}

test.each<[string, ComputeAnswer, object | undefined]>([
  ['has succeeded', state('Succeeded'), aLiveCompute()],
  ['has failed', state('Failed'), aLiveCompute({ provisioningState: 'Failed' })],
  ['was canceled', state('Canceled'), aLiveCompute({ provisioningState: 'Canceled' })],
  ['is gone', gone, undefined],
])('ends when the compute %s', async (_, last, live) => {
  const { wait } = watch([state('Creating'), state('Updating'), state('SomethingNew'), last]);
  expect(await wait()).toEqual(live);
});

describe('pauses', () => {
  const pauses = async (answers: readonly ComputeAnswer[], firstRetryAfterMs?: number) =>
    duration(() => watch(answers).wait(firstRetryAfterMs));

  test('a second before the first read, so that the write has begun to show', async () => {
    expect(await pauses([state('Succeeded')])).toBe(1_000);
  });

  test('longer each time, up to 15 seconds', async () => {
    const many = Array.from({ length: 100 }, () => state('Creating'));
    const rest = await pauses([...many, state('Succeeded')]);
    expect(await pauses([...many, state('Creating'), state('Succeeded')])).toBe(rest + 15_000);
    expect(await pauses([state('Creating'), state('Creating'), state('Succeeded')])).toBe(
      1_000 + 1_500 + 2_250,
    );
  });

  test('as long as the answers to the write and to each read ask for', async () => {
    const asking = { ...state('Creating'), retryAfterMs: 40_000 };
    expect(await pauses([asking, state('Succeeded')], 20_000)).toBe(60_000);
  });
});

describe('a read that fails', () => {
  test('in passing is repeated', async () => {
    const { wait } = watch([
      ...Array(5).fill(unanswered),
      state('Creating'),
      ...Array(5).fill(unanswered),
      gone,
    ]);
    expect(await wait()).toBeUndefined();
  });

  test('six times in a row ends the wait', async () => {
    const { wait } = watch(Array(6).fill(unanswered));
    await expect(wait()).rejects.toMatchObject({ failure: { code: 'ServiceUnavailable' } });
  });

  test('for good ends the wait at once', async () => {
    await expect(watch([forbidden]).wait()).rejects.toMatchObject({
      failure: { code: 'AuthorizationFailed' },
    });
  });
});

test('the deadline ends the wait', async () => {
  const { wait } = watch(Array(100).fill(state('Creating')), 120_000);
  await expect(wait()).rejects.toThrow('aborted');
  expect(performance.now()).toBeLessThan(140_000);
});

test('logs each change of state once and, twice a minute, that it goes on', async () => {
  const { lines, wait } = watch([...Array(5).fill(state('Creating')), state('Updating'), state('Succeeded')]);
  await wait();
  expect(lines).toEqual([
    'gpu: Creating (1.0 s)',
    'gpu: Updating (21 s)',
    'gpu: still Updating (30 s)',
    'gpu: Succeeded (32 s)',
  ]);
});

test('leaves no timer behind', async () => {
  await watch([state('Succeeded')]).wait();
  expect(jest.getTimerCount()).toBe(1);
});
