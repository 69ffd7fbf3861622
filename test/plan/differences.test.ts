import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceType, LiveCompute, ManagedIdentity } from '../../src/azure/compute.ts';
import { differences } from '../../src/plan/differences.ts';
import type { KubernetesCompute } from '../../src/request/request.ts';
import {
  aCompute,
  aLiveCompute,
  aMachineCompute,
  arc,
  ids,
  liveFrom,
  liveIdentity,
  someSsh,
  userAssigned,
} from '../fixtures.ts';

const system: ManagedIdentity = { type: 'SystemAssigned' };
const one = userAssigned(ids.identity);
const other = userAssigned(ids.otherIdentity);
const both = userAssigned(ids.identity, ids.otherIdentity);

const aType = (changes: Partial<InstanceType> = {}): InstanceType => ({
  nodeSelector: { pool: 'gpu' },
  requests: { cpu: '500m' },
  limits: { cpu: '1', memory: '2Gi' },
  ...changes,
});

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
  [
    'an identity where none is declared to be compared',
    { identity: undefined },
    { identity: liveIdentity(one) },
  ],
  ['a description where none is declared', {}, { description: 'By policy' }],
  ['no description where an empty one is declared', { description: '' }, { description: undefined }],
  ['a tag that Azure adds', { tags: { team: 'vision' } }, { tags: { team: 'vision', cost: '42' } }],
  ['a tag where none are declared', {}, { tags: { cost: '42' } }],
  [
    "Azure's own instance type and default",
    { instanceTypes: { big: aType() } },
    {
      instanceTypes: { big: aType(), defaultinstancetype: aType() },
      defaultInstanceType: 'defaultinstancetype',
    },
  ],
  ['an instance type where none are declared', {}, { instanceTypes: { big: aType() } }],
  [
    'a quantity that is written in another way',
    { instanceTypes: { big: aType() } },
    {
      instanceTypes: {
        big: aType({ requests: { cpu: '0.5' }, limits: { cpu: '1000m', memory: '2048Mi' } }),
      },
    },
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
  [
    'description',
    { description: 'New' },
    { description: 'Old' },
    { declared: 'New', live: 'Old', inPlace: true },
  ],
  ['description', { description: '' }, { description: 'Old' }, { declared: '', live: 'Old', inPlace: true }],
  [
    'tags.team',
    { tags: { team: 'vision', cost: '42' } },
    { tags: { team: 'Vision', cost: '42' } },
    { declared: 'vision', live: 'Vision', inPlace: true },
  ],
  ['tags.toString', { tags: { toString: 'x' } }, { tags: {} }, { declared: 'x', live: '', inPlace: true }],
  [
    'defaultInstanceType',
    { defaultInstanceType: 'big' },
    { defaultInstanceType: undefined },
    { declared: 'big', live: '', inPlace: false },
  ],
  [
    'instanceTypes.big.nodeSelector.gpus',
    { instanceTypes: { big: aType({ nodeSelector: { gpus: '1' } }) } },
    { instanceTypes: { big: aType({ nodeSelector: { gpus: '1000m' } }) } },
    { declared: '1', live: '1000m', inPlace: false },
  ],
  [
    'instanceTypes.big',
    { instanceTypes: { big: aType() } },
    {},
    {
      declared: 'nodeSelector.pool gpu, requests.cpu 500m, limits.cpu 1, limits.memory 2Gi',
      live: '',
      inPlace: false,
    },
  ],
])('%s: a difference shows both sides', (field, declared, live, sides) => {
  expect(differences(aCompute(declared), aLiveCompute({ instanceTypes: {}, ...live }))).toEqual([
    expect.objectContaining({ field, ...sides }),
  ]);
});

test.each<[string, Partial<InstanceType>, string, string]>([
  ['nodeSelector.pool', { nodeSelector: { pool: 'GPU' } }, 'gpu', 'GPU'],
  ['nodeSelector.zone', { nodeSelector: { pool: 'gpu', zone: '1' } }, '', '1'],
  ['requests.cpu', { requests: {} }, '500m', ''],
  ['limits.memory', { limits: { cpu: '1', memory: '2G' } }, '2Gi', '2G'],
  ['limits.nvidia.com/gpu', { limits: { ...aType().limits, 'nvidia.com/gpu': '1' } }, '', '1'],
])('of an instance type, %s is compared by itself', (field, live, declaredValue, liveValue) => {
  const declared = aCompute({ instanceTypes: { big: aType() } });
  expect(differences(declared, aLiveCompute({ instanceTypes: { big: aType(live) } }))).toEqual([
    { field: `instanceTypes.big.${field}`, declared: declaredValue, live: liveValue, inPlace: false },
  ]);
});

test('of a compute of another type, only the type is compared', () => {
  const found = differences(aCompute(), aLiveCompute({ computeType: 'AmlCompute', resourceId: undefined }));
  expect(found).toEqual([{ field: 'type', declared: 'kubernetes', live: 'AmlCompute', inPlace: false }]);
  expect(differences(aMachineCompute(), aLiveCompute())).toEqual([
    { field: 'type', declared: 'virtualmachine', live: 'Kubernetes', inPlace: false },
  ]);
});

test('every field that differs is told', () => {
  const declared = {
    cluster: arc,
    namespace: 'jobs',
    identity: one,
    description: 'x',
    tags: { a: 'b', c: 'd' },
  };
  const found = differences(aCompute(declared), liveFrom(aCompute()));
  expect(found.map(({ field }) => field)).toEqual([
    ...['resource-id', 'namespace', 'identity', 'description', 'tags.a', 'tags.c'],
  ]);
});

test.each<[string, Partial<LiveCompute>, object[]]>([
  ['as declared', {}, []],
  ['whose port Azure does not tell', { sshPort: undefined }, []],
  [
    'with another port',
    { sshPort: 2222 },
    [{ field: 'ssh-port', declared: '22', live: '2222', inPlace: false }],
  ],
  [
    'of another machine',
    { resourceId: ids.aks },
    [{ field: 'resource-id', declared: ids.vm, live: ids.aks, inPlace: false }],
  ],
  ['with a tag', { tags: { a: 'b' } }, []],
  ['without its tag', { tags: {} }, [{ field: 'tags.a', declared: 'b', live: '', inPlace: true }]],
])('a virtual machine %s', (_, live, expected) => {
  const declared = aMachineCompute({ tags: { a: 'b' }, ssh: someSsh({ privateKey: 'KEY' }) });
  const attached = {
    computeType: 'VirtualMachine',
    resourceId: ids.vm.toUpperCase(),
    namespace: undefined,
    sshPort: 22,
    tags: { a: 'b' },
    ...live,
  };
  expect(differences(declared, aLiveCompute(attached))).toEqual(expected);
});

const texts = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
const types = fc.dictionary(fc.string(), fc.record({ nodeSelector: texts, requests: texts, limits: texts }), {
  maxKeys: 2,
});

test('whatever is declared, the compute that Azure makes of it does not differ, and never from more than is declared', () => {
  fc.assert(
    fc.property(texts, types, texts, types, (tags, instanceTypes, moreTags, moreTypes) => {
      const declared = aCompute({ tags, instanceTypes });
      const live = { tags: { ...moreTags, ...tags }, instanceTypes: { ...moreTypes, ...instanceTypes } };
      expect(differences(declared, liveFrom(declared))).toEqual([]);
      expect(differences(declared, aLiveCompute(live))).toEqual([]);
    }),
  );
});

test('what is declared to be empty is left to Azure, which fills it with defaults of its own', () => {
  const type = { nodeSelector: {}, requests: {}, limits: { cpu: '1' } };
  const compute = aCompute({ instanceTypes: { small: type } });
  const filled = { ...type, requests: { cpu: '100m', memory: '2Gi' }, nodeSelector: { pool: 'default' } };
  expect(differences(compute, liveFrom(compute, { instanceTypes: { small: filled } }))).toEqual([]);
});

test('a tag without a value is something else than no tag', () => {
  const compute = aCompute({ tags: { reviewed: '' } });
  expect(differences(compute, liveFrom(compute))).toEqual([]);
  expect(differences(compute, liveFrom(compute, { tags: {} }))).toEqual([
    { field: 'tags.reviewed', declared: '', live: '', inPlace: true },
  ]);
});
