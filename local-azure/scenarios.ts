import { guidOf } from './guid.ts';
import type {
  Application,
  Fault,
  FaultCondition,
  FaultEffect,
  Scenario,
  ScenarioResource,
} from './scenario.ts';

/**
 * Builders of scenarios: each makes one ARM resource as Azure answers it, in the shapes of the official examples.
 * `overrides` go into `properties`.
 */

export const tenantId = 'b1f4c8d2-6e3a-4f57-9c0b-2a7d51e8f346';
export const subscriptionId = '5d2c7a91-84e6-4b3f-a0d5-c97f13e6b428';
/** Resource groups of the Contoso scenario: the workspaces' and the clusters'. */
export const mlGroup = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml`;
export const clusterGroup = `/subscriptions/${subscriptionId}/resourceGroups/rg-clusters`;
export const location = 'westeurope';

type Properties = Readonly<Record<string, unknown>>;

interface Named {
  readonly name: string;
  /** ARM ID. */
  readonly resourceGroup?: string;
  readonly overrides?: Properties;
}

/** `primary` is needed only where there are several user-assigned identities. */
export type WorkspaceIdentity =
  | 'system'
  | { readonly userAssigned: readonly string[]; readonly primary?: string };

export function workspace({
  name,
  identity,
  resourceGroup = mlGroup,
  overrides,
}: Named & { identity: WorkspaceIdentity }): ScenarioResource {
  const id = `${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;
  const providers = `${resourceGroup}/providers`;
  const plain = name.replaceAll('-', '');
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces',
    location,
    tags: {},
    kind: 'Default',
    sku: { name: 'Basic', tier: 'Basic' },
    identity: workspaceIdentity(id, identity),
    properties: {
      friendlyName: name,
      description: '',
      storageAccount: `${providers}/Microsoft.Storage/storageAccounts/st${plain}`,
      keyVault: `${providers}/Microsoft.KeyVault/vaults/kv${plain}`,
      applicationInsights: `${providers}/Microsoft.Insights/components/appi${plain}`,
      hbiWorkspace: false,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      discoveryUrl: 'https://westeurope.local-azure.invalid/discovery',
      workspaceId: guidOf(`${id}#workspace`),
      tenantId,
      v1LegacyMode: false,
      ...(identity !== 'system' && {
        primaryUserAssignedIdentity: identity.primary ?? identity.userAssigned[0],
      }),
      ...overrides,
    },
  };
}

function workspaceIdentity(id: string, identity: WorkspaceIdentity) {
  if (identity === 'system') return { type: 'SystemAssigned', principalId: guidOf(id), tenantId };
  const userAssignedIdentities = Object.fromEntries(
    identity.userAssigned.map((assigned) => [assigned, principalOf(assigned)]),
  );
  return { type: 'UserAssigned', userAssignedIdentities };
}

/** The principal that a user-assigned identity of this ID stands for: what its role assignments name. */
export function principalOf(identityId: string): { readonly principalId: string; readonly clientId: string } {
  return { principalId: guidOf(`${identityId}#principal`), clientId: guidOf(`${identityId}#client`) };
}

export function userAssignedIdentity({ name, resourceGroup = mlGroup, overrides }: Named): ScenarioResource {
  const id = `${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  return { id, location, tags: {}, properties: { tenantId, ...principalOf(id), ...overrides } };
}

export function aksCluster({ name, resourceGroup = clusterGroup, overrides }: Named): ScenarioResource {
  const id = `${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  return {
    id,
    location,
    tags: {},
    identity: { type: 'SystemAssigned', principalId: guidOf(id), tenantId },
    sku: { name: 'Base', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: '1.36',
      currentKubernetesVersion: '1.36.2',
      dnsPrefix: name,
      fqdn: `${name}.hcp.westeurope.local-azure.invalid`,
      agentPoolProfiles: [
        {
          name: 'gpu',
          count: 3,
          vmSize: 'Standard_NC24ads_A100_v4',
          osType: 'Linux',
          mode: 'System',
          provisioningState: 'Succeeded',
          powerState: { code: 'Running' },
          orchestratorVersion: '1.36',
          currentOrchestratorVersion: '1.36.2',
        },
      ],
      servicePrincipalProfile: { clientId: 'msi' },
      nodeResourceGroup: `MC_rg-clusters_${name}_${location}`,
      enableRBAC: true,
      disableLocalAccounts: false,
      networkProfile: { networkPlugin: 'azure', loadBalancerSku: 'standard' },
      ...overrides,
    },
  };
}

export function arcCluster({ name, resourceGroup = clusterGroup, overrides }: Named): ScenarioResource {
  const id = `${resourceGroup}/providers/Microsoft.Kubernetes/connectedClusters/${name}`;
  const now = Date.now();
  return {
    id,
    location,
    tags: {},
    identity: { type: 'SystemAssigned', principalId: guidOf(id), tenantId },
    properties: {
      agentPublicKeyCertificate: 'MIICCgKCAQEA',
      provisioningState: 'Succeeded',
      connectivityStatus: 'Connected',
      distribution: 'k3s',
      infrastructure: 'generic',
      kubernetesVersion: '1.36.1',
      totalNodeCount: 4,
      totalCoreCount: 64,
      agentVersion: '1.29.4',
      lastConnectivityTime: new Date(now).toISOString(),
      managedIdentityCertificateExpirationTime: new Date(now + 80 * 86_400_000).toISOString(),
      ...overrides,
    },
  };
}

interface ExtensionOptions {
  readonly name?: string;
  /** ID of a hybrid connection: what Azure ML reaches an Arc-enabled cluster through. */
  readonly relay?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly overrides?: Properties;
}

/** The Azure Machine Learning extension on a cluster of either kind. */
export function amlExtension(
  clusterId: string,
  { name = 'azureml', relay, settings, overrides }: ExtensionOptions = {},
): ScenarioResource {
  return {
    id: `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/${name}`,
    identity: { type: 'SystemAssigned', principalId: guidOf(`${clusterId}#${name}`), tenantId },
    properties: {
      extensionType: 'Microsoft.AzureML.Kubernetes',
      autoUpgradeMinorVersion: true,
      releaseTrain: 'stable',
      version: null,
      currentVersion: '1.1.101',
      scope: { cluster: { releaseNamespace: 'azureml' } },
      configurationSettings: {
        enableTraining: 'True',
        enableInference: 'True',
        allowInsecureConnections: 'False',
        ...(relay !== undefined && {
          'relayserver.enabled': 'true',
          'relayserver.hybridConnectionResourceID': relay,
        }),
        ...settings,
      },
      provisioningState: 'Succeeded',
      statuses: [],
      isSystemExtension: false,
      ...overrides,
    },
  };
}

interface RelayOptions {
  readonly namespace: string;
  readonly hybridConnection: string;
  readonly resourceGroup?: string;
  /** How many relay servers in the cluster listen; 0: the cluster cannot be reached. */
  readonly listenerCount?: number;
}

/** A relay namespace and its hybrid connection, in this order. */
export function relay({
  namespace,
  hybridConnection,
  resourceGroup = clusterGroup,
  listenerCount = 2,
}: RelayOptions): [ScenarioResource, ScenarioResource] {
  const id = `${resourceGroup}/providers/Microsoft.Relay/namespaces/${namespace}`;
  const created = { createdAt: '2026-03-02T08:14:27.41Z', updatedAt: '2026-03-02T08:15:02.877Z' };
  const namespaceResource = {
    id,
    location,
    tags: {},
    sku: { name: 'Standard', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      metricId: `${subscriptionId}:${namespace}`,
      serviceBusEndpoint: `https://${namespace}.servicebus.local-azure.invalid:443/`,
      status: 'Active',
      ...created,
    },
  };
  const connection = {
    id: `${id}/hybridConnections/${hybridConnection}`,
    properties: { ...created, listenerCount, requiresClientAuthorization: true, userMetadata: '' },
  };
  return [namespaceResource, connection];
}

export function virtualMachine({ name, resourceGroup = mlGroup, overrides }: Named): ScenarioResource {
  return {
    id: `${resourceGroup}/providers/Microsoft.Compute/virtualMachines/${name}`,
    location,
    tags: {},
    properties: {
      vmId: guidOf(`vm ${name}`),
      provisioningState: 'Succeeded',
      hardwareProfile: { vmSize: 'Standard_D8s_v5' },
      storageProfile: { osDisk: { osType: 'Linux', createOption: 'FromImage', name: `${name}-os` } },
      osProfile: { computerName: name, adminUsername: 'azureuser' },
      instanceView: {
        statuses: [
          { code: 'ProvisioningState/succeeded', level: 'Info' },
          { code: 'PowerState/running', level: 'Info' },
        ],
      },
      ...overrides,
    },
  };
}

export const deployer: Application = {
  clientId: '3f9b6d07-1c58-4e2a-b7f4-80d2a5c91e63',
  objectId: 'e84a1f35-97c2-4d06-a3be-5b10f7d6c289',
  name: 'ml-platform-deployer',
  federatedCredentials: [
    { subject: 'repo:contoso/ml-platform:ref:refs/heads/main', audience: 'api://AzureADTokenExchange' },
  ],
  clientSecrets: [],
};

/** What goes wrong when: a fault of a scenario, or for `state.addFault`. */
export function fault(when: FaultCondition, effect: FaultEffect, times = 1): Fault {
  return { when, times, effect };
}

/** IDs of what stands in the Contoso scenario. */
export const contosoIds = {
  workspace: `${mlGroup}/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`,
  edgeWorkspace: `${mlGroup}/providers/Microsoft.MachineLearningServices/workspaces/ml-edge`,
  edgeIdentity: `${mlGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-ml-edge`,
  aks: `${clusterGroup}/providers/Microsoft.ContainerService/managedClusters/aks-gpu`,
  arc: `${clusterGroup}/providers/Microsoft.Kubernetes/connectedClusters/arc-edge`,
  relay: `${clusterGroup}/providers/Microsoft.Relay/namespaces/arc-edge-relay/hybridConnections/amlarc`,
  machine: `${mlGroup}/providers/Microsoft.Compute/virtualMachines/vm-dsvm`,
} as const;

/**
 * Contoso: workspace `ml-prod` with a system-assigned identity and AKS cluster `aks-gpu`, ready to be attached; workspace
 * `ml-edge` with a user-assigned identity that holds no roles yet, and Arc-enabled cluster `arc-edge` with its relay;
 * virtual machine `vm-dsvm`.
 * Workflows on `main` of contoso/ml-platform sign in as `deployer`, Contributor of both resource groups.
 */
export function contoso(): Scenario & { resources: ScenarioResource[] } {
  const contributor = (scope: string) => ({
    principalId: deployer.objectId,
    role: 'Contributor',
    scope,
    name: guidOf(`deployer on ${scope}`),
  });
  return {
    tenantId,
    applications: [deployer],
    roleAssignments: [contributor(mlGroup), contributor(clusterGroup)],
    resources: [
      workspace({ name: 'ml-prod', identity: 'system' }),
      aksCluster({ name: 'aks-gpu' }),
      amlExtension(contosoIds.aks),
      userAssignedIdentity({ name: 'id-ml-edge' }),
      workspace({ name: 'ml-edge', identity: { userAssigned: [contosoIds.edgeIdentity] } }),
      arcCluster({ name: 'arc-edge' }),
      ...relay({ namespace: 'arc-edge-relay', hybridConnection: 'amlarc' }),
      amlExtension(contosoIds.arc, { relay: contosoIds.relay }),
      virtualMachine({ name: 'vm-dsvm' }),
    ],
  };
}
