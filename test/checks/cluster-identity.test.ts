import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { clusterIdentity } from '../../src/checks/cluster-identity.ts';
import { aks, anAksCluster, anArcCluster, arc, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, notVerified, ok, refusal, refused } from './judged.ts';

const servicePrincipal = found(anAksCluster({ identity: 'service principal' }));

test.each([
  ['a managed identity', found(anAksCluster()), ok('a managed identity')],
  ['a service principal', servicePrincipal, error('a service principal')],
  [
    'nothing told of it',
    found(anAksCluster({ identity: undefined })),
    notVerified('no identity of the cluster'),
  ],
  ['what cannot be read', refused, refusal],
])('AKS with %s', (_, cluster, expected) => {
  expect(judge(clusterIdentity, { cluster })).toEqual(expected);
});

test('a service principal comes with the command that moves the cluster off it', () => {
  expect(commands(judge(clusterIdentity, { cluster: servicePrincipal }))).toEqual([
    `az aks update --subscription ${subscriptionId} --resource-group rg-ml --name aks-gpu --enable-managed-identity`,
  ]);
});

test.each([
  ['Azure Arc', found(anArcCluster()), arc],
  ['Azure Arc that is unreadable', refused, arc],
  ['a cluster that is absent', absent, aks],
])('does not apply to %s', (_, cluster, target) => {
  expect(judge(clusterIdentity, { cluster }, { cluster: target })).toBeUndefined();
});
