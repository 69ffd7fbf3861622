import type { AksClusterState, Cluster, ClusterState } from '../azure/cluster.ts';
import { type Extension, extensionApiVersion, extensionsPath, extensionType } from '../azure/extension.ts';
import { foundIn, type Observed } from '../azure/observed.ts';
import type { Repair } from '../azure/repair.ts';
import { formatResourceId, type ResourceId, resourceName } from '../azure/resource-id.ts';
import { createExtension, extensionCommand, extensionName } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { type Fix, fail, notVerified, pass } from './finding.ts';

const expected = `an extension of type ${extensionType} with provisioning state Succeeded`;

export const extension: ClusterCheck = {
  id: 'extension',
  about: 'The Azure Machine Learning extension is on the cluster and works.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension',
  judge({ extension: observed, cluster }, { cluster: target }) {
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        // A cluster that is not there has no extension: one error says enough.
        if (cluster.state === 'absent') return undefined;
        return fail('error', expected, 'there is none on the cluster', create(target, cluster));
      case 'found': {
        const { name, provisioningState } = observed.value;
        if (provisioningState === 'Succeeded')
          return pass(expected, `"${name}", provisioning state Succeeded`);
        const actual = `"${name}", provisioning state ${provisioningState}${problems(observed.value)}`;
        return fail('error', expected, actual, show(target, observed.value));
      }
    }
  },
};

const problems = (extension: Extension): string =>
  extension.problems.map(({ code, message }) => `; ${[code, message].filter(Boolean).join(': ')}`).join('');

function create(target: Cluster, cluster: Observed<ClusterState>): Fix {
  const state = foundIn(cluster);
  const relay =
    target.kind === 'arc' ? ' (the command also makes the relay, which only the Azure CLI can)' : '';
  return {
    advice: `Deploy the extension; this is for training, the link tells the settings for endpoints${relay}:`,
    commands: [createExtension(target)],
    ...(state?.kind === 'aks' && { repairs: [deploy(target.id, state)] }),
  };
}

/** An extension that is on its way only has to be waited for: nothing has to be written for that. */
const show = (cluster: Cluster, { name, provisioningState }: Extension): Fix => ({
  advice: 'See what the extension says of itself:',
  commands: [extensionCommand(cluster, 'show', '--name', name)],
  ...(/^(creating|updating)$/i.test(provisioningState) && { repairs: [] }),
});

/**
 * Deploys the extension for training. An AKS cluster needs neither relay nor service bus, so nothing else has to be made.
 * Source: the settings that the Azure CLI's k8s-extension fills in for this type of extension.
 */
function deploy(cluster: ResourceId, { location = '' }: AksClusterState): Repair {
  const id = formatResourceId(cluster);
  const configurationSettings = {
    enableTraining: 'True',
    enableInference: 'False',
    cluster_name: id,
    clusterId: id,
    cluster_name_friendly: resourceName(cluster),
    location,
    jobSchedulerLocation: location,
    domain: `${location}.cloudapp.azure.com`,
    'prometheus.prometheusSpec.externalLabels.cluster_name': id,
    'relayserver.enabled': 'False',
    'servicebus.enabled': 'False',
  };
  const scope = { cluster: { releaseNamespace: extensionName } };
  const properties = {
    extensionType,
    autoUpgradeMinorVersion: true,
    releaseTrain: 'stable',
    scope,
    configurationSettings,
  };
  return {
    what: `the extension ${extensionName} of the cluster ${resourceName(cluster)}`,
    path: `${extensionsPath(cluster)}/${extensionName}`,
    apiVersion: extensionApiVersion,
    body: { identity: { type: 'SystemAssigned' }, properties },
    action: 'Microsoft.KubernetesConfiguration/extensions/write',
    on: 'cluster',
    scope: id,
  };
}
