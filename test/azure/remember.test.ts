import { expect, jest, test } from '@jest/globals';
import * as v from 'valibot';
import { found, type Observed } from '../../src/azure/observed.ts';
import { type Read, type ResourceManager, remember } from '../../src/azure/resource-manager.ts';
import { ids, unreadable } from '../fixtures.ts';

const aRead = (changes: Partial<Read<unknown>> = {}): Read<unknown> => ({
  what: 'the cluster',
  path: ids.aks,
  apiVersion: '2024-09-01',
  shape: v.unknown(),
  ...changes,
});

/** An Azure that numbers its answers. */
function numbered() {
  const next: jest.Mock<() => Promise<Observed<never>>> = jest.fn(async () =>
    found(next.mock.calls.length as never),
  );
  const arm: ResourceManager = { get: next, list: next };
  return { next, remembering: remember(arm) };
}

test.each<[string, Partial<Read<unknown>>]>([
  ['read again', {}],
  ['asked for by another name', { what: 'something else' }],
  ['written in another letter case', { path: ids.aks.toUpperCase() }],
  ['asked for without parameters', { query: {} }],
])('what is %s is read once', async (_, changes) => {
  const { next, remembering } = numbered();
  const first = remembering.get(aRead());
  expect(await remembering.get(aRead(changes))).toEqual(await first);
  expect(await remembering.get(aRead(changes))).toEqual(found(1));
  expect(next).toHaveBeenCalledTimes(1);
});

test.each<[string, Partial<Read<unknown>>]>([
  ['another resource', { path: ids.arc }],
  ['the same with other parameters', { query: { $expand: 'instanceView' } }],
])('%s is read by itself', async (_, changes) => {
  const { remembering } = numbered();
  await remembering.get(aRead());
  expect(await remembering.get(aRead(changes))).toEqual(found(2));
});

test('a resource and a list at the same path are read each', async () => {
  const { next, remembering } = numbered();
  await remembering.get(aRead());
  expect(await remembering.list(aRead())).toEqual(found(2));
  expect(await remembering.list(aRead())).toEqual(found(2));
  expect(next).toHaveBeenCalledTimes(2);
});

test('what could not be read stays unreadable', async () => {
  const get = jest.fn<() => Promise<Observed<never>>>().mockResolvedValueOnce(unreadable());
  const remembering = remember({ get, list: get });
  await remembering.get(aRead());
  expect(await remembering.get(aRead())).toEqual(unreadable());
});

test('what one run remembers, another does not', async () => {
  const { next } = numbered();
  for (const arm of [
    { get: next, list: next },
    { get: next, list: next },
  ])
    await remember(arm).get(aRead());
  expect(next).toHaveBeenCalledTimes(2);
});
