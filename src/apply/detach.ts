import type { LiveCompute } from '../azure/compute.ts';
import { phaseOf } from '../azure/phase.ts';
import { detachWithoutEffect } from './failures.ts';
import type { Hands, Outcome, Progress } from './hands.ts';
import { detachAndSettle, type End, isBeingDeleted, untilEnd, untilSettled } from './progress.ts';

/**
 * Takes a compute off its workspace and never touches the cluster. One that is absent is as it should be.
 * @param live the compute as it was observed; undefined when there is none.
 */
export const detach = (hands: Hands, live: LiveCompute | undefined): Promise<Outcome> =>
  untilEnd(hands, live, takeStep);

async function takeStep(hands: Hands, progress: Progress): Promise<End | undefined> {
  const { live, detached } = progress;
  if (!live) return {};
  if (isBeingDeleted(live) && !hands.wait) return {};
  if (phaseOf(live) === 'under way') return untilSettled(hands);
  if (detached) return { failure: detachWithoutEffect(hands.name, live) };
  hands.log(`${hands.name}: detaching`);
  return detachAndSettle(hands, progress, hands.wait);
}
