import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { readRetryAfter } from './resource-manager.ts';

type Kind = 'reads' | 'writes' | 'deletes';

/**
 * How often Azure Resource Manager refills the bucket of a subscription and principal, a second.
 * Source: "Understand how Azure Resource Manager throttles requests".
 */
const refillsPerSecond: Readonly<Record<Kind, number>> = { reads: 25, writes: 10, deletes: 10 };

/** Requests that share a bucket. */
interface Lane {
  /** When the next request may go, in milliseconds of `performance.now`. */
  nextAt: number;
  /** Between two requests; 0 until Azure refuses one. */
  intervalMs: number;
  /** Fulfilled when the last in line has gone. */
  line: Promise<void>;
}

const mostRefusals = 10;
const unaskedPauseMs = 1_000;
const slower = 1.5;
const faster = 0.9;
/** Tokens left in a bucket: from so many on it can be drawn on faster, and below so few it has to be slower. */
const plenty = 25;
const scarce = 5;
const shortestIntervalMs = 1;
const longestIntervalMs = 2_000;

/**
 * Keeps all clients of a run at the pace that Azure's throttling allows: as fast as can be until a request is refused, then
 * for that kind of request and subscription as fast as its bucket is refilled, which the tokens tell that Azure says are
 * left. A refused request has had no effect, so it is sent again, whatever it is.
 */
export function createPace(): PipelinePolicy {
  const lanes = new Map<string, Lane>();
  return {
    name: 'pace',
    async sendRequest(request, next) {
      const lane = laneOf(lanes, request);
      for (let refusals = 0; ; refusals += 1) {
        const { intervalMs } = lane;
        await turn(lane, request.abortSignal);
        const response = await next(request);
        if (response.status !== 429) adapt(lane, response, kindOf(request));
        if (response.status !== 429 || refusals === mostRefusals) return response;
        slowDown(lane, kindOf(request), intervalMs, readRetryAfter(response) ?? unaskedPauseMs);
      }
    },
  };
}

function laneOf(lanes: Map<string, Lane>, request: PipelineRequest): Lane {
  const subscription = /\/subscriptions\/([^/?]+)/i.exec(request.url)?.[1]?.toLowerCase() ?? '';
  const key = `${kindOf(request)} ${subscription}`;
  const lane = lanes.get(key) ?? { nextAt: 0, intervalMs: 0, line: Promise.resolve() };
  lanes.set(key, lane);
  return lane;
}

function kindOf({ method }: PipelineRequest): Kind {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

/** Waits in line: whoever is behind waits, too, so that a refusal holds up all that have not gone yet. */
async function turn(lane: Lane, signal: PipelineRequest['abortSignal']): Promise<void> {
  const before = lane.line;
  const { promise, resolve } = Promise.withResolvers<void>();
  lane.line = promise;
  await before;
  try {
    for (let now = performance.now(); now < lane.nextAt; now = performance.now())
      await sleep(lane.nextAt - now, undefined, { signal: signal as AbortSignal });
    lane.nextAt = lane.intervalMs === 0 ? 0 : performance.now() + lane.intervalMs;
  } finally {
    resolve();
  }
}

/** Follows the level of the bucket, once a refusal has told that there is one. */
function adapt(lane: Lane, { headers }: PipelineResponse, kind: Kind): void {
  const header = headers.get(`x-ms-ratelimit-remaining-subscription-${kind}`);
  if (lane.intervalMs === 0 || !header) return;
  const left = Number(header);
  if (left >= plenty) lane.intervalMs = Math.max(lane.intervalMs * faster, shortestIntervalMs);
  if (left < scarce) lane.intervalMs = Math.min(lane.intervalMs / faster, longestIntervalMs);
}

/** A refusal at a pace that was kept says that others draw on the bucket, too. */
function slowDown(lane: Lane, kind: Kind, keptMs: number, retryAfterMs: number): void {
  const documentedMs = 1_000 / refillsPerSecond[kind];
  const wasKept = keptMs > 0 && keptMs === lane.intervalMs;
  lane.intervalMs = wasKept
    ? Math.min(lane.intervalMs * slower, longestIntervalMs)
    : Math.max(lane.intervalMs, documentedMs);
  lane.nextAt = Math.max(lane.nextAt, performance.now() + retryAfterMs);
}
