import type { LiveCompute } from '../azure/compute.ts';
import { actionOf, decide, type Step } from '../plan/decide.ts';
import { definitionOf } from './definition.ts';
import { computeDisappeared, computeStuck, updateWithoutEffect } from './failures.ts';
import type { AttachTask, Hands, Outcome, Progress } from './hands.ts';
import {
  detachAndSettle,
  type End,
  isBeingDeleted,
  lookAgain,
  readNow,
  untilEnd,
  untilSettled,
} from './progress.ts';

/**
 * Brings a compute into its declared state: decides by its live state, takes one step, reads again, until nothing is left
 * to do. Because every step starts from what is there, a run that was interrupted is taken up by the next one.
 * @param live the compute as it was observed; undefined when there is none.
 */
export const attach = (task: AttachTask, live: LiveCompute | undefined): Promise<Outcome> =>
  untilEnd({ ...task, name: task.compute.name }, live, (hands, progress) =>
    takeStep(nextStep(task, progress), task, hands, progress),
  );

/** What attaching would come to, without a write: a compute that is stuck would fail. */
export function foresee(
  task: Pick<AttachTask, 'compute' | 'recreate'>,
  live: LiveCompute | undefined,
): Outcome {
  const step = decide(task.compute, live, task.recreate);
  const failure =
    step.kind === 'stuck' && computeStuck(task, step, { live, written: false, detached: false });
  return { live, changed: false, action: actionOf(step), ...(failure && { failure }) };
}

/** What this run has written itself, it does not detach again. */
const nextStep = ({ compute, recreate }: AttachTask, { live, written, detached }: Progress): Step =>
  decide(compute, live, written || detached ? 'never' : recreate);

async function takeStep(
  step: Step,
  task: AttachTask,
  hands: Hands,
  progress: Progress,
): Promise<End | undefined> {
  if (actionOf(step) !== 'none') progress.action ??= actionOf(step);
  switch (step.kind) {
    case 'nothing':
      return {};
    case 'wait':
      // Nothing can be attached until it is gone, whether anybody wants to wait or not.
      return hands.wait || isBeingDeleted(progress.live) ? untilSettled(hands) : {};
    case 'create':
      return progress.written ? { failure: computeDisappeared(task.compute) } : put(task, hands, progress);
    case 'update':
      return progress.written
        ? { failure: updateWithoutEffect(task.compute, step.differences) }
        : put(task, hands, progress);
    case 'recreate':
      hands.log(`${hands.name}: detaching, to attach it again (${reason(step.because, progress.live)})`);
      return detachAndSettle(hands, progress);
    case 'stuck':
      return { failure: computeStuck(task, step, progress) };
  }
}

const reason = (because: 'failed' | 'different', live: LiveCompute | undefined): string =>
  because === 'failed' ? `provisioning state ${live?.provisioningState}` : 'it differs from what is declared';

async function put(
  { compute, location }: AttachTask,
  hands: Hands,
  progress: Progress,
): Promise<End | undefined> {
  hands.log(`${hands.name}: ${progress.live ? 'updating' : 'attaching'}`);
  const write = await hands.put(definitionOf(compute, location, progress.live));
  if (write.kind !== 'accepted') return lookAgain(write, 'written', hands, progress);
  progress.written = true;
  progress.unsettled = 0;
  if (hands.wait) return untilSettled(hands, write.retryAfterMs);
  await readNow(hands);
  return {};
}
