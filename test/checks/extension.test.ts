import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { extension } from '../../src/checks/extension.ts';
import { anAksCluster, anArcCluster, anExtension, arc, ids, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, ok, refusal, refused } from './judged.ts';

const failed = found(
  anExtension({
    name: 'ml',
    provisioningState: 'Failed',
    problems: [
      { code: 'InstallFailed', message: 'Pods do not start.' },
      { code: '', message: 'No nodes.' },
    ],
  }),
);

test.each([
  ['works', found(anExtension({ name: 'ml' })), ok('"ml", provisioning state Succeeded')],
  [
    'has failed',
    failed,
    error('"ml", provisioning state Failed; InstallFailed: Pods do not start.; No nodes.'),
  ],
  ['is absent', absent, error('there is none on the cluster')],
  ['is unreadable', refused, refusal],
])('an extension that %s', (_, observed, expected) => {
  expect(judge(extension, { extension: observed })).toEqual(expected);
});

test('on a cluster that is not there, one error says enough', () => {
  expect(judge(extension, { extension: absent, cluster: absent })).toBeUndefined();
});

const where = (type: string, name: string) =>
  `--subscription ${subscriptionId} --resource-group rg-ml --cluster-type ${type} --cluster-name ${name}`;

test('an absent extension comes with the command that deploys it, for AKS and for Azure Arc', () => {
  const onAks = judge(extension, { extension: absent });
  const onArc = judge(extension, { extension: absent, cluster: found(anArcCluster()) }, { cluster: arc });
  const options =
    '--extension-type Microsoft.AzureML.Kubernetes --scope cluster --config enableTraining=True';
  expect([...commands(onAks), ...commands(onArc)]).toEqual([
    `az k8s-extension create ${where('managedClusters', 'aks-gpu')} --name azureml ${options}`,
    `az k8s-extension create ${where('connectedClusters', 'arc-edge')} --name azureml ${options}`,
  ]);
});

test('a failed extension comes with the command that shows it', () => {
  expect(commands(judge(extension, { extension: failed }))).toEqual([
    `az k8s-extension show ${where('managedClusters', 'aks-gpu')} --name ml`,
  ]);
});

test('the run can deploy it itself on AKS', () => {
  expect(judge(extension, { extension: absent })?.fix?.repairs).toMatchObject([
    {
      path: `${ids.aks}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`,
      body: {
        properties: {
          extensionType: 'Microsoft.AzureML.Kubernetes',
          configurationSettings: { enableTraining: 'True', clusterId: ids.aks, location: 'westeurope' },
        },
      },
    },
  ]);
});

test.each([
  ['on Azure Arc, where only the Azure CLI makes the relay', found(anArcCluster()), { cluster: arc }],
  ['on a cluster that it cannot read', refused, {}],
])('the run cannot deploy it %s', (_, cluster, situation) => {
  expect(judge(extension, { extension: absent, cluster }, situation)?.fix?.repairs).toBeUndefined();
});

test.each([
  ['that failed is not deployed over', failed, undefined],
  ['that is on its way is only waited for', found(anExtension({ provisioningState: 'Creating' })), []],
])('an extension %s', (_, observed, repairs) => {
  const verdict = judge(extension, { extension: observed, cluster: found(anAksCluster()) });
  expect(verdict?.fix?.repairs).toEqual(repairs);
});
