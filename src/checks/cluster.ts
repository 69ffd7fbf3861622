import type { AksClusterState, ArcClusterState, Cluster } from '../azure/cluster.ts';
import { clusterKindName } from '../azure/cluster.ts';
import { resourceName } from '../azure/resource-id.ts';
import { clusterCommand } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { fail, notVerified, pass, untold, type Verdict } from './finding.ts';

const expectations = {
  aks: 'an AKS cluster with provisioning state Succeeded and power state Running',
  arc: 'an Azure Arc-enabled cluster with provisioning state Succeeded and connectivity status Connected',
} as const;

export const cluster: ClusterCheck = {
  id: 'cluster',
  about: 'The cluster is there, provisioned, and can be reached.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-anywhere',
  judge({ cluster: observed, observedAt }, { cluster: target }) {
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expectations[target.kind], observed.failure);
      case 'absent':
        return missing(target);
      case 'found':
        return observed.value.kind === 'aks'
          ? judgeAks(observed.value, target)
          : judgeArc(observed.value, target, observedAt);
    }
  },
};

function missing({ kind, id }: Cluster): Verdict {
  const list = kind === 'aks' ? ['az', 'aks', 'list'] : ['az', 'connectedk8s', 'list'];
  return fail(
    'error',
    expectations[kind],
    `there is no ${clusterKindName[kind]} cluster "${resourceName(id)}" in the resource group "${id.resourceGroup}"`,
    {
      advice: 'Check resource-id against the clusters that there are:',
      commands: [[...list, '--subscription', id.subscriptionId, '--query', '[].id', '--output', 'tsv']],
    },
  );
}

function judgeAks({ provisioningState, powerState }: AksClusterState, target: Cluster): Verdict {
  const expected = expectations.aks;
  if (powerState === 'Stopped') {
    return fail('error', expected, 'the cluster is stopped', {
      advice: 'Start the cluster:',
      commands: [clusterCommand(target, 'start')],
    });
  }
  const running = powerState === undefined || powerState === 'Running';
  const actual = `provisioning state ${provisioningState}, power state ${powerState ?? 'not told'}`;
  return provisioningState === 'Succeeded' && running
    ? pass(expected, actual)
    : fail('error', expected, actual);
}

function judgeArc(state: ArcClusterState, target: Cluster, now: number): Verdict {
  const { provisioningState, connectivityStatus, certificateExpiresAt } = state;
  const expected = expectations.arc;
  if (!connectivityStatus) return untold(expected, 'no connectivity status');
  const actual = `provisioning state ${provisioningState}, connectivity status ${connectivityStatus}`;
  if (connectivityStatus !== 'Connected') {
    return fail('error', expected, actual, {
      advice: 'See on a machine that reaches the cluster why its Arc agents do not connect:',
      commands: [clusterCommand(target, 'troubleshoot')],
    });
  }
  if (provisioningState !== 'Succeeded') return fail('error', expected, actual);
  const days =
    certificateExpiresAt === undefined ? undefined : Math.floor((certificateExpiresAt - now) / dayMs);
  if (days === undefined || days >= certificateWarningDays) return pass(expected, actual);
  const expiry = 'the certificate of its managed identity valid for 30 days or more';
  return fail('warning', expiry, days < 0 ? 'it has expired' : `days until it expires: ${days}`, {
    advice: "Keep the cluster's Arc agents connected, which renew the certificate by themselves.",
    commands: [],
  });
}

const dayMs = 24 * 60 * 60_000;
const certificateWarningDays = 30;
