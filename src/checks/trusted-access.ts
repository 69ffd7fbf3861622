import type { AksClusterState, Cluster } from '../azure/cluster.ts';
import { formatResourceId, type ResourceId, resourceName, sameId } from '../azure/resource-id.ts';
import {
  type TrustedAccessBinding,
  trustedAccessApiVersion,
  trustedAccessPath,
  workloadRole,
} from '../azure/trusted-access.ts';
import { type WorkspaceName, workspaceId } from '../azure/workspace.ts';
import { bindingCommand, bindingName, clusterCommand, trustWorkspace } from './azure-cli.ts';
import type { ClusterCheck, ClusterSituation } from './check.ts';
import { type Fix, fail, notVerified, pass, type Verdict } from './finding.ts';

const expected = `a trusted access role binding of the workspace with role ${workloadRole}`;
const mostBindings = 8;

/** Without local accounts, a workspace reaches an AKS cluster by trusted access only. */
export const trustedAccess: ClusterCheck = {
  id: 'trusted-access',
  about: 'An AKS cluster that needs it has a trusted access role binding of the workspace.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-anywhere',
  judge({ cluster, trustedAccess: observed }, situation) {
    if (observed && cluster.state === 'unreadable') return notVerified(expected, cluster.failure);
    if (cluster.state !== 'found' || cluster.value.kind !== 'aks' || !observed) return undefined;
    const need = needOf(cluster.value);
    if (!need) return undefined;
    if (!situation.trustedAccessOffered) return notOffered(need, situation.cluster);
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        return missing(need, [], situation);
      case 'found':
        return judgeBindings(need, observed.value, situation);
    }
  },
};

interface Need {
  readonly severity: 'error' | 'warning';
  readonly because: string;
}

function needOf({ localAccountsDisabled, apiServerRestricted }: AksClusterState): Need | undefined {
  if (localAccountsDisabled) return { severity: 'error', because: 'local accounts are disabled' };
  return apiServerRestricted
    ? { severity: 'warning', because: 'the API server is private or limited to some addresses' }
    : undefined;
}

const notOffered = ({ severity, because }: Need, cluster: Cluster): Verdict =>
  fail(severity, 'an AKS cluster that is reached without trusted access, which this cloud lacks', because, {
    advice: 'Let the workspace reach the cluster in the older way, with a local account:',
    commands: [clusterCommand(cluster, 'update', '--enable-local-accounts')],
  });

function judgeBindings(
  need: Need,
  bindings: readonly TrustedAccessBinding[],
  situation: ClusterSituation,
): Verdict {
  const source = workspaceId(situation.workspace);
  const own = bindings.find(
    ({ sourceResourceId, roles }) =>
      sameId(sourceResourceId, source) && roles.some((role) => sameId(role, workloadRole)),
  );
  if (!own) return missing(need, bindings, situation);
  if (own.provisioningState === 'Succeeded') return pass(expected, `"${own.name}"`);
  return fail(
    need.severity,
    expected,
    `${need.because}, and "${own.name}" has provisioning state ${own.provisioningState}; a new one takes up to five minutes`,
    isUnderWay(own) ? wait(situation.cluster.id, own.name) : undefined,
  );
}

const isUnderWay = ({ provisioningState }: TrustedAccessBinding): boolean =>
  !/^(failed|canceled)$/i.test(provisioningState);

/** Nothing has to be written: the binding only has to be waited for. */
const wait = (cluster: ResourceId, name: string): Fix => ({
  advice: 'Wait for the binding:',
  commands: [bindingCommand(cluster, 'show', '--name', name)],
  repairs: [],
});

function missing(
  need: Need,
  bindings: readonly TrustedAccessBinding[],
  { workspace, cluster }: ClusterSituation,
): Verdict {
  if (bindings.length >= mostBindings) {
    return fail(
      need.severity,
      expected,
      `${need.because}, there is none, and the cluster has as many bindings as it can have (${mostBindings})`,
      {
        advice: 'Delete one that is not needed any longer:',
        commands: [bindingCommand(cluster.id, 'list')],
      },
    );
  }
  return fail(need.severity, expected, `${need.because}, and there is none`, create(workspace, cluster.id));
}

function create(workspace: WorkspaceName, cluster: ResourceId): Fix {
  const name = bindingName(workspace);
  return {
    advice: 'Let the workspace in; a new binding takes up to five minutes to be effective:',
    commands: [trustWorkspace(cluster, workspace)],
    repairs: [
      {
        what: `the trusted access role binding ${name} of the cluster ${resourceName(cluster)}`,
        path: `${trustedAccessPath(cluster)}/${name}`,
        apiVersion: trustedAccessApiVersion,
        body: { properties: { sourceResourceId: workspaceId(workspace), roles: [workloadRole] } },
        action: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write',
        on: 'cluster',
        scope: formatResourceId(cluster),
      },
    ],
  };
}
