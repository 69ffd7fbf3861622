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
  [ids.vm, 'names a virtual machine, which cannot be attached as type kubernetes'],
  [ids.identity, 'type Microsoft.ManagedIdentity/userAssignedIdentities, which is not a cluster'],
  [`/subscriptions/${subscriptionId}`, 'is the ID of a subscription'],
])('%s is refused in its own words', (text, problem) => {
  expect(readTarget(text)).toEqual({ kind: 'unusable', text, problem: expect.stringContaining(problem) });
});
