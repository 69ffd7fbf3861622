import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { AttachTask, Outcome } from '../../src/apply/hands.ts';
import type { ComputeDefinition, LiveCompute, WriteOutcome } from '../../src/azure/compute.ts';
import { absent, found } from '../../src/azure/observed.ts';
import { differences } from '../../src/plan/differences.ts';
import { aCompute, aLiveCompute, ids, liveIdentity } from '../fixtures.ts';
import { accepted, lost, postponed } from './answers.ts';
import './virtual-time.ts';

const { attach } = await import('../../src/apply/attach.ts');

beforeEach(() => {
  jest.useFakeTimers();
});

const declared = aCompute();

/** What happens to a request: it is answered, its answer or itself is lost, or the run ends before or after it. */
type Fate = 'answered' | 'answer lost' | 'request lost' | 'run ends before' | 'run ends after';

class RunEnded extends Error {}

/** An Azure with one compute, in which operations take a while; requests are answered as `fates` says, then well. */
function simulate(initial: LiveCompute | undefined, operationMs: number, fates: readonly Fate[]) {
  const left = [...fates];
  let live = initial;
  let settled = initial && afterwards(initial);
  let settlesAt = performance.now() + operationMs;
  /** Writes that were carried out, and those of them that nobody needed. */
  const carriedOut = { put: 0, detach: 0, needless: 0 };

  const now = (): LiveCompute | undefined => {
    if (performance.now() >= settlesAt) live = settled;
    return live;
  };
  const start = (during: LiveCompute, end: LiveCompute | undefined) => {
    live = during;
    settled = end;
    settlesAt = performance.now() + operationMs;
  };
  const send = async <T>(carryOut: () => T, answerLost: T, requestLost: T): Promise<T> => {
    const fate = left.shift() ?? 'answered';
    if (fate === 'run ends before') throw new RunEnded();
    if (fate === 'request lost') return requestLost;
    const answer = carryOut();
    if (fate === 'run ends after') throw new RunEnded();
    return fate === 'answer lost' ? answerLost : answer;
  };
  const write = (kind: 'put' | 'detach', begin: (there: LiveCompute | undefined) => void) => () =>
    send<WriteOutcome>(
      () => {
        const there = now();
        if (isUnderWay(there)) return postponed;
        carriedOut[kind] += 1;
        if (isAsDeclared(there)) carriedOut.needless += 1;
        begin(there);
        return accepted;
      },
      lost,
      lost,
    );

  const read = async () => {
    const there = now();
    const answer = there ? found(there) : absent;
    return send(() => answer, answer, answer);
  };
  const put = (definition: ComputeDefinition) =>
    write('put', (there) => {
      // On one that is there, Azure takes the new identity and, without a word, nothing else.
      const { resourceId, attaches } = definition;
      const namespace = attaches.computeType === 'Kubernetes' ? attaches.namespace : undefined;
      const made = there ?? aLiveCompute({ resourceId, namespace });
      const settled = { ...made, identity: liveIdentity(definition.identity) };
      start({ ...settled, provisioningState: there ? 'Updating' : 'Creating' }, settled);
    })();
  const detach = write('detach', (there) => {
    if (there) start({ ...there, provisioningState: 'Deleting' }, undefined);
  });
  return { read, put, detach, now, carriedOut };
}

const isUnderWay = (live: LiveCompute | undefined): boolean =>
  live !== undefined && ['Creating', 'Updating', 'Deleting'].includes(live.provisioningState);

const isAsDeclared = (live: LiveCompute | undefined): boolean =>
  live?.provisioningState === 'Succeeded' && differences(declared, live).length === 0;

function afterwards(live: LiveCompute): LiveCompute | undefined {
  if (live.provisioningState === 'Deleting') return undefined;
  return isUnderWay(live) ? { ...live, provisioningState: 'Succeeded' } : live;
}

const initial = fc.option(
  fc
    .record({
      provisioningState: fc.constantFrom(
        'Succeeded',
        'Failed',
        'Canceled',
        'Creating',
        'Updating',
        'Deleting',
      ),
      resourceId: fc.constantFrom(ids.aks, ids.otherAks),
      namespace: fc.constantFrom('default', 'jobs'),
      identity: fc.constantFrom<LiveCompute['identity']>(
        liveIdentity({ type: 'None' }),
        liveIdentity({ type: 'SystemAssigned' }),
      ),
    })
    .map(aLiveCompute),
  { nil: undefined },
);
const operationMs = fc.integer({ min: 0, max: 60_000 });
const fates = (...choices: readonly Fate[]) => fc.array(fc.constantFrom(...choices), { maxLength: 12 });

/** One run; undefined when something ended it. */
async function run(
  azure: ReturnType<typeof simulate>,
  task: Partial<AttachTask> = {},
): Promise<Outcome | undefined> {
  try {
    return await attach(
      {
        compute: declared,
        location: 'westeurope',
        recreate: 'when-different',
        wait: true,
        timeoutMs: 3_600_000,
        signal: new AbortController().signal,
        log: () => undefined,
        ...azure,
        ...task,
      },
      azure.now(),
    );
  } catch (error) {
    if (error instanceof RunEnded) return undefined;
    throw error;
  }
}

/** Runs until a run ends by itself and well, which it must after the fates are used up. */
async function runAgainAndAgain(
  azure: ReturnType<typeof simulate>,
  task?: Partial<AttachTask>,
): Promise<Outcome> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const outcome = await run(azure, task);
    if (outcome && !outcome.failure) return outcome;
  }
  throw new Error('does not converge');
}

describe('from any state of the compute', () => {
  test('a run reaches what is declared, with just the writes that this takes', async () => {
    await fc.assert(
      fc.asyncProperty(initial, operationMs, async (live, takes) => {
        const azure = simulate(live, takes, []);
        const outcome = await run(azure);
        const changed = azure.carriedOut.put > 0;
        const action = changed ? { action: expect.any(String) } : {};
        expect(outcome).toEqual({ live: aLiveCompute(), changed, ...action });
        expect(azure.carriedOut.put).toBeLessThanOrEqual(1);
        expect(azure.carriedOut.detach).toBeLessThanOrEqual(azure.carriedOut.put);
        expect(azure.carriedOut.needless).toBe(0);
      }),
    );
  });

  test('lost requests and lost answers change nothing of that', async () => {
    await fc.assert(
      fc.asyncProperty(
        initial,
        operationMs,
        fates('answered', 'answer lost', 'request lost'),
        async (live, takes, each) => {
          const azure = simulate(live, takes, each);
          const outcome = await runAgainAndAgain(azure);
          expect(outcome.live).toEqual(aLiveCompute());
          expect(azure.carriedOut).toMatchObject({ needless: 0 });
          expect(azure.carriedOut.put).toBeLessThanOrEqual(1);
          expect(azure.carriedOut.detach).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('runs that end at any step are taken up by the next', async () => {
    const any = fates('answered', 'answer lost', 'request lost', 'run ends before', 'run ends after');
    await fc.assert(
      fc.asyncProperty(initial, operationMs, any, fc.boolean(), async (live, takes, each, wait) => {
        const azure = simulate(live, takes, each);
        await runAgainAndAgain(azure, { wait });
        expect((await runAgainAndAgain(azure)).live).toEqual(aLiveCompute());
        expect(azure.carriedOut).toMatchObject({ needless: 0 });
        expect(azure.carriedOut.put).toBeLessThanOrEqual(1);
        expect(azure.carriedOut.detach).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  test('a run after that writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(initial, operationMs, async (live, takes) => {
        const azure = simulate(live, takes, []);
        await run(azure);
        const before = { ...azure.carriedOut };
        expect(await run(azure)).toEqual({ live: aLiveCompute(), changed: false });
        expect(azure.carriedOut).toEqual(before);
      }),
    );
  });
});
