import type { ComputeAnswer, LiveCompute, WriteOutcome } from '../../src/azure/compute.ts';
import { absent, found } from '../../src/azure/observed.ts';
import { aFailure, aLiveCompute, unreadable } from '../fixtures.ts';

/** What a read of a compute in a state answers. */
export const state = (provisioningState: string, changes: Partial<LiveCompute> = {}): ComputeAnswer =>
  found(aLiveCompute({ provisioningState, ...changes }));

export const gone: ComputeAnswer = absent;
export const unanswered: ComputeAnswer = unreadable({ status: 503, code: 'ServiceUnavailable' });
export const forbidden: ComputeAnswer = unreadable();

export const accepted: WriteOutcome = { kind: 'accepted', retryAfterMs: undefined };
export const refused: WriteOutcome = {
  kind: 'refused',
  failure: aFailure({ status: 400, code: 'BadRequest' }),
};
export const lost: WriteOutcome = {
  kind: 'lost',
  failure: aFailure({ status: 502, code: 'BadGateway' }),
  retryAfterMs: undefined,
};
export const postponed = {
  kind: 'postponed',
  failure: aFailure({ status: 409, code: 'Conflict', message: 'Another operation is in progress.' }),
  retryAfterMs: undefined,
} satisfies WriteOutcome;

/** Gives the answers one after the other; one too many is an error. */
export function inTurn<T>(name: string, answers: readonly T[]): () => Promise<T> {
  const left = [...answers];
  return async () => {
    const next = left.shift();
    if (next === undefined) throw new Error(`one ${name} too many`);
    return next;
  };
}
