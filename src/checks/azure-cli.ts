import { type Cluster, clusterTypeOption } from '../azure/cluster.ts';
import { extensionType } from '../azure/extension.ts';
import { type ResourceId, resourceName } from '../azure/resource-id.ts';
import { workloadRole } from '../azure/trusted-access.ts';
import { type WorkspaceName, workspaceId } from '../azure/workspace.ts';
import { stableGuid } from './stable-guid.ts';

/** A command to paste, as its arguments. What a reader has to fill in is in angle brackets. */
export type Command = readonly string[];

type Group = Pick<ResourceId, 'subscriptionId' | 'resourceGroup'>;

/** Where a resource is, as nearly every command of the Azure CLI is told. */
export const within = ({ subscriptionId, resourceGroup }: Group): Command => [
  ...['--subscription', subscriptionId],
  ...['--resource-group', resourceGroup],
];

const clusterCommands = { aks: 'aks', arc: 'connectedk8s' } as const;

/** A command for a cluster: `az aks` or `az connectedk8s`. */
export const clusterCommand = ({ kind, id }: Cluster, verb: string, ...options: Command): Command => [
  ...['az', clusterCommands[kind], verb],
  ...within(id),
  ...['--name', resourceName(id)],
  ...options,
];

/** A command for the extensions of a cluster. */
export const extensionCommand = ({ kind, id }: Cluster, verb: string, ...options: Command): Command => [
  ...['az', 'k8s-extension', verb],
  ...within(id),
  ...['--cluster-type', clusterTypeOption[kind]],
  ...['--cluster-name', resourceName(id)],
  ...options,
];

/** Name under which this project deploys the extension. */
export const extensionName = 'azureml';

/** Deploys the Azure Machine Learning extension for training. */
export const createExtension = (cluster: Cluster): Command =>
  extensionCommand(
    cluster,
    'create',
    ...['--name', extensionName, '--extension-type', extensionType],
    ...['--scope', 'cluster', '--config', 'enableTraining=True'],
  );

export const assignRole = (role: string, scope: string, objectId: string): Command => [
  ...['az', 'role', 'assignment', 'create'],
  ...['--assignee-object-id', objectId, '--assignee-principal-type', 'ServicePrincipal'],
  ...['--role', role, '--scope', scope],
];

/** A command for the trusted access role bindings of an AKS cluster. */
export const bindingCommand = (cluster: ResourceId, verb: string, ...options: Command): Command => [
  ...['az', 'aks', 'trustedaccess', 'rolebinding', verb],
  ...within(cluster),
  ...['--cluster-name', resourceName(cluster)],
  ...options,
];

/** Name of the binding that lets a workspace in: the same each time, and short enough for Azure. */
export const bindingName = (workspace: WorkspaceName): string =>
  `azureml-${stableGuid(workspaceId(workspace)).slice(0, 8)}`;

/** Lets a workspace into an AKS cluster that gives nobody a static credential. */
export const trustWorkspace = (cluster: ResourceId, workspace: WorkspaceName): Command =>
  bindingCommand(
    cluster,
    'create',
    ...['--name', bindingName(workspace), '--source-resource-id', workspaceId(workspace)],
    ...['--roles', workloadRole],
  );
