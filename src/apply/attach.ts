import { setTimeout as sleep } from 'node:timers/promises';
import type { ComputeAnswer, ComputeDefinition, LiveCompute, WriteOutcome } from '../azure/compute.ts';
import { type Failure, FailureError } from '../azure/failure.ts';
import { formatResourceId } from '../azure/resource-id.ts';
import { decide, type Step } from '../plan/decide.ts';
import type { KubernetesCompute, Recreate } from '../request/request.ts';
import { formatDuration } from './duration.ts';
import { computeDisappeared, computeStuck, timedOut, updateWithoutEffect } from './failures.ts';
import { waitUntilSettled } from './wait.ts';

/** One compute to bring into its declared state, and the hands to do it with. */
export interface AttachTask {
  readonly compute: KubernetesCompute;
  /** Location of the workspace, when it is known. */
  readonly location: string | undefined;
  readonly recreate: Recreate;
  /** False: end as soon as Azure has accepted the write. */
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  read(): Promise<ComputeAnswer>;
  put(definition: ComputeDefinition): Promise<WriteOutcome>;
  detach(): Promise<WriteOutcome>;
}

/** How it ended. */
export interface Outcome {
  /** The compute as Azure had it last; undefined when there is none. */
  readonly live: LiveCompute | undefined;
  /** True when Azure accepted a write. */
  readonly changed: boolean;
  readonly failure?: Failure;
}

/** What this run has seen and done so far. */
export interface Progress {
  live: LiveCompute | undefined;
  detached: boolean;
  written: boolean;
  /** Writes in a row that were postponed or whose answer was lost. */
  unsettled: number;
}

/**
 * Brings a compute into its declared state: decides by its live state, takes one step, reads again, until nothing is left
 * to do. Because every step starts from what is there, a run that was interrupted is taken up by the next one.
 * @param live the compute as it was observed; undefined when there is none.
 */
export async function attach(task: AttachTask, live: LiveCompute | undefined): Promise<Outcome> {
  const progress: Progress = { live, detached: false, written: false, unsettled: 0 };
  const watched: AttachTask = { ...task, read: () => readInto(progress, task) };
  try {
    for (;;) {
      const end = await takeStep(nextStep(task, progress), watched, progress);
      if (end) return outcome(progress, end.failure);
    }
  } catch (error) {
    if (task.signal.aborted) return outcome(progress, timedOut(task, progress));
    if (error instanceof FailureError) return outcome(progress, error.failure);
    throw error;
  }
}

/** The way ends here, well or with a failure. */
interface End {
  readonly failure?: Failure;
}

/** What this run has written itself, it does not detach again. */
const nextStep = ({ compute, recreate }: AttachTask, { live, written, detached }: Progress): Step =>
  decide(compute, live, written || detached ? 'never' : recreate);

async function takeStep(step: Step, task: AttachTask, progress: Progress): Promise<End | undefined> {
  switch (step.kind) {
    case 'nothing':
      return {};
    case 'wait':
      return task.wait || progress.detached ? untilSettled(task) : {};
    case 'create':
      return progress.written ? { failure: computeDisappeared(task.compute) } : put(task, progress);
    case 'update':
      return progress.written
        ? { failure: updateWithoutEffect(task.compute, step.differences) }
        : put(task, progress);
    case 'recreate':
      return detach(task, progress, step.because);
    case 'stuck':
      return { failure: computeStuck(task, step, progress) };
  }
}

async function put(task: AttachTask, progress: Progress): Promise<End | undefined> {
  const { compute, location, log } = task;
  log(`${compute.name}: ${progress.live ? 'updating' : 'attaching'}`);
  const write = await task.put({
    location,
    resourceId: formatResourceId(compute.cluster.id),
    namespace: compute.namespace,
    identity: compute.identity,
    replaces: progress.live !== undefined,
  });
  if (write.kind !== 'accepted') return lookAgain(write, task, progress);
  progress.written = true;
  progress.unsettled = 0;
  if (task.wait) return untilSettled(task, write.retryAfterMs);
  await readNow(task);
  return {};
}

async function detach(
  task: AttachTask,
  progress: Progress,
  because: 'failed' | 'different',
): Promise<End | undefined> {
  const reason =
    because === 'failed'
      ? `provisioning state ${progress.live?.provisioningState}`
      : 'it differs from what is declared';
  task.log(`${task.compute.name}: detaching, to attach it again (${reason})`);
  const write = await task.detach();
  if (write.kind !== 'accepted') return lookAgain(write, task, progress);
  progress.detached = true;
  progress.unsettled = 0;
  return untilSettled(task, write.retryAfterMs);
}

const mostUnsettledWrites = 5;
const unsettledPauseMs = 2_000;

/** Whether a write without a clear answer was carried out, the next read tells. */
async function lookAgain(
  write: Exclude<WriteOutcome, { kind: 'accepted' }>,
  task: AttachTask,
  progress: Progress,
): Promise<End | undefined> {
  progress.unsettled += 1;
  if (write.kind === 'refused' || progress.unsettled > mostUnsettledWrites) return { failure: write.failure };
  const pauseMs = write.retryAfterMs ?? unsettledPauseMs * progress.unsettled;
  const { code, message } = write.failure;
  task.log(`${task.compute.name}: ${code}: ${message} Looking again in ${formatDuration(pauseMs)}.`);
  await sleep(pauseMs, undefined, { signal: task.signal });
  const wasThere = progress.live !== undefined;
  await readNow(task);
  // A compute that came into being after a lost write is taken for this run's own.
  if (write.kind === 'lost' && !wasThere && progress.live) progress.written = true;
  return undefined;
}

async function untilSettled(
  { compute, read, log, signal }: AttachTask,
  retryAfterMs?: number,
): Promise<undefined> {
  await waitUntilSettled({ name: compute.name, read, log, signal }, retryAfterMs);
}

async function readNow({ read }: AttachTask): Promise<void> {
  const answer = await read();
  if (answer.state === 'unreadable') throw new FailureError(answer.failure);
}

/** Every read is remembered, so that an end at any moment reports what was seen last. */
async function readInto(progress: Progress, task: AttachTask): Promise<ComputeAnswer> {
  const answer = await task.read();
  if (answer.state !== 'unreadable') progress.live = answer.state === 'found' ? answer.value : undefined;
  return answer;
}

const outcome = ({ live, written, detached }: Progress, failure?: Failure): Outcome => ({
  live,
  changed: written || detached,
  ...(failure && { failure }),
});
