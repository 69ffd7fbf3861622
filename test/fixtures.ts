import type { AksClusterState, ArcClusterState, Cluster } from '../src/azure/cluster.ts';
import type { LiveCompute, LiveIdentity, ManagedIdentity } from '../src/azure/compute.ts';
import type { Extension } from '../src/azure/extension.ts';
import type { Failure } from '../src/azure/failure.ts';
import type { ClusterFacts, MachineFacts } from '../src/azure/observe.ts';
import { absent, found, type Observed } from '../src/azure/observed.ts';
import { formatResourceId, parseResourceId, type ResourceId } from '../src/azure/resource-id.ts';
import type { Permission } from '../src/azure/roles.ts';
import type { VirtualMachine, VirtualMachineState } from '../src/azure/virtual-machine.ts';
import type { Workspace, WorkspaceName } from '../src/azure/workspace.ts';
import type { ClusterSituation, MachineSituation } from '../src/checks/check.ts';
import type { Finding } from '../src/checks/finding.ts';
import type { ComputeReport, Report } from '../src/report/report.ts';
import { type InputName, type Inputs, inputDefaults } from '../src/request/inputs.ts';
import type {
  AttachRequest,
  Compute,
  DeclaredCompute,
  KubernetesCompute,
  SshSettings,
  VirtualMachineCompute,
} from '../src/request/request.ts';

/*
 * Things in good order, to be changed in what a test is about: the workspace `ml-prod`, whose identity is
 * system-assigned, and the AKS cluster `aks-gpu`, attached to it as `gpu`.
 */

export const subscriptionId = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
export const tenantId = '72f988bf-86f1-41af-91ab-2d7cd011db47';
export const clientId = '11112222-3333-4444-5555-666677778888';
export const principalId = '99998888-7777-6666-5555-444433332222';

const inGroup = (provider: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers/${provider}`;
export const ids = {
  aks: inGroup('Microsoft.ContainerService/managedClusters/aks-gpu'),
  otherAks: inGroup('Microsoft.ContainerService/managedClusters/aks-cpu'),
  arc: inGroup('Microsoft.Kubernetes/connectedClusters/arc-edge'),
  vm: inGroup('Microsoft.Compute/virtualMachines/vm-dsvm'),
  identity: inGroup('Microsoft.ManagedIdentity/userAssignedIdentities/id-jobs'),
  otherIdentity: inGroup('Microsoft.ManagedIdentity/userAssignedIdentities/id-other'),
  relay: inGroup('Microsoft.Relay/namespaces/relay-edge'),
  compute: inGroup('Microsoft.MachineLearningServices/workspaces/ml-prod/computes/gpu'),
} as const;

/** Reads an ID that is known to be one. */
export function anId(text: string): ResourceId {
  const reading = parseResourceId(text);
  if (!reading.ok) throw new Error(`${text} ${reading.problem}`);
  return reading.id;
}

export const aks: Cluster = { kind: 'aks', id: anId(ids.aks) };
export const arc: Cluster = { kind: 'arc', id: anId(ids.arc) };

export const aWorkspaceName: WorkspaceName = { subscriptionId, resourceGroup: 'rg-ml', name: 'ml-prod' };

/** The inputs of a workflow that attaches `aks-gpu`. */
export const inputs = (changes: Partial<Record<InputName, string>> = {}): Inputs => ({
  ...inputDefaults,
  'client-id': clientId,
  'tenant-id': tenantId,
  'subscription-id': subscriptionId,
  'resource-group': 'rg-ml',
  'workspace-name': 'ml-prod',
  name: 'gpu',
  'resource-id': ids.aks,
  ...changes,
});

export const aCompute = (changes: Partial<KubernetesCompute> = {}): KubernetesCompute => ({
  type: 'kubernetes',
  name: 'gpu',
  cluster: aks,
  namespace: 'default',
  identity: { type: 'None' },
  description: undefined,
  tags: undefined,
  instanceTypes: undefined,
  defaultInstanceType: undefined,
  ...changes,
});

/** A compute with what the checks judge of it. */
export const declared = (compute: Compute = aCompute()): DeclaredCompute => ({
  compute,
  declaration:
    compute.type === 'kubernetes'
      ? { name: compute.name, target: compute.cluster, namespace: compute.namespace }
      : { name: compute.name, target: compute.machine },
});

export const machine: VirtualMachine = { kind: 'vm', id: anId(ids.vm) };

export const someSsh = (changes: Partial<SshSettings> = {}): SshSettings => ({
  port: 22,
  username: 'azureuser',
  password: 'correct horse',
  privateKey: undefined,
  ...changes,
});

export const aMachineCompute = (changes: Partial<VirtualMachineCompute> = {}): VirtualMachineCompute => ({
  type: 'virtualmachine',
  name: 'dsvm',
  machine,
  identity: { type: 'None' },
  description: undefined,
  tags: undefined,
  ssh: someSsh(),
  ...changes,
});

export const aRequest = (changes: Partial<AttachRequest> = {}): AttachRequest => ({
  mode: 'attach',
  signIn: { kind: 'github-oidc', clientId, tenantId, audience: 'api://AzureADTokenExchange' },
  cloud: { kind: 'named', name: 'AzureCloud' },
  workspace: aWorkspaceName,
  computes: [declared()],
  recreate: 'when-failed',
  fixes: new Set(),
  skipChecks: new Set(),
  failOn: 'error',
  wait: true,
  timeoutMs: 3_600_000,
  parallel: 8,
  ...changes,
});

export const userAssigned = (...[first, ...others]: readonly [string, ...string[]]): ManagedIdentity => ({
  type: 'UserAssigned',
  ids: [anId(first), ...others.map(anId)],
});

/** The compute that Azure makes of what is declared. */
export const liveFrom = (declared: KubernetesCompute, changes: Partial<LiveCompute> = {}): LiveCompute => ({
  id: ids.compute,
  name: declared.name,
  computeType: 'Kubernetes',
  provisioningState: 'Succeeded',
  provisioningErrors: [],
  resourceId: formatResourceId(declared.cluster.id),
  namespace: declared.namespace,
  instanceTypes: declared.instanceTypes ?? {},
  defaultInstanceType: declared.defaultInstanceType,
  sshPort: undefined,
  description: declared.description,
  tags: declared.tags ?? {},
  identity: liveIdentity(declared.identity ?? { type: 'None' }),
  ...changes,
});

export const aLiveCompute = (changes: Partial<LiveCompute> = {}): LiveCompute =>
  liveFrom(aCompute(), changes);

export const liveIdentity = (identity: ManagedIdentity): LiveIdentity => ({
  type: identity.type,
  userAssigned:
    identity.type === 'UserAssigned'
      ? identity.ids.map((id) => ({ id: formatResourceId(id), principalId }))
      : [],
  principalId: identity.type === 'None' ? undefined : principalId,
});

export const aFailure = (changes: Partial<Failure> = {}): Failure => ({
  operation: 'read the thing',
  status: 403,
  code: 'AuthorizationFailed',
  message: 'The client does not have authorization to perform action X over scope Y.',
  details: [],
  correlationId: 'corr-1',
  ...changes,
});

export const unreadable = (changes: Partial<Failure> = {}): Observed<never> => ({
  state: 'unreadable',
  failure: aFailure(changes),
});

export const aWorkspace = (changes: Partial<Workspace> = {}): Workspace => ({
  location: 'westeurope',
  provisioningState: 'Succeeded',
  identity: { kind: 'system-assigned' },
  ...changes,
});

export function aPermission(changes: Partial<Permission>): Permission {
  return { actions: [], notActions: [], dataActions: [], notDataActions: [], ...changes };
}

export const anAksCluster = (changes: Partial<AksClusterState> = {}): AksClusterState => ({
  kind: 'aks',
  location: 'westeurope',
  provisioningState: 'Succeeded',
  powerState: 'Running',
  kubernetesVersion: '1.34.1',
  identity: 'managed identity',
  localAccountsDisabled: false,
  apiServerRestricted: false,
  ...changes,
});

export const anArcCluster = (changes: Partial<ArcClusterState> = {}): ArcClusterState => ({
  kind: 'arc',
  provisioningState: 'Succeeded',
  connectivityStatus: 'Connected',
  kubernetesVersion: '1.34.1',
  certificateExpiresAt: undefined,
  ...changes,
});

export const anExtension = (changes: Partial<Extension> = {}): Extension => ({
  name: 'azureml',
  provisioningState: 'Succeeded',
  problems: [],
  hybridConnectionId: undefined,
  trainingEnabled: true,
  inferenceEnabled: false,
  insecureConnectionsAllowed: false,
  ...changes,
});

/** What the role Owner grants. */
export const mayDoAnything: Permission = aPermission({ actions: ['*'] });

export const aFacts = (changes: Partial<ClusterFacts> = {}): ClusterFacts => ({
  kind: 'cluster',
  workspace: found(aWorkspace()),
  compute: absent,
  cluster: found(anAksCluster()),
  extension: found(anExtension()),
  relayLocation: undefined,
  relay: undefined,
  workspaceRoles: undefined,
  trustedAccess: found([]),
  ownPermissions: {
    onIdentity: undefined,
    onWorkspace: found([mayDoAnything]),
    onCluster: undefined,
    onRelay: undefined,
  },
  observedAt: Date.UTC(2026, 10, 22),
  computeIdentities: [],
  ...changes,
});

export const aMachine = (changes: Partial<VirtualMachineState> = {}): VirtualMachineState => ({
  provisioningState: 'Succeeded',
  powerState: 'running',
  osType: 'Linux',
  ...changes,
});

export function machineFacts(changes: Partial<MachineFacts> = {}): MachineFacts {
  const { workspace, compute, ownPermissions, observedAt, computeIdentities } = aFacts();
  const shared = { workspace, compute, ownPermissions, observedAt, computeIdentities };
  return { ...shared, kind: 'machine', machine: found(aMachine()), ...changes };
}

export const machineSituation = (changes: Partial<MachineSituation> = {}): MachineSituation => ({
  kind: 'machine',
  mode: 'attach',
  workspace: aWorkspaceName,
  recreate: 'when-failed',
  fixes: new Set(),
  machine,
  ssh: someSsh(),
  ...changes,
});

export const aSituation = (changes: Partial<ClusterSituation> = {}): ClusterSituation => ({
  kind: 'cluster',
  mode: 'attach',
  workspace: aWorkspaceName,
  cluster: aks,
  trustedAccessOffered: true,
  recreate: 'when-failed',
  fixes: new Set(),
  ...changes,
});

export const aFinding = (changes: Partial<Finding> = {}): Finding => ({
  check: 'cluster',
  severity: 'ok',
  verified: true,
  expected: 'a cluster that runs',
  actual: 'it runs',
  link: 'https://learn.microsoft.com/azure/machine-learning/',
  ...changes,
});

export const aComputeReport = (changes: Partial<ComputeReport> = {}): ComputeReport => ({
  name: 'gpu',
  id: ids.compute,
  at: null,
  declared: { type: 'kubernetes', resourceId: ids.aks, clusterKind: 'aks', namespace: 'default' },
  action: 'none',
  changed: false,
  succeeded: true,
  compliant: true,
  provisioningState: 'Succeeded',
  principalId: null,
  studioUrl: 'https://ml.azure.com/compute/gpu/details',
  differences: [],
  findings: [],
  repairs: [],
  failure: null,
  ...changes,
});

export const aReport = (compute: Partial<ComputeReport> = {}, changes: Partial<Report> = {}): Report => ({
  version: 1,
  mode: 'attach',
  workspace: aWorkspaceName,
  succeeded: true,
  problems: [],
  notices: [],
  findings: [],
  failure: null,
  computes: [aComputeReport({ succeeded: changes.succeeded ?? true, ...compute })],
  ...changes,
});
