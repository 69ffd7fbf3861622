import type { HttpRequest } from '../http.ts';
import type { Throttling } from '../scenario.ts';
import { Refused } from './errors.ts';

export type BucketKind = keyof Throttling;

/** The tokens that a subscription and principal have for one kind of request. */
interface Bucket {
  tokens: number;
  /** Milliseconds since the epoch. */
  filledAt: number;
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

/** @param now milliseconds since the epoch. */
export function createThrottle(limits: Throttling, now: () => number = Date.now): Throttle {
  const buckets = new Map<string, Bucket>();
  return {
    take(kind, subscriptionId, principalId) {
      const { capacity, refillPerSecond } = limits[kind];
      const key = `${kind} ${subscriptionId} ${principalId}`.toLowerCase();
      const moment = now();
      const { tokens, filledAt } = buckets.get(key) ?? { tokens: capacity, filledAt: moment };
      const filled = Math.min(capacity, tokens + ((moment - filledAt) / 1_000) * refillPerSecond);
      const left = filled >= 1 ? filled - 1 : filled;
      buckets.set(key, { tokens: left, filledAt: moment });
      if (filled >= 1) return Math.floor(left);
      throw refused(
        kind,
        subscriptionId,
        principalId,
        Math.max(1, Math.ceil((1 - filled) / refillPerSecond)),
      );
    },
  };
}

export function kindOf({ method }: Pick<HttpRequest, 'method'>): BucketKind {
  if (method === 'GET' || method === 'HEAD') return 'reads';
  return method === 'DELETE' ? 'deletes' : 'writes';
}

/** The header in which Azure tells how many tokens are left. */
export const remainingHeader = (kind: BucketKind): string => `x-ms-ratelimit-remaining-subscription-${kind}`;

function refused(kind: BucketKind, subscriptionId: string, principalId: string, seconds: number): Refused {
  const message = `Number of '${kind}' requests for subscription '${subscriptionId}' actor '${principalId}' exceeded. Please try again after '${seconds}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`;
  return new Refused(message, {
    status: 429,
    headers: { 'retry-after': String(seconds), [remainingHeader(kind)]: '0' },
    body: { error: { code: 'SubscriptionRequestsThrottled', message } },
  });
}
