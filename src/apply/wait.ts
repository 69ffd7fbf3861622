import { setTimeout as sleep } from 'node:timers/promises';
import type { ComputeAnswer, LiveCompute } from '../azure/compute.ts';
import { FailureError, isTransient } from '../azure/failure.ts';
import { foundIn } from '../azure/observed.ts';
import { phaseOf } from '../azure/phase.ts';
import { formatDuration } from './duration.ts';

/** How a compute is watched. */
export interface Watch {
  readonly name: string;
  read(): Promise<ComputeAnswer>;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
const growth = 1.5;
const heartbeatMs = 30_000;
const toleratedUnreadable = 5;

/**
 * Waits until no operation on a compute is under way, whoever started it, by reading the compute itself: a long-running
 * operation can say `Succeeded` while the compute has failed.
 * @param firstRetryAfterMs what the answer to the write asked to wait before the first read.
 * @returns the compute as it is then; undefined when there is none any more.
 * @throws FailureError when it cannot be read any longer; the signal's reason when that ends the wait.
 */
export async function waitUntilSettled(
  watch: Watch,
  firstRetryAfterMs?: number,
): Promise<LiveCompute | undefined> {
  const progress = startProgress(watch);
  try {
    return await pollUntilSettled(watch, progress, firstRetryAfterMs);
  } finally {
    progress.stop();
  }
}

async function pollUntilSettled(
  watch: Watch,
  progress: Progress,
  firstRetryAfterMs?: number,
): Promise<LiveCompute | undefined> {
  let unreadable = 0;
  let askedMs = firstRetryAfterMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * growth, longestPauseMs)) {
    await sleep(askedMs ?? pauseMs, undefined, { signal: watch.signal });
    const answer = await watch.read();
    askedMs = answer.retryAfterMs;
    if (answer.state === 'unreadable') {
      unreadable += 1;
      if (unreadable > toleratedUnreadable || !isTransient(answer.failure))
        throw new FailureError(answer.failure);
      continue;
    }
    unreadable = 0;
    const live = foundIn(answer);
    progress.saw(live?.provisioningState ?? 'Absent');
    if (!live || phaseOf(live) !== 'under way') return live;
  }
}

interface Progress {
  saw(state: string): void;
  stop(): void;
}

/** Logs every change of state and, twice a minute, that the wait goes on. */
function startProgress({ name, log }: Watch): Progress {
  const started = performance.now();
  const line = (state: string) => log(`${name}: ${state} (${formatDuration(performance.now() - started)})`);
  let last = '';
  const heartbeat = setInterval(() => line(`still ${last || 'waiting'}`), heartbeatMs);
  return {
    saw(state) {
      if (state !== last) line(state);
      last = state;
    },
    stop: () => clearInterval(heartbeat),
  };
}
