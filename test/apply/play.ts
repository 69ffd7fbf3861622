import { jest } from '@jest/globals';
import type { AttachTask, Outcome } from '../../src/apply/hands.ts';
import type { ComputeAnswer, LiveCompute, WriteOutcome } from '../../src/azure/compute.ts';
import { aCompute } from '../fixtures.ts';
import { inTurn } from './answers.ts';
import { timeout } from './virtual-time.ts';

/** What Azure answers, one after the other, and what the run is asked to do. */
export interface Script {
  /** The compute as it was observed before. */
  readonly live?: LiveCompute;
  readonly reads?: readonly ComputeAnswer[];
  readonly puts?: readonly WriteOutcome[];
  readonly detaches?: readonly WriteOutcome[];
  readonly deadlineMs?: number;
  readonly task?: Partial<AttachTask>;
}

interface Played {
  readonly outcome: Omit<Outcome, 'action'>;
  readonly action: Outcome['action'];
  /** `put`, `detach` and `read` in the order in which they were sent. */
  readonly sent: readonly string[];
  readonly put: jest.Mock<AttachTask['put']>;
  readonly log: readonly string[];
}

/** Makes a function that plays scripts to `attach`, or to another way of working on a compute. */
export const player =
  (work: (task: AttachTask & { readonly name: string }, live: LiveCompute | undefined) => Promise<Outcome>) =>
  async ({
    live,
    reads = [],
    puts = [],
    detaches = [],
    deadlineMs = 3_600_000,
    task,
  }: Script): Promise<Played> => {
    const sent: string[] = [];
    const log: string[] = [];
    const scripted = <T>(name: string, answers: readonly T[]) => {
      const next = inTurn(name, answers);
      return () => {
        sent.push(name);
        return next();
      };
    };
    const put = jest.fn<AttachTask['put']>(scripted('put', puts));
    const { action, ...outcome } = await work(
      {
        name: 'gpu',
        compute: aCompute(),
        location: 'westeurope',
        recreate: 'when-failed',
        wait: true,
        timeoutMs: deadlineMs,
        signal: timeout(deadlineMs),
        log: (line) => log.push(line),
        read: scripted('read', reads),
        put,
        detach: scripted('detach', detaches),
        ...task,
      },
      live,
    );
    return { outcome, action, sent, put, log };
  };
