import type { Cluster } from '../azure/cluster.ts';
import { extensionType } from '../azure/extension.ts';
import { type WorkspaceName, workspaceId } from '../azure/workspace.ts';
import { type Command, clusterCommand, extensionCommand } from '../checks/azure-cli.ts';

/** Shows what Azure says of the cluster's state. */
export const showCluster = (cluster: Cluster): Command =>
  clusterCommand(
    cluster,
    'show',
    '--query',
    cluster.kind === 'aks'
      ? '{id:id, state:provisioningState, power:powerState.code}'
      : '{id:id, state:provisioningState, connectivity:connectivityStatus}',
  );

/** Brings the cluster back within reach, or finds out why it is not. */
export const reviveCluster = (cluster: Cluster): Command =>
  clusterCommand(cluster, cluster.kind === 'aks' ? 'start' : 'troubleshoot');

export const listExtensions = (cluster: Cluster): Command =>
  extensionCommand(
    cluster,
    'list',
    '--query',
    `[?extensionType=='${extensionType.toLowerCase()}' || extensionType=='${extensionType}'].{name:name, state:provisioningState}`,
  );

export const deleteExtension = (cluster: Cluster): Command =>
  extensionCommand(cluster, 'delete', '--name', '<extension>');

export const showPods: Command = ['kubectl', 'get', 'pods', '--namespace', 'azureml'];

/** Shows which identities a workspace has, with the object ID of each. */
export const showWorkspaceIdentity = (workspace: WorkspaceName): Command => [
  ...['az', 'resource', 'show', '--ids', workspaceId(workspace)],
  ...['--query', '{identity:identity, primary:properties.primaryUserAssignedIdentity}'],
];
