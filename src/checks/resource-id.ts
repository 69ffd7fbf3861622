import { clusterKindName } from '../azure/cluster.ts';
import { resourceName } from '../azure/resource-id.ts';
import type { ComputeType } from '../request/request.ts';
import type { Command } from './azure-cli.ts';
import type { DeclarationCheck } from './check.ts';
import { type Fix, fail, pass } from './finding.ts';

const id = (type: string): string => `/subscriptions/<GUID>/resourceGroups/<name>/providers/${type}/<name>`;

const expectations: Readonly<Record<ComputeType, { readonly what: string; readonly example: string }>> = {
  kubernetes: {
    what: 'the resource ID of an AKS or Azure Arc-enabled cluster',
    example: `${id('Microsoft.ContainerService/managedClusters')} or …/providers/Microsoft.Kubernetes/connectedClusters/<name>`,
  },
  virtualmachine: {
    what: 'the resource ID of a virtual machine',
    example: id('Microsoft.Compute/virtualMachines'),
  },
};

export const resourceId: DeclarationCheck = {
  id: 'resource-id',
  about: 'The resource ID names what the type of the compute attaches.',
  severity: 'error',
  needs: 'declaration',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace',
  judge({ target }) {
    if (!target) return undefined;
    if (target.kind === 'unusable') {
      const { what, example } = expectations[target.type];
      const actual = `"${target.text}" ${target.problem}`;
      return fail('error', `${what}, for example ${example}`, actual, fixes[target.type]);
    }
    const { what } = expectations[target.kind === 'vm' ? 'virtualmachine' : 'kubernetes'];
    const noun = target.kind === 'vm' ? 'virtual machine' : `${clusterKindName[target.kind]} cluster`;
    return pass(
      what,
      `${noun} "${resourceName(target.id)}" in the resource group "${target.id.resourceGroup}"`,
    );
  },
};

const show = (group: string, what: string): Command => [
  ...['az', group, 'show', '--resource-group', '<group>', '--name', what],
  ...['--query', 'id', '--output', 'tsv'],
];

const advice = 'Take the ID from Azure:';
const fixes: Readonly<Record<ComputeType, Fix>> = {
  kubernetes: { advice, commands: [show('aks', '<cluster>'), show('connectedk8s', '<cluster>')] },
  virtualmachine: { advice, commands: [show('vm', '<machine>')] },
};
