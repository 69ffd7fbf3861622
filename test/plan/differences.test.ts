import { expect, test } from '@jest/globals';
import type { LiveCompute, ManagedIdentity } from '../../src/azure/compute.ts';
import { differences } from '../../src/plan/differences.ts';
import type { KubernetesCompute } from '../../src/request/request.ts';
import { aCompute, aLiveCompute, arc, ids, liveFrom, liveIdentity, userAssigned } from '../fixtures.ts';

const system: ManagedIdentity = { type: 'SystemAssigned' };
const one = userAssigned(ids.identity);
const other = userAssigned(ids.otherIdentity);
const both = userAssigned(ids.identity, ids.otherIdentity);

test.each<[string, Partial<KubernetesCompute>, Partial<LiveCompute>]>([
  ['what was declared', {}, {}],
  ['a cluster ID in another letter case', {}, { resourceId: ids.aks.toLowerCase() }],
  ['a compute type in another letter case', {}, { computeType: 'KUBERNETES' }],
  ['no namespace where the default one is declared', {}, { namespace: undefined }],
  ['the system-assigned identity', { identity: system }, { identity: liveIdentity(system) }],
  ['the first of two identities only', { identity: both }, { identity: liveIdentity(one) }],
  [
    'the identities in another order',
    { identity: both },
    { identity: liveIdentity(userAssigned(ids.otherIdentity, ids.identity)) },
  ],
  [
    'an identity in another letter case',
    { identity: one },
    { identity: liveIdentity(userAssigned(ids.identity.toUpperCase())) },
  ],
])('%s is no difference', (_, declared, live) => {
  expect(differences(aCompute(declared), aLiveCompute(live))).toEqual([]);
});

test.each<[string, Partial<KubernetesCompute>, Partial<LiveCompute>, object]>([
  [
    'resource-id',
    {},
    { resourceId: ids.otherAks },
    { declared: ids.aks, live: ids.otherAks, inPlace: false },
  ],
  ['resource-id', {}, { resourceId: undefined }, { declared: ids.aks, live: '', inPlace: false }],
  [
    'namespace',
    { namespace: 'jobs' },
    { namespace: undefined },
    { declared: 'jobs', live: 'default', inPlace: false },
  ],
  [
    'namespace',
    { namespace: 'jobs' },
    { namespace: 'Jobs' },
    { declared: 'jobs', live: 'Jobs', inPlace: false },
  ],
  ['identity', { identity: system }, {}, { declared: 'SystemAssigned', live: 'None', inPlace: true }],
  [
    'identity',
    {},
    { identity: liveIdentity(one) },
    { declared: 'None', live: `UserAssigned ${ids.identity}`, inPlace: true },
  ],
  [
    'identity',
    { identity: one },
    { identity: liveIdentity(other) },
    { declared: `UserAssigned ${ids.identity}`, live: `UserAssigned ${ids.otherIdentity}`, inPlace: true },
  ],
  ['identity', { identity: both }, { identity: liveIdentity(other) }, { inPlace: true }],
  ['identity', { identity: one }, { identity: liveIdentity(both) }, { inPlace: true }],
])('%s: a difference shows both sides', (field, declared, live, sides) => {
  expect(differences(aCompute(declared), aLiveCompute(live))).toEqual([
    expect.objectContaining({ field, ...sides }),
  ]);
});

test('of a compute of another type, only the type is compared', () => {
  const found = differences(aCompute(), aLiveCompute({ computeType: 'AmlCompute', resourceId: undefined }));
  expect(found).toEqual([{ field: 'type', declared: 'kubernetes', live: 'AmlCompute', inPlace: false }]);
});

test('every field that differs is told', () => {
  const found = differences(
    aCompute({ cluster: arc, namespace: 'jobs', identity: one }),
    liveFrom(aCompute()),
  );
  expect(found.map(({ field }) => field)).toEqual(['resource-id', 'namespace', 'identity']);
});
