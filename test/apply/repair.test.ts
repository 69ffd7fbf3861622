import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { RepairTask, View } from '../../src/apply/repair.ts';
import type { Repair } from '../../src/azure/repair.ts';
import type { Finding } from '../../src/checks/finding.ts';
import { aFacts, aFailure, aFinding, ids } from '../fixtures.ts';
import { duration, timeout } from './virtual-time.ts';

const { putRight } = await import('../../src/apply/repair.ts');

beforeEach(() => {
  jest.useFakeTimers();
});

const repair = (what: string): Repair => ({
  what,
  path: `${ids.aks}/x`,
  apiVersion: '2024-01-01',
  body: {},
  action: 'x/write',
  on: 'cluster',
  scope: ids.aks,
});
const roles = [repair('the first role'), repair('the second role')];
const broken = aFinding({
  check: 'role-assignments',
  severity: 'error',
  fix: { advice: 'Assign the roles.', commands: [], repairs: roles },
});
const mended = aFinding({ check: 'role-assignments' });
/** Still wrong, with nothing that the run could write. */
const beyond = aFinding({ check: 'role-assignments', severity: 'error' });
/** On its way: nothing has to be written any longer. */
const coming = { ...broken, fix: { advice: 'Wait.', commands: [], repairs: [] } };

const view = (...findings: readonly Finding[]): View => ({ facts: aFacts(), findings });

/** How repairs are told: the first so many of them made. */
const told = (made: number) => roles.map(({ what }, index) => ({ what, made: index < made }));

/** Puts right what was seen; looking again shows one view after the other, the last of them for good. */
async function play(seen: View, views: readonly View[] = [], changes: Partial<RepairTask> = {}) {
  const left = [...views];
  const write = jest.fn<RepairTask['write']>().mockResolvedValue(undefined);
  const result = await putRight(seen, {
    mayWrite: true,
    fixes: new Set(['role-assignments']),
    failOn: 'error',
    signal: timeout(3_600_000),
    log: () => undefined,
    write,
    look: async () => (left.length > 1 ? left.shift() : left[0]) ?? seen,
    ...changes,
  });
  return { result, written: write.mock.calls.map(([{ what }]) => what) };
}

test('what is wrong is written, and looked at until it can be seen to hold', async () => {
  const { result, written } = await play(view(broken), [view(broken), view(mended)]);
  expect(written).toEqual(['the first role', 'the second role']);
  expect(result).toEqual({ ...view(mended), repairs: told(2) });
});

describe('nothing is written', () => {
  const other = aFinding({ check: 'workspace', severity: 'error' });
  test.each<[string, View, Partial<RepairTask>, ReturnType<typeof told>]>([
    ['when all is right', view(mended), {}, []],
    ['when nobody asked for it', view(broken), { fixes: new Set() }, []],
    ['in a plan, which only tells it', view(broken), { mayWrite: false }, told(0)],
    ['when something else stands in the way', view(broken, other), {}, told(0)],
    [
      'when a warning stands in the way',
      view(broken, { ...other, severity: 'warning' }),
      { failOn: 'warning' },
      told(0),
    ],
    ['for a mere notice', view({ ...broken, severity: 'notice' }), {}, []],
  ])('%s', async (_, seen, changes, repairs) => {
    const { result, written } = await play(seen, [], changes);
    expect(written).toEqual([]);
    expect(result).toEqual({ ...seen, repairs });
  });
});

test.each([
  ['the first', 0],
  ['the second', 1],
])('when Azure refuses %s repair, those before it are told as made', async (_, made) => {
  const write = jest.fn<RepairTask['write']>().mockResolvedValue(aFailure());
  for (let count = 0; count < made; count += 1) write.mockResolvedValueOnce(undefined);
  const { result } = await play(view(broken), [], { write });
  expect(result).toEqual({ ...view(broken), repairs: told(made), failure: aFailure() });
});

test('a repair without effect is looked at for a quarter of an hour', async () => {
  const minutes = (await duration(() => play(view(broken), [view(broken)]))) / 60_000;
  expect(minutes).toBeGreaterThan(14.9);
  expect(minutes).toBeLessThan(15.5);
});

test('a repair that has failed is not waited for', async () => {
  expect(await duration(() => play(view(broken), [view(beyond)]))).toBe(0);
});

test('what an earlier run has written is only waited for', async () => {
  const { result, written } = await play(view(coming), [view(coming), view(mended)]);
  expect(written).toEqual([]);
  expect(result).toEqual({ ...view(mended), repairs: [] });
});

test('the deadline ends the wait, and what was written is told', async () => {
  const signal = timeout(60_000);
  const { result } = await play(view(broken), [view(broken)], { signal });
  expect(result).toMatchObject({ ...view(broken), repairs: told(2), failure: { code: 'TimedOut' } });
});
