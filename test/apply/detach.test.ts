import { beforeEach, expect, jest, test } from '@jest/globals';
import { aLiveCompute } from '../fixtures.ts';
import { accepted, gone, lost, postponed, refused, state } from './answers.ts';
import { player, type Script } from './play.ts';

const { detach } = await import('../../src/apply/detach.ts');
const play = player(detach);

beforeEach(() => {
  jest.useFakeTimers();
});

const live = aLiveCompute();
const deleting = aLiveCompute({ provisioningState: 'Deleting' });
const noWait = { wait: false };

test.each<[string, Script, object, string[]]>([
  ['is absent is as it should be', {}, { live: undefined, changed: false }, []],
  [
    'is attached is detached and waited for',
    { live, detaches: [accepted], reads: [state('Deleting'), gone] },
    { live: undefined, changed: true },
    ['detach', 'read', 'read'],
  ],
  [
    'has failed is detached',
    { live: aLiveCompute({ provisioningState: 'Failed' }), detaches: [accepted], reads: [gone] },
    { live: undefined, changed: true },
    ['detach', 'read'],
  ],
  [
    'is being detached is joined',
    { live: deleting, reads: [state('Deleting'), gone] },
    { live: undefined, changed: false },
    ['read', 'read'],
  ],
  [
    'is being attached is detached when that has ended',
    {
      live: aLiveCompute({ provisioningState: 'Creating' }),
      reads: [state('Succeeded'), gone],
      detaches: [accepted],
    },
    { live: undefined, changed: true },
    ['read', 'detach', 'read'],
  ],
  [
    'is attached is not waited for when nobody wants to',
    { live, detaches: [accepted], reads: [state('Deleting')], task: noWait },
    { live: deleting, changed: true },
    ['detach', 'read'],
  ],
  [
    'is being detached is not waited for when nobody wants to',
    { live: deleting, task: noWait },
    { live: deleting, changed: false },
    [],
  ],
  [
    'lost the answer, but was detached, is not detached again',
    { live, detaches: [lost], reads: [state('Deleting'), gone] },
    { live: undefined, changed: true },
    ['detach', 'read', 'read'],
  ],
  [
    'lost the request is detached again',
    { live, detaches: [lost, accepted], reads: [state('Succeeded'), gone] },
    { live: undefined, changed: true },
    ['detach', 'read', 'detach', 'read'],
  ],
  [
    'is being detached by another run is joined',
    { live, detaches: [postponed], reads: [state('Deleting'), gone] },
    { live: undefined, changed: false },
    ['detach', 'read', 'read'],
  ],
])('a compute that %s', async (_, script, outcome, requests) => {
  const played = await play(script);
  expect(played.outcome).toEqual(outcome);
  expect(played.sent).toEqual(requests);
});

test.each<[string, Script, string]>([
  ['Azure refuses it', { live, detaches: [refused] }, 'BadRequest'],
  [
    'the compute is still there afterwards',
    { live, detaches: [accepted], reads: [state('Succeeded')] },
    'DetachWithoutEffect',
  ],
  [
    'it takes too long',
    { live, detaches: [accepted], reads: Array(50).fill(state('Deleting')), deadlineMs: 60_000 },
    'TimedOut',
  ],
])('fails when %s', async (_, script, code) => {
  expect((await play(script)).outcome).toMatchObject({ failure: { code } });
});
