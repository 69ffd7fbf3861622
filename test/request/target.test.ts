import { expect, test } from '@jest/globals';
import { readTarget } from '../../src/request/target.ts';
import { aks, anId, arc, ids, subscriptionId } from '../fixtures.ts';

test.each([
  [ids.aks, aks],
  [ids.arc, arc],
])('%s names a cluster', (text, cluster) => {
  expect(readTarget(text)).toEqual(cluster);
});

test('provider and type compare without letter case, and the case given is kept', () => {
  const text = ids.aks.replace(
    'Microsoft.ContainerService/managedClusters',
    'microsoft.containerservice/MANAGEDCLUSTERS',
  );
  expect(readTarget(text)).toEqual({ kind: 'aks', id: anId(text) });
});

test.each([
  [`${ids.aks}/agentPools/gpu`, `leave out what follows ${ids.aks}`],
  [`${ids.arc}/a/b/c/d`, `leave out what follows ${ids.arc}`],
  [ids.vm, 'names a virtual machine, which is attached as type virtualmachine'],
  [ids.identity, 'type Microsoft.ManagedIdentity/userAssignedIdentities, which is not a cluster'],
  [`/subscriptions/${subscriptionId}`, 'is the ID of a subscription'],
])('%s is refused in its own words', (text, problem) => {
  expect(readTarget(text)).toEqual({
    kind: 'unusable',
    type: 'kubernetes',
    text,
    problem: expect.stringContaining(problem),
  });
});

test('a virtual machine is told for the type that attaches one', () => {
  expect(readTarget(ids.vm, 'virtualmachine')).toEqual({ kind: 'vm', id: anId(ids.vm) });
});

test.each([
  [ids.aks, 'names a cluster, which is attached as type kubernetes'],
  [`${ids.vm}/extensions/x`, `leave out what follows ${ids.vm}`],
  [ids.identity, 'which is not a virtual machine'],
  ['vm', 'does not start with "/subscriptions/"'],
])('%s is refused in its own words for a virtual machine', (text, problem) => {
  expect(readTarget(text, 'virtualmachine')).toMatchObject({
    kind: 'unusable',
    type: 'virtualmachine',
    problem: expect.stringContaining(problem),
  });
});
