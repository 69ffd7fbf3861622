import type { LiveCompute } from './compute.ts';

export type Phase = 'under way' | 'succeeded' | 'failed';

/** Tells the phase of a compute. A state that is new to us is taken for one that passes. */
export function phaseOf({ provisioningState }: Pick<LiveCompute, 'provisioningState'>): Phase {
  switch (provisioningState.toLowerCase()) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'under way';
  }
}
