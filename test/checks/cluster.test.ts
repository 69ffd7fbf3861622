import { describe, expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { cluster } from '../../src/checks/cluster.ts';
import { aFacts, anAksCluster, anArcCluster, arc, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, notVerified, ok, refusal, refused, warning } from './judged.ts';

const where = `--subscription ${subscriptionId} --resource-group rg-ml --name`;

describe('AKS', () => {
  test.each([
    ['runs', found(anAksCluster()), ok('provisioning state Succeeded, power state Running')],
    [
      'does not tell its power state',
      found(anAksCluster({ powerState: undefined })),
      ok('power state not told'),
    ],
    ['is stopped', found(anAksCluster({ powerState: 'Stopped' })), error('the cluster is stopped')],
    [
      'is in another power state',
      found(anAksCluster({ powerState: 'Starting' })),
      error('power state Starting'),
    ],
    [
      'is being changed',
      found(anAksCluster({ provisioningState: 'Updating' })),
      error('provisioning state Updating'),
    ],
    ['is absent', absent, error('there is no AKS cluster "aks-gpu" in the resource group "rg-ml"')],
    ['is unreadable', refused, refusal],
  ])('a cluster that %s', (_, observed, expected) => {
    expect(judge(cluster, { cluster: observed })).toEqual(expected);
  });

  test('a stopped cluster comes with the command that starts it', () => {
    const stopped = found(anAksCluster({ powerState: 'Stopped' }));
    expect(commands(judge(cluster, { cluster: stopped }))).toEqual([`az aks start ${where} aks-gpu`]);
  });
});

describe('Azure Arc', () => {
  const day = 24 * 3_600_000;
  const expiring = (days: number) =>
    found(anArcCluster({ certificateExpiresAt: aFacts().observedAt + days * day }));

  test.each([
    ['is connected', found(anArcCluster()), ok('connectivity status Connected')],
    [
      'is not provisioned',
      found(anArcCluster({ provisioningState: 'Failed' })),
      error('provisioning state Failed'),
    ],
    [
      'is connecting',
      found(anArcCluster({ connectivityStatus: 'Connecting' })),
      error('connectivity status Connecting'),
    ],
    [
      'is offline',
      found(anArcCluster({ connectivityStatus: 'Offline' })),
      error('connectivity status Offline'),
    ],
    [
      'is expired',
      found(anArcCluster({ connectivityStatus: 'Expired' })),
      error('connectivity status Expired'),
    ],
    [
      'is silent',
      found(anArcCluster({ connectivityStatus: undefined })),
      notVerified('no connectivity status'),
    ],
    ['has a certificate for 30 days', expiring(30), ok('Connected')],
    ['has a certificate for 29 days', expiring(29.9), warning('days until it expires: 29')],
    ['has a certificate for a day', expiring(1), warning('days until it expires: 1')],
    ['has an expired certificate', expiring(-0.1), warning('it has expired')],
    ['is absent', absent, error('there is no Azure Arc-enabled cluster "arc-edge"')],
    ['is unreadable', refused, refusal],
  ])('a cluster that %s', (_, observed, expected) => {
    expect(judge(cluster, { cluster: observed }, { cluster: arc })).toEqual(expected);
  });

  test('a cluster that does not connect comes with the command that finds out why', () => {
    const offline = found(anArcCluster({ connectivityStatus: 'Offline' }));
    expect(commands(judge(cluster, { cluster: offline }, { cluster: arc }))).toEqual([
      `az connectedk8s troubleshoot ${where} arc-edge`,
    ]);
  });
});
