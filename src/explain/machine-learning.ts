import { clusterKindName } from '../azure/cluster.ts';
import { formatResourceId } from '../azure/resource-id.ts';
import { assignRole, createExtension, trustWorkspace } from '../checks/azure-cli.ts';
import type { Fix } from '../checks/finding.ts';
import {
  deleteExtension,
  listExtensions,
  reviveCluster,
  showCluster,
  showPods,
  showWorkspaceIdentity,
} from './commands.ts';
import type { Context, Entry } from './entry.ts';

const troubleshooting =
  'https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-kubernetes-compute';
const attaching = 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace';
const deploying = 'https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension';
const project = 'https://github.com/Azure/AML-Kubernetes';

/**
 * Errors of Azure Machine Learning when a cluster is attached, or later when an attached one is used. An error that is known
 * by its words stands before those that are known by their codes, which say less.
 */
export const machineLearningErrors: readonly Entry[] = [
  {
    text: 'AKS role check failed for user assigned identity. Please check the role assignment.',
    words: /role check failed/i,
    cause:
      'The user-assigned identity that the workspace attaches with lacks a role on the cluster or, for an Arc-enabled one, on its relay. A role that was assigned in the last minutes may not be effective yet.',
    fixes: assignWorkspaceRoles,
    source: `${project}/issues/279`,
    example: {
      code: 'BadRequest',
      message: 'AKS role check failed for user assigned identity. Please check the role assignment.',
    },
  },
  {
    text: 'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    words: /static credential is not allowed/i,
    cause:
      'The AKS cluster has no local accounts, so the workspace can reach it by trusted access only, and has no role binding there. A compute that was attached before the binding was made does not use it.',
    fixes: trust,
    source: `${project}/issues/261`,
    example: {
      code: 'BadRequest',
      message:
        'Failed to get static credential: Getting static credential is not allowed because this cluster is set to disable local accounts.',
    },
  },
  {
    text: 'extension not installed',
    words: /extension\b[^.]*\bnot installed/i,
    cause:
      "The cluster has no Azure Machine Learning extension, or the workspace's user-assigned identity may not see it, for want of the role Kubernetes Extension Contributor.",
    fixes: ({ cluster, workspace }) => [
      {
        advice: 'See whether the cluster has the extension, and deploy it when it has not:',
        commands: [listExtensions(cluster), createExtension(cluster)],
      },
      {
        advice: "When it has, give the workspace's user-assigned identity the role:",
        commands: [
          showWorkspaceIdentity(workspace),
          assignRole('Kubernetes Extension Contributor', formatResourceId(cluster.id), '<object-id>'),
        ],
      },
    ],
    source: attaching,
    example: { code: 'BadRequest', message: 'extension not installed' },
  },
  {
    text: 'relay not provided',
    words: /\brelay\b[^.]*\bnot provided/i,
    cause:
      'An Arc-enabled cluster is reached through an Azure Relay, which the Azure CLI makes when it deploys the extension. A deployment by other means has none.',
    fixes: redeployExtension,
    source: deploying,
    example: { code: 'BadRequest', message: 'relay not provided' },
  },
  {
    text: 'RefreshExtensionIdentityNotSet',
    codes: ['RefreshExtensionIdentityNotSet'],
    words: /RefreshExtensionIdentityNotSet/,
    cause:
      'The extension is on the AKS cluster, but its identity is not assigned to the nodes, which need it to fetch images.',
    fixes: redeployExtension,
    source: `${troubleshooting}#error-refreshextensionidentitynotset`,
    example: {
      code: 'DeploymentIdentityError',
      message:
        "Failed to create Kubernetes deployment identity, Reason:RefreshExtensionIdentityNotSet Details:Managed identity of AzureML extension is not assigned to the node pool of 'aks-default-12345678-vmss000000'.",
    },
  },
  {
    text: 'ClusterNotFound: Cannot found Kubernetes cluster.',
    codes: ['ClusterNotFound'],
    cause: 'The cluster of resource-id is not there, or the workspace may not see it.',
    fixes: (context) => [lookAtCluster(context), ...assignWorkspaceRoles(context)],
    source: `${troubleshooting}#error-clusternotfound`,
    example: { code: 'ClusterNotFound', message: 'Cannot found Kubernetes cluster.' },
  },
  {
    text: 'ClusterNotReachable: The Kubernetes cluster is not reachable.',
    codes: ['ClusterNotReachable'],
    cause:
      'The AKS cluster is stopped, the agents of the Arc-enabled cluster are not connected, or its API server does not answer.',
    fixes: (context) => [lookAtCluster(context), revive(context)],
    source: `${troubleshooting}#error-clusternotreachable`,
    example: { code: 'ClusterNotReachable', message: 'The Kubernetes cluster is not reachable.' },
  },
  {
    text: 'ClusterUnauthorized: Request to Kubernetes cluster unauthorized.',
    codes: ['ClusterUnauthorized'],
    cause: 'The token with which the workspace uses trusted access expired on the way.',
    fixes: () => [{ advice: 'Run again in a few minutes.', commands: [] }],
    source: `${troubleshooting}#error-clusterunauthorized`,
    example: { code: 'ClusterUnauthorized', message: 'Request to Kubernetes cluster unauthorized.' },
  },
  {
    text: 'ClusterServiceNotFound: AzureML extension service not found in cluster.',
    codes: ['ClusterServiceNotFound'],
    cause: "Nothing runs behind the extension's ingress, for example because the nodes have no room for it.",
    fixes: () => [
      { advice: 'See which of the pods do not run, and describe them to learn why:', commands: [showPods] },
    ],
    source: `${troubleshooting}#error-clusterservicenotfound`,
    example: {
      code: 'ClusterServiceNotFound',
      message: 'AzureML extension service not found in cluster.',
    },
  },
  {
    text: 'GenericClusterError: Failed to connect to Kubernetes cluster',
    codes: ['GenericClusterError'],
    cause:
      'The workspace could not connect, for a reason that only the message tells. Known ones: the cluster is stopped, its API server is private or limited to some addresses, or it takes no connections.',
    fixes: (context) => [lookAtCluster(context), revive(context), ...trust(context)],
    source: `${troubleshooting}#error-genericclustererror`,
    example: {
      code: 'GenericClusterError',
      message: 'Failed to connect to Kubernetes cluster: the server has timed out.',
    },
  },
  {
    text: 'ComputeNotAccessible: The Kubernetes compute is not accessible.',
    codes: ['ComputeNotAccessible'],
    cause: 'The identity of the workspace has no access to the cluster.',
    fixes: assignWorkspaceRoles,
    source: `${troubleshooting}#error-computenotaccessible`,
    example: { code: 'ComputeNotAccessible', message: 'The Kubernetes compute is not accessible.' },
  },
  {
    text: 'InvalidComputeNoKubernetesConfiguration: The compute kubeconfig is invalid.',
    codes: ['InvalidComputeNoKubernetesConfiguration'],
    cause:
      'The workspace found nothing to connect with: no relay of an Arc-enabled cluster, no credential of an AKS cluster.',
    fixes: (context) =>
      context.cluster.kind === 'arc'
        ? redeployExtension(context)
        : [lookAtCluster(context), ...trust(context)],
    source: `${troubleshooting}#error-invalidcomputenokubernetesconfiguration`,
    example: {
      code: 'InvalidComputeNoKubernetesConfiguration',
      message: 'The compute kubeconfig is invalid.',
    },
  },
  {
    text: 'InvalidComputeInformation: The compute information is invalid.',
    codes: ['InvalidComputeInformation'],
    cause:
      'The cluster does not fit what the compute says of it: the extension is missing or was changed since, or an AKS cluster lies in another subscription than the workspace.',
    fixes: (context) => [
      lookAtCluster(context),
      {
        advice: 'See whether the extension is there with state Succeeded; deploy it when it is not:',
        commands: [listExtensions(context.cluster), createExtension(context.cluster)],
      },
    ],
    source: `${troubleshooting}#error-invalidcomputeinformation`,
    example: { code: 'InvalidComputeInformation', message: 'The compute information is invalid.' },
  },
  {
    text: 'GenericComputeError: Failed to get compute information.',
    codes: ['GenericComputeError'],
    cause: 'The workspace could not read what the compute needs from the cluster, which may be down.',
    fixes: (context) => [lookAtCluster(context), revive(context)],
    source: `${troubleshooting}#error-genericcomputeerror`,
    example: { code: 'GenericComputeError', message: 'Failed to get compute information.' },
  },
  {
    text: 'ComputeNotFound: Cannot find Kubernetes compute.',
    codes: ['ComputeNotFound'],
    cause: 'The compute was detached, perhaps by another run, while something still uses it.',
    fixes: () => [
      { advice: 'Run again to attach it under the same name and namespace as before.', commands: [] },
    ],
    source: `${troubleshooting}#error-computenotfound`,
    example: { code: 'ComputeNotFound', message: 'Cannot find Kubernetes compute.' },
  },
  {
    text: 'An internal server error occurred. If the problem persists, contact support',
    codes: ['InternalServerError'],
    words: /an internal server error occurred/i,
    cause:
      "After a long wait, this mostly means that the workspace could not get into the cluster: its user-assigned identity lacks the role Azure Kubernetes Service Cluster Admin Role, the extension is not healthy, or the name of the workspace or of its resource group ends with '-'.",
    fixes: (context) => [
      ...assignWorkspaceRoles(context),
      {
        advice: 'See whether the extension is healthy:',
        commands: [listExtensions(context.cluster), showPods],
      },
    ],
    source: `${attaching}#attach-to-workspace-with-user-assigned-managed-identity`,
    example: {
      code: 'InternalServerError',
      message: 'An internal server error occurred. If the problem persists, contact support',
    },
  },
];

/** Only a user-assigned identity of a workspace needs roles: Azure sees to those of a system-assigned one. */
function assignWorkspaceRoles({ cluster, workspace }: Context): readonly Fix[] {
  const scope = formatResourceId(cluster.id);
  return [
    {
      advice: `When the workspace has a user-assigned identity, find its object ID and assign it what an ${clusterKindName[cluster.kind]} cluster needs:`,
      commands: [
        showWorkspaceIdentity(workspace),
        assignRole('Reader', scope, '<object-id>'),
        assignRole('Kubernetes Extension Contributor', scope, '<object-id>'),
        cluster.kind === 'aks'
          ? assignRole('Azure Kubernetes Service Cluster Admin Role', scope, '<object-id>')
          : assignRole('Azure Relay Owner', '<relay-namespace-id>', '<object-id>'),
      ],
    },
  ];
}

function trust({ cluster, workspace }: Context): readonly Fix[] {
  if (cluster.kind !== 'aks') return [];
  return [
    {
      advice:
        'Give the workspace trusted access, wait the five minutes that a binding can take, and run again with recreate when-failed:',
      commands: [trustWorkspace(cluster.id, workspace)],
    },
  ];
}

const lookAtCluster = ({ cluster }: Context): Fix => ({
  advice: `See how the ${clusterKindName[cluster.kind]} cluster stands:`,
  commands: [showCluster(cluster)],
});

const revive = ({ cluster }: Context): Fix => ({
  advice:
    cluster.kind === 'aks'
      ? 'Start the cluster when it is stopped:'
      : 'Where kubectl reaches the cluster, find out why its agents do not connect:',
  commands: [reviveCluster(cluster)],
});

function redeployExtension({ cluster }: Context): readonly Fix[] {
  return [
    {
      advice:
        'Deploy the extension anew with the Azure CLI, with the settings that it had; this is for training:',
      commands: [listExtensions(cluster), deleteExtension(cluster), createExtension(cluster)],
    },
  ];
}
