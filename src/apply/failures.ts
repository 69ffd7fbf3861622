import type { LiveCompute } from '../azure/compute.ts';
import type { Failure } from '../azure/failure.ts';
import { phaseOf, type Step } from '../plan/decide.ts';
import type { Difference } from '../plan/differences.ts';
import type { KubernetesCompute } from '../request/request.ts';
import type { AttachTask, Progress } from './attach.ts';
import { formatDuration } from './duration.ts';

/** The ways in which attaching can end badly though every request was answered. */

export const computeDisappeared = ({ name }: KubernetesCompute): Failure => ({
  operation: `attach the compute ${name}`,
  code: 'ComputeDisappeared',
  message: 'Azure accepted the compute, but it was gone before it was ready: somebody else detached it.',
  details: [],
});

export const updateWithoutEffect = ({ name }: KubernetesCompute, left: readonly Difference[]): Failure => ({
  operation: `update the compute ${name}`,
  code: 'UpdateWithoutEffect',
  message: `Azure accepted the update, but afterwards still has ${bothSides(left)}.`,
  details: [],
  advice: 'Declare what Azure has, or detach the compute and run again.',
});

export const timedOut = ({ compute, timeoutMs }: AttachTask, { live, written }: Progress): Failure => ({
  operation: `attach the compute ${compute.name}`,
  code: 'TimedOut',
  message: `The timeout of ${formatDuration(timeoutMs)} has passed; its provisioning state is ${live?.provisioningState ?? 'Absent'}.`,
  details: [],
  advice: written
    ? 'Azure goes on by itself: run again to join what is under way.'
    : 'Run again, with a longer timeout.',
});

/** The compute would have to be detached and attached again, and may not be. */
export function computeStuck(
  { compute, recreate }: AttachTask,
  { differences }: Extract<Step, { kind: 'stuck' }>,
  { live, written, detached }: Progress,
): Failure {
  if (live && phaseOf(live) === 'failed') return provisioningFailed(compute, live, written || detached);
  return {
    operation: `attach the compute ${compute.name}`,
    code: 'ComputeDiffers',
    message: `There is a compute of this name with ${bothSides(differences)}. Azure cannot change that in place, and recreate is ${recreate}.`,
    details: [],
    advice:
      'Choose another name, declare what Azure has, or set recreate to when-different to detach the compute and attach it again.',
  };
}

/** A compute says why it failed in a list of errors, which may be empty. */
function provisioningFailed({ name }: KubernetesCompute, live: LiveCompute, ownWork: boolean): Failure {
  const [first, ...others] = live.provisioningErrors;
  return {
    operation: `attach the compute ${name}`,
    code: first?.code || `Provisioning${live.provisioningState}`,
    message: first?.message || `Azure says ${live.provisioningState} and gives no reason.`,
    details: [
      ...(first?.details ?? []),
      ...others.flatMap(({ code, message, details }) => [{ code, message }, ...details]),
    ],
    advice: ownWork
      ? 'Put right what Azure names and run again: the failed compute is then detached and attached again.'
      : 'Set recreate to when-failed to detach the compute and attach it again.',
  };
}

const bothSides = (found: readonly Difference[]): string =>
  found.map(({ field, declared, live }) => `${field} ${live} where ${declared} is declared`).join(', ');
