import type { ComputeAnswer, ComputeDefinition, LiveCompute, WriteOutcome } from '../azure/compute.ts';
import type { Failure } from '../azure/failure.ts';
import type { Action } from '../plan/decide.ts';
import type { Compute, Recreate } from '../request/request.ts';

/** One compute and the hands to work on it with. */
export interface Hands {
  readonly name: string;
  /** False: end as soon as Azure has accepted the write. */
  readonly wait: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  read(): Promise<ComputeAnswer>;
  put(definition: ComputeDefinition): Promise<WriteOutcome>;
  detach(): Promise<WriteOutcome>;
}

/** What this run has seen and done so far. */
export interface Progress {
  live: LiveCompute | undefined;
  detached: boolean;
  written: boolean;
  /** What the declared state needed, once a step has told. */
  action: Action | undefined;
  /** Writes in a row that were postponed or whose answer was lost. */
  unsettled: number;
}

/** How it ended. */
export interface Outcome {
  /** The compute as Azure had it last; undefined when there is none. */
  readonly live: LiveCompute | undefined;
  /** True when Azure accepted a write. */
  readonly changed: boolean;
  /** What the declared state needs or needed; left out when there was nothing to do. */
  readonly action?: Action;
  readonly failure?: Failure;
}

/** A compute to bring into its declared state, and the hands to do it with. */
export interface AttachTask extends Omit<Hands, 'name'> {
  readonly compute: Compute;
  /** Location of the workspace, when it is known. */
  readonly location: string | undefined;
  readonly recreate: Recreate;
}
