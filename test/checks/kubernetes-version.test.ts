import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { kubernetesVersion } from '../../src/checks/kubernetes-version.ts';
import { anAksCluster, anArcCluster } from '../fixtures.ts';
import { judge, notVerified, ok, refusal, refused, warning } from './judged.ts';

test.each([
  ['1.37.0', ok('1.37.0')],
  ['1.35', ok('1.35')],
  ['v1.36.2+k3s1', ok('v1.36.2+k3s1')],
  ['1.34.9', warning('1.34.9')],
  ['1.38.0', warning('1.38.0')],
  ['2.36.0', notVerified('Azure tells "2.36.0"')],
  ['latest', notVerified('Azure tells "latest"')],
  ['', notVerified('Azure tells no version')],
  [undefined, notVerified('Azure tells no version')],
])('%s', (version, expected) => {
  const aks = found(anAksCluster({ kubernetesVersion: version }));
  const arc = found(anArcCluster({ kubernetesVersion: version }));
  expect(judge(kubernetesVersion, { cluster: aks })).toEqual(expected);
  expect(judge(kubernetesVersion, { cluster: arc })).toEqual(expected);
});

test.each([
  ['absent is its own finding', absent, undefined],
  ['unreadable does not tell it', refused, refusal],
])('a cluster that is %s', (_, cluster, expected) => {
  expect(judge(kubernetesVersion, { cluster })).toEqual(expected);
});
