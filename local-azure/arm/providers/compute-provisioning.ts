import { at, isJsonObject, stringAt } from '../../json.ts';
import { sameId } from '../address.ts';
import { isAllowed } from '../rbac.ts';
import { parseResourceId } from '../resource-type.ts';
import type { Resource, State } from '../state.ts';

/** One entry of a compute's `properties.provisioningErrors`. */
export interface ProvisioningError {
  readonly code: string;
  readonly message: string;
  readonly details?: { readonly code: string; readonly message: string }[] | undefined;
}

interface Attachment {
  readonly compute: Resource;
  readonly workspace: Resource | undefined;
  /** ID of the cluster or virtual machine. */
  readonly targetId: string;
  readonly target: Resource | undefined;
  readonly isAks: boolean;
  readonly isArc: boolean;
  readonly state: State;
}

type Prerequisite = (attachment: Attachment) => ProvisioningError | undefined;

/**
 * What Azure ML finds out while it provisions an attached compute. Codes and messages that the troubleshooting pages of
 * Kubernetes compute quote are kept to the letter ("Cannot found Kubernetes cluster." among them); the details are
 * this project's words.
 * @returns The first problem, as Azure ML reports it; empty when provisioning succeeds.
 */
export function provisioningErrors(compute: Resource, state: State): readonly ProvisioningError[] {
  const targetId = stringAt(compute, 'properties', 'resourceId') ?? '';
  const type = parseResourceId(targetId)?.type ?? '';
  const attachment: Attachment = {
    compute,
    workspace: state.getResource(compute.id.slice(0, compute.id.lastIndexOf('/computes/'))),
    targetId,
    target: state.getResource(targetId),
    isAks: sameId(type, 'Microsoft.ContainerService/managedClusters'),
    isArc: sameId(type, 'Microsoft.Kubernetes/connectedClusters'),
    state,
  };
  for (const prerequisite of prerequisites) {
    const error = prerequisite(attachment);
    if (error) return [error];
  }
  return [];
}

const prerequisites: readonly Prerequisite[] = [
  targetExists,
  isOfSameSubscription,
  clusterIsReachable,
  machineRuns,
  extensionIsInstalled,
  workspaceReadsCluster,
  relayExists,
  workspaceOwnsRelay,
  localAccountsOrTrustedAccess,
  computeIdentityExists,
];

function targetExists({ target, targetId, isAks, isArc }: Attachment): ProvisioningError | undefined {
  if (target) return undefined;
  return isAks || isArc
    ? problem(
        'ClusterNotFound',
        'Cannot found Kubernetes cluster.',
        `The cluster '${targetId}' was not found.`,
      )
    : problem('ResourceNotFound', 'The virtual machine was not found.', `'${targetId}' was not found.`);
}

function isOfSameSubscription({ isAks, targetId, compute }: Attachment): ProvisioningError | undefined {
  if (!isAks || sameId(targetId.split('/')[2] ?? '', compute.id.split('/')[2] ?? '')) return undefined;
  const detail = `The AKS cluster '${targetId}' and the workspace must be in the same subscription.`;
  return problem('InvalidComputeInformation', 'The compute information is invalid.', detail);
}

function clusterIsReachable({ target, isAks, isArc }: Attachment): ProvisioningError | undefined {
  const power = stringAt(target, 'properties', 'powerState', 'code') ?? 'Running';
  const connectivity = stringAt(target, 'properties', 'connectivityStatus') ?? 'Connected';
  if ((!isAks || power === 'Running') && (!isArc || connectivity === 'Connected')) return undefined;
  const detail = isAks
    ? `The cluster's power state is '${power}'.`
    : `The cluster's connectivity is '${connectivity}'.`;
  return problem('ClusterNotReachable', 'The Kubernetes cluster is not reachable.', detail);
}

function machineRuns({ target, isAks, isArc }: Attachment): ProvisioningError | undefined {
  if (isAks || isArc) return undefined;
  const system = stringAt(target, 'properties', 'storageProfile', 'osDisk', 'osType') ?? 'Linux';
  if (system !== 'Linux')
    return problem(
      'InvalidComputeInformation',
      'The compute information is invalid.',
      `The machine runs ${system}.`,
    );
  const statuses = at(target, 'properties', 'instanceView', 'statuses');
  const runs =
    !Array.isArray(statuses) || statuses.some((each) => stringAt(each, 'code') === 'PowerState/running');
  return runs
    ? undefined
    : problem('ComputeNotAccessible', 'The virtual machine is not accessible.', 'The machine does not run.');
}

function extensionIsInstalled({ isAks, isArc, target, state }: Attachment): ProvisioningError | undefined {
  if (!target || !(isAks || isArc)) return undefined;
  const extension = findExtension(target, state);
  const provisioning = stringAt(extension, 'properties', 'provisioningState') ?? 'absent';
  if (provisioning === 'Succeeded') return undefined;
  const detail = `No extension of type 'Microsoft.AzureML.Kubernetes' is ready on the cluster '${target.id}': it is '${provisioning}'.`;
  return problem('InvalidComputeInformation', 'The compute information is invalid.', detail);
}

function workspaceReadsCluster({
  isAks,
  isArc,
  target,
  workspace,
  state,
}: Attachment): ProvisioningError | undefined {
  const identity = userAssignedPrincipal(workspace, state);
  if (identity === undefined || !target || !(isAks || isArc)) return undefined;
  return isAllowed(state, identity, `${target.type}/read`, target.id)
    ? undefined
    : roleCheckFailed(identity, 'Reader', target.id);
}

function relayExists({ isArc, target, state }: Attachment): ProvisioningError | undefined {
  if (!isArc || !target || state.getResource(relayOf(target, state) ?? '')) return undefined;
  const detail = 'There is no Azure Relay hybrid connection for this cluster.';
  return problem('InvalidComputeNoKubernetesConfiguration', 'The compute kubeconfig is invalid.', detail);
}

function workspaceOwnsRelay({ isArc, target, workspace, state }: Attachment): ProvisioningError | undefined {
  const identity = userAssignedPrincipal(workspace, state);
  if (!isArc || !target || identity === undefined) return undefined;
  const relay = relayOf(target, state) ?? '';
  // The control-plane side of Azure Relay Owner; Contributor has it, too.
  return isAllowed(state, identity, 'Microsoft.Relay/namespaces/hybridConnections/write', relay)
    ? undefined
    : roleCheckFailed(identity, 'Azure Relay Owner', relay);
}

/** AKS gives nobody a static credential when local accounts are off: the workspace needs trusted access then. */
function localAccountsOrTrustedAccess({
  isAks,
  target,
  workspace,
  state,
}: Attachment): ProvisioningError | undefined {
  if (!isAks || !target || at(target, 'properties', 'disableLocalAccounts') !== true) return undefined;
  const bindings = state.listResources(
    'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
    target.id,
  );
  if (bindings.some((binding) => trusts(binding, workspace))) return undefined;
  const cause =
    'Getting static credential is not allowed because this cluster is set to disable local accounts.';
  return problem('GenericClusterError', `Failed to connect to Kubernetes cluster: ${cause}`, cause);
}

function trusts(binding: Resource, workspace: Resource | undefined): boolean {
  const roles = at(binding, 'properties', 'roles');
  const workload = 'Microsoft.MachineLearningServices/workspaces/mlworkload';
  return (
    sameId(stringAt(binding, 'properties', 'sourceResourceId') ?? '', workspace?.id ?? '') &&
    Array.isArray(roles) &&
    roles.some((role) => sameId(String(role), workload)) &&
    stringAt(binding, 'properties', 'provisioningState') === 'Succeeded'
  );
}

function computeIdentityExists({ compute, state }: Attachment): ProvisioningError | undefined {
  const identities = at(compute, 'identity', 'userAssignedIdentities');
  const missing = Object.keys(isJsonObject(identities) ? identities : {}).find(
    (id) => !state.getResource(id),
  );
  if (missing === undefined) return undefined;
  return problem(
    'IdentityNotFound',
    'The managed identity of the compute was not found.',
    `'${missing}' was not found.`,
  );
}

/** The Azure Machine Learning extension of a cluster, whatever its name. */
export function findExtension(cluster: Resource, state: State): Resource | undefined {
  return state
    .listResources('Microsoft.KubernetesConfiguration/extensions', cluster.id)
    .find((found) =>
      sameId(stringAt(found, 'properties', 'extensionType') ?? '', 'Microsoft.AzureML.Kubernetes'),
    );
}

function relayOf(cluster: Resource, state: State): string | undefined {
  const settings = at(findExtension(cluster, state), 'properties', 'configurationSettings');
  return stringAt(settings, 'relayserver.hybridConnectionResourceID');
}

/**
 * Principal of the user-assigned identity that a workspace attaches with; undefined when it attaches with its
 * system-assigned one, of which no role is asked.
 */
function userAssignedPrincipal(workspace: Resource | undefined, state: State): string | undefined {
  const type = stringAt(workspace, 'identity', 'type') ?? '';
  const primary = stringAt(workspace, 'properties', 'primaryUserAssignedIdentity');
  if (type.includes('SystemAssigned') && primary === undefined) return undefined;
  const identities = at(workspace, 'identity', 'userAssignedIdentities');
  const id = primary ?? (isJsonObject(identities) ? Object.keys(identities)[0] : undefined);
  return id === undefined ? undefined : stringAt(state.getResource(id), 'properties', 'principalId');
}

function roleCheckFailed(principalId: string, role: string, scope: string): ProvisioningError {
  const detail = `Role check failed: the workspace's user-assigned identity with object id '${principalId}' does not hold the role '${role}' over scope '${scope}'.`;
  return problem('ComputeNotAccessible', 'The Kubernetes compute is not accessible.', detail);
}

function problem(code: string, message: string, detail: string): ProvisioningError {
  return { code, message, details: [{ code, message: detail }] };
}
