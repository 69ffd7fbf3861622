import type { HttpRequest } from '../http.ts';
import type { Throttling } from '../scenario.ts';
import { Refused } from './errors.ts';

export type BucketKind = keyof Throttling;

/** The tokens that a subscription and principal have for one kind of request. */
interface Bucket {
  readonly tokens: number;
  /** Milliseconds of the throttle's clock. */
  readonly filledAt: number;
}

/** Token buckets of Azure Resource Manager, one for each subscription, principal and kind of request. */
export interface Throttle {
  /**
   * Takes a token.
   * @returns how many are left.
   * @throws Refused with 429 and Retry-After when there is none.
   */
  take(kind: BucketKind, subscriptionId: string, principalId: string): number;
}

/** What arithmetic may be off by: whoever waits as long as it was told must find a whole token. */
const rounding = 1e-9;

/** @param now milliseconds of a clock that is never put back. */
export function createThrottle(limits: Throttling, now: () => number = () => performance.now()): Throttle {
  const buckets = new Map<string, Bucket>();
  return {
    take(kind, subscriptionId, principalId) {
      const limit = limits[kind];
      const key = `${kind} ${subscriptionId} ${principalId}`.toLowerCase();
      const moment = now();
      const tokens = tokensAt(moment, buckets.get(key), limit);
      if (tokens < 1 - rounding) {
        const seconds = Math.ceil((1 - tokens) / limit.refillPerSecond);
        throw refused(kind, subscriptionId, principalId, seconds);
      }
      const left = Math.max(0, tokens - 1);
      buckets.set(key, { tokens: left, filledAt: moment });
      return Math.floor(left + rounding);
    },
  };
}

/** A bucket that nobody has drawn from is full. */
function tokensAt(
  moment: number,
  bucket: Bucket | undefined,
  { capacity, refillPerSecond }: Throttling[BucketKind],
): number {
  if (!bucket) return capacity;
  const refilled = ((moment - bucket.filledAt) / 1_000) * refillPerSecond;
  return Math.min(capacity, bucket.tokens + refilled);
}

export function kindOf({ method }: Pick<HttpRequest, 'method'>): BucketKind {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

/** The header in which Azure tells how many tokens are left. */
export const remainingHeader = (kind: BucketKind): string => `x-ms-ratelimit-remaining-subscription-${kind}`;

/** What ARM's message calls the requests of a bucket. The wording is that of an answer which a client logged. */
const operations = { reads: 'read', writes: 'write', deletes: 'delete' } as const satisfies Record<
  BucketKind,
  string
>;

function refused(kind: BucketKind, subscriptionId: string, principalId: string, seconds: number): Refused {
  const message = `Number of '${operations[kind]}' requests for subscription '${subscriptionId}' actor '${principalId}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
  return new Refused(message, {
    status: 429,
    headers: { 'retry-after': String(seconds), [remainingHeader(kind)]: '0' },
    body: { error: { code: 'SubscriptionRequestsThrottled', message } },
  });
}
