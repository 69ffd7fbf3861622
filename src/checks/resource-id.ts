import { clusterKindName } from '../azure/cluster.ts';
import { resourceName } from '../azure/resource-id.ts';
import type { Command } from './azure-cli.ts';
import type { DeclarationCheck } from './check.ts';
import { fail, pass } from './finding.ts';

const expected = 'the resource ID of an AKS or Azure Arc-enabled cluster';
const example =
  '/subscriptions/<GUID>/resourceGroups/<name>/providers/Microsoft.ContainerService/managedClusters/<name> or ' +
  '…/providers/Microsoft.Kubernetes/connectedClusters/<name>';

/** The resource ID names an AKS or an Arc-enabled cluster. */
export const resourceId: DeclarationCheck = {
  id: 'resource-id',
  needs: 'declaration',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace',
  judge({ target }) {
    if (!target) return undefined;
    if (target.kind !== 'unusable')
      return pass(
        expected,
        `${clusterKindName[target.kind]} cluster "${resourceName(target.id)}" in the resource group "${target.id.resourceGroup}"`,
      );
    return fail('error', `${expected}, for example ${example}`, `"${target.text}" ${target.problem}`, {
      advice: 'Take the ID from Azure:',
      commands: [show('aks'), show('connectedk8s')],
    });
  },
};

const show = (group: string): Command => [
  ...['az', group, 'show', '--resource-group', '<group>', '--name', '<cluster>'],
  ...['--query', 'id', '--output', 'tsv'],
];
