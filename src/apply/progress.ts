import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ComputeAnswer, LiveCompute, WriteOutcome } from '../azure/compute.ts';
import { type Failure, FailureError } from '../azure/failure.ts';
import { foundIn } from '../azure/observed.ts';
import { formatDuration } from './duration.ts';
import { interrupted } from './failures.ts';
import type { Hands, Outcome, Progress } from './hands.ts';
import { waitUntilSettled } from './wait.ts';

/** The way ends here, well or with a failure. */
export interface End {
  readonly failure?: Failure;
}

/** Takes one step, on hands that remember what they read. Undefined: there may be another. */
export type TakeStep = (hands: Hands, progress: Progress) => Promise<End | undefined>;

/**
 * Takes steps until one is the last. Every read is remembered, so that an end at any moment tells what was seen last.
 * @param live the compute as it was observed; undefined when there is none.
 */
export async function untilEnd(
  hands: Hands,
  live: LiveCompute | undefined,
  takeStep: TakeStep,
): Promise<Outcome> {
  const progress: Progress = { live, detached: false, written: false, action: undefined, unsettled: 0 };
  const watched: Hands = { ...hands, read: () => readInto(progress, hands) };
  try {
    for (;;) {
      const end = await takeStep(watched, progress);
      if (end) return outcome(progress, end.failure);
    }
  } catch (error) {
    if (hands.signal.aborted) return outcome(progress, interrupted(hands, progress));
    if (error instanceof FailureError) return outcome(progress, error.failure);
    throw error;
  }
}

const outcome = ({ live, written, detached, action }: Progress, failure?: Failure): Outcome => ({
  live,
  changed: written || detached,
  ...(action && { action }),
  ...(failure && { failure }),
});

async function readInto(progress: Progress, { read }: Hands): Promise<ComputeAnswer> {
  const answer = await read();
  if (answer.state !== 'unreadable') progress.live = foundIn(answer);
  return answer;
}

/** Detaches and, unless nobody wants to, waits until the compute is gone, or is settled in some other state. */
export async function detachAndSettle(
  hands: Hands,
  progress: Progress,
  wait = true,
): Promise<End | undefined> {
  const write = await hands.detach();
  if (write.kind !== 'accepted') return lookAgain(write, 'detached', hands, progress);
  progress.detached = true;
  progress.unsettled = 0;
  if (wait) return untilSettled(hands, write.retryAfterMs);
  await readNow(hands);
  return {};
}

export const isBeingDeleted = (live: LiveCompute | undefined): boolean =>
  live?.provisioningState.toLowerCase() === 'deleting';

const mostUnsettledWrites = 5;
const unsettledPauseMs = 2_000;

/** Whether a write without a clear answer was carried out, the next read tells. */
export async function lookAgain(
  write: Exclude<WriteOutcome, { kind: 'accepted' }>,
  whenDone: 'written' | 'detached',
  hands: Hands,
  progress: Progress,
): Promise<End | undefined> {
  progress.unsettled += 1;
  if (write.kind === 'refused' || progress.unsettled > mostUnsettledWrites) return { failure: write.failure };
  const pauseMs = write.retryAfterMs ?? unsettledPauseMs * progress.unsettled;
  const { code, message } = write.failure;
  hands.log(`${hands.name}: ${code}: ${message} Looking again in ${formatDuration(pauseMs)}.`);
  await sleep(pauseMs, undefined, { signal: hands.signal });
  const before = progress.live;
  await readNow(hands);
  // What has changed since a lost write is taken for its effect.
  if (write.kind === 'lost' && !isDeepStrictEqual(before, progress.live)) progress[whenDone] = true;
  return undefined;
}

/** Waits until nothing is under way on the compute. */
export async function untilSettled(hands: Hands, retryAfterMs?: number): Promise<undefined> {
  await waitUntilSettled(hands, retryAfterMs);
}

/** @throws FailureError when the compute cannot be read. */
export async function readNow({ read }: Hands): Promise<void> {
  const answer = await read();
  if (answer.state === 'unreadable') throw new FailureError(answer.failure);
}
