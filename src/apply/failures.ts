import type { LiveCompute } from '../azure/compute.ts';
import { type Failure, FailureError } from '../azure/failure.ts';
import { phaseOf } from '../azure/phase.ts';
import type { Step } from '../plan/decide.ts';
import type { Difference } from '../plan/differences.ts';
import type { Compute } from '../request/request.ts';
import { formatDuration } from './duration.ts';
import type { AttachTask, Hands, Progress } from './hands.ts';

/** The ways in which a run can end badly though every request was answered. */

/** What an error says went wrong, when nothing nearer to it has told. */
export function failureOf(error: unknown, end: AbortSignal): Failure {
  if (error instanceof FailureError) return error.failure;
  if (end.aborted) return interruptedEarly(end);
  const message = error instanceof Error ? error.message : String(error);
  return { operation: 'finish', code: 'UnexpectedError', message, details: [] };
}

export const computeDisappeared = ({ name }: Compute): Failure => ({
  operation: `attach the compute ${name}`,
  code: 'ComputeDisappeared',
  message: 'Azure accepted the compute, but it was gone before it was ready: somebody else detached it.',
  details: [],
});

export const updateWithoutEffect = ({ name }: Compute, left: readonly Difference[]): Failure => ({
  operation: `update the compute ${name}`,
  code: 'UpdateWithoutEffect',
  message: `Azure accepted the update, but afterwards still has ${bothSides(left)}.`,
  details: [],
  advice: 'Declare what Azure has, or detach the compute and run again.',
});

/** A run that its timeout or its job's end cut short while it worked on a compute. */
export const interrupted = ({ name, timeoutMs, signal }: Hands, { live, written }: Progress): Failure => ({
  operation: `wait for the compute ${name}`,
  code: interruptionCode(signal),
  message: `${interruptionCause(signal, timeoutMs)}; its provisioning state is ${live?.provisioningState ?? 'Absent'}.`,
  details: [],
  advice:
    written || signal.reason?.name !== timeoutName
      ? 'Azure goes on by itself with what it has accepted: run again to join what is under way.'
      : 'Run again, with a longer timeout.',
});

/** A run that was cut short before it had written anything. */
export const interruptedEarly = (signal: AbortSignal): Failure => ({
  operation: 'finish in time',
  code: interruptionCode(signal),
  message: `${interruptionCause(signal)}; nothing has been written.`,
  details: [],
});

/** A run that was cut short while what it had written for prerequisites was not to be seen yet. */
export const interruptedRepairs = (signal: AbortSignal): Failure => ({
  operation: 'see the prerequisites put right',
  code: interruptionCode(signal),
  message: `${interruptionCause(signal)}; what was written for them had not taken effect.`,
  details: [],
  advice: 'Azure goes on by itself: run again in a few minutes.',
});

/** Name of the error with which `AbortSignal.timeout` ends. */
const timeoutName = 'TimeoutError';

const interruptionCode = ({ reason }: AbortSignal): string =>
  reason?.name === timeoutName ? 'TimedOut' : 'Cancelled';

function interruptionCause({ reason }: AbortSignal, timeoutMs?: number): string {
  if (reason?.name !== timeoutName) return 'The job was cancelled';
  return `The timeout${timeoutMs === undefined ? '' : ` of ${formatDuration(timeoutMs)}`} has passed`;
}

/** The compute would have to be detached and attached again, and may not be. */
export function computeStuck(
  { compute, recreate }: Pick<AttachTask, 'compute' | 'recreate'>,
  { differences }: Extract<Step, { kind: 'stuck' }>,
  { live, written, detached }: Pick<Progress, 'live' | 'written' | 'detached'>,
): Failure {
  if (live && detached && !written) return detachWithoutEffect(compute.name, live);
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

export const detachWithoutEffect = (
  name: string,
  { provisioningState, provisioningErrors }: LiveCompute,
): Failure => ({
  operation: `detach the compute ${name}`,
  code: 'DetachWithoutEffect',
  message: `Azure accepted the detach, but afterwards still has the compute, with provisioning state ${provisioningState}.`,
  details: provisioningErrors.flatMap(({ code, message, details }) => [{ code, message }, ...details]),
  advice: 'Run again; if it stays, detach it in Studio, which tells what keeps it.',
});

/** A compute says why it failed in a list of errors, which may be empty. */
function provisioningFailed({ name }: Compute, live: LiveCompute, ownWork: boolean): Failure {
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
  found
    .map(
      ({ field, declared, live }) =>
        `${field} ${live || 'nothing'} where ${declared || 'nothing'} is declared`,
    )
    .join(', ');
