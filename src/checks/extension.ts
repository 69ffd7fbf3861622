import type { Cluster } from '../azure/cluster.ts';
import { clusterTypeOption } from '../azure/cluster.ts';
import { type Extension, extensionType } from '../azure/extension.ts';
import { resourceName } from '../azure/resource-id.ts';
import type { PrerequisiteCheck } from './check.ts';
import { type Fix, fail, notVerified, pass } from './finding.ts';

const expected = `an extension of type ${extensionType} with provisioning state Succeeded`;

/** The Azure Machine Learning extension is on the cluster and works. */
export const extension: PrerequisiteCheck = {
  id: 'extension',
  needs: 'facts',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension',
  judge({ extension: observed, cluster }, { cluster: target }) {
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        // A cluster that is not there has no extension: one error says enough.
        return cluster.state === 'absent'
          ? undefined
          : fail('error', expected, 'there is none on the cluster', create(target));
      case 'found': {
        const { name, provisioningState } = observed.value;
        if (provisioningState === 'Succeeded')
          return pass(expected, `"${name}", provisioning state Succeeded`);
        return fail(
          'error',
          expected,
          `"${name}", provisioning state ${provisioningState}${problems(observed.value)}`,
          show(target, name),
        );
      }
    }
  },
};

const problems = (extension: Extension): string =>
  extension.problems.map(({ code, message }) => `; ${[code, message].filter(Boolean).join(': ')}`).join('');

const create = (cluster: Cluster): Fix => ({
  advice: 'Deploy the extension; this is for training, the link tells the settings for endpoints:',
  commands: [
    [
      'az',
      'k8s-extension',
      'create',
      '--name',
      'azureml',
      '--extension-type',
      extensionType,
      ...where(cluster),
      '--scope',
      'cluster',
      '--config',
      'enableTraining=True',
    ],
  ],
});

const show = (cluster: Cluster, name: string): Fix => ({
  advice: 'See what the extension says of itself:',
  commands: [['az', 'k8s-extension', 'show', '--name', name, ...where(cluster)]],
});

const where = ({ kind, id }: Cluster): string[] => [
  '--cluster-type',
  clusterTypeOption[kind],
  '--cluster-name',
  resourceName(id),
  '--resource-group',
  id.resourceGroup,
  '--subscription',
  id.subscriptionId,
];
