import { within } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { fail, pass } from './finding.ts';

const expected = 'an AKS cluster in the subscription of the workspace';

/** Azure Machine Learning attaches AKS clusters of its own subscription only. */
export const sameSubscription: ClusterCheck = {
  id: 'same-subscription',
  about: 'An AKS cluster is in the subscription of the workspace.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-anywhere',
  judge(_, { cluster: { kind, id }, workspace }) {
    if (kind !== 'aks') return undefined;
    if (id.subscriptionId.toLowerCase() === workspace.subscriptionId.toLowerCase())
      return pass(expected, 'the same subscription');
    return fail(
      'error',
      expected,
      `the cluster is in ${id.subscriptionId}, the workspace in ${workspace.subscriptionId}`,
      {
        advice:
          'Connect the cluster to Azure Arc, which may be in any subscription, and attach the connected cluster:',
        commands: [['az', 'connectedk8s', 'connect', ...within(workspace), '--name', '<name>']],
      },
    );
  },
};
