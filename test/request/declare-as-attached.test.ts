import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LiveCompute, LiveIdentity, ManagedIdentity } from '../../src/azure/compute.ts';
import { differences } from '../../src/plan/differences.ts';
import { attachedType, declareAsAttached } from '../../src/request/declare-as-attached.ts';
import { aks, aLiveCompute, arc, ids, liveIdentity, machine, userAssigned } from '../fixtures.ts';

const aLiveMachine = (changes: Partial<LiveCompute> = {}): LiveCompute =>
  aLiveCompute({
    name: 'dsvm',
    computeType: 'VirtualMachine',
    resourceId: ids.vm,
    namespace: undefined,
    ...changes,
  });

test.each([
  ['Kubernetes', 'kubernetes'],
  ['kubernetes', 'kubernetes'],
  ['VirtualMachine', 'virtualmachine'],
  ['AKS', undefined],
  ['AmlCompute', undefined],
  ['ComputeInstance', undefined],
  ['', undefined],
])('a compute of the type "%s" is verified as %s', (computeType, type) => {
  expect(attachedType(aLiveCompute({ computeType }))).toBe(type);
});

test.each([
  [ids.aks, aks],
  [ids.arc, arc],
])('the cluster %s is declared as it is attached', (resourceId, cluster) => {
  const { compute, declaration } = declareAsAttached(
    aLiveCompute({ resourceId, namespace: 'jobs' }),
    'kubernetes',
  );
  expect(compute).toMatchObject({ type: 'kubernetes', name: 'gpu', cluster, namespace: 'jobs' });
  expect(declaration).toEqual({ name: 'gpu', target: cluster, namespace: 'jobs' });
});

test.each([
  [2222, 2222],
  [undefined, 22],
])('a virtual machine with the port %s is declared with %s', (sshPort, port) => {
  const { compute, declaration } = declareAsAttached(aLiveMachine({ sshPort }), 'virtualmachine');
  expect(compute).toMatchObject({ type: 'virtualmachine', name: 'dsvm', machine, ssh: { port } });
  expect(declaration).toEqual({ name: 'dsvm', target: machine });
});

test('a namespace that Azure does not tell is the default one', () => {
  const { compute } = declareAsAttached(aLiveCompute({ namespace: undefined }), 'kubernetes');
  expect(compute).toMatchObject({ namespace: 'default' });
});

test.each<[string, LiveIdentity, ManagedIdentity | undefined]>([
  ['none', liveIdentity({ type: 'None' }), { type: 'None' }],
  ['the system-assigned one', liveIdentity({ type: 'SystemAssigned' }), { type: 'SystemAssigned' }],
  [
    'the system-assigned one in another letter case',
    { ...liveIdentity({ type: 'SystemAssigned' }), type: 'systemAssigned' },
    { type: 'SystemAssigned' },
  ],
  ['its own', liveIdentity(userAssigned(ids.identity)), userAssigned(ids.identity)],
  [
    'several',
    liveIdentity(userAssigned(ids.identity, ids.otherIdentity)),
    userAssigned(ids.identity, ids.otherIdentity),
  ],
  [
    'both kinds, which cannot be declared',
    { ...liveIdentity(userAssigned(ids.identity)), type: 'SystemAssigned,UserAssigned' },
    undefined,
  ],
  ['one that Azure does not tell', { ...liveIdentity({ type: 'None' }), type: 'UserAssigned' }, undefined],
])('a compute whose identity is %s', (_, identity, expected) => {
  expect(declareAsAttached(aLiveCompute({ identity }), 'kubernetes').compute?.identity).toEqual(expected);
});

test.each([
  ['a resource that Azure does not tell', { resourceId: undefined }],
  ['something else than its type says', { resourceId: ids.vm }],
  ['what is no ID', { resourceId: 'aks-gpu' }],
])('of a compute that attaches %s, the resource is judged and nothing is worked on', (_, changes) => {
  const { compute, declaration } = declareAsAttached(aLiveCompute(changes), 'kubernetes');
  expect(compute).toBeUndefined();
  expect(declaration).toMatchObject({ name: 'gpu', target: { kind: 'unusable', type: 'kubernetes' } });
});

test('what is declared as it is attached does not differ from it', () => {
  const identity = fc.oneof(
    fc.constantFrom<LiveIdentity>(
      liveIdentity({ type: 'None' }),
      liveIdentity({ type: 'SystemAssigned' }),
      liveIdentity(userAssigned(ids.otherIdentity, ids.identity)),
    ),
    fc.string().map((type) => ({ ...liveIdentity(userAssigned(ids.identity)), type })),
  );
  const text = fc.option(fc.string(), { nil: undefined });
  const attached = fc.record({
    namespace: text,
    description: text,
    tags: fc.dictionary(fc.string(), fc.string()),
    defaultInstanceType: text,
    instanceTypes: fc.constantFrom({}, { big: { nodeSelector: {}, requests: {}, limits: { cpu: '1' } } }),
    sshPort: fc.option(fc.nat(), { nil: undefined }),
    identity,
  });
  fc.assert(
    fc.property(attached, fc.constantFrom(aLiveCompute, aLiveMachine), (changes, make) => {
      const live = make(changes);
      const { compute } = declareAsAttached(live, attachedType(live) ?? 'kubernetes');
      expect(compute && differences(compute, live)).toEqual([]);
    }),
  );
});
