import { clusterCommand } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { fail, notVerified, pass, untold } from './finding.ts';

const expected = 'an AKS cluster with a managed identity';

/** A cluster that acts as a service principal cannot be attached. */
export const clusterIdentity: ClusterCheck = {
  id: 'cluster-identity',
  about: 'An AKS cluster acts in Azure as a managed identity.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/aks/use-managed-identity',
  judge({ cluster }, { cluster: target }) {
    if (target.kind === 'aks' && cluster.state === 'unreadable')
      return notVerified(expected, cluster.failure);
    if (cluster.state !== 'found' || cluster.value.kind !== 'aks') return undefined;
    const { identity } = cluster.value;
    if (!identity) return untold(expected, 'no identity of the cluster');
    if (identity === 'managed identity') return pass(expected, 'a managed identity');
    return fail('error', expected, 'a service principal', {
      advice: 'Move the cluster to a managed identity:',
      commands: [clusterCommand(target, 'update', '--enable-managed-identity')],
    });
  },
};
