import type { Grant } from './grants.ts';

/** A built-in role that the identity of a workspace needs. */
export interface RequiredRole extends Grant {
  readonly name: string;
  /** GUID of the role definition, the same in every tenant. */
  readonly id: string;
}

/*
 * What the roles grant is from Azure's list of built-in roles. Any other role that grants as much will do.
 */

export const reader: RequiredRole = {
  name: 'Reader',
  id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  actions: ['*/read'],
  dataActions: [],
};

export const kubernetesExtensionContributor: RequiredRole = {
  name: 'Kubernetes Extension Contributor',
  id: '85cb6faf-e071-4c9b-8136-154b5a04f717',
  actions: [
    'Microsoft.Authorization/*/read',
    'Microsoft.Insights/alertRules/*',
    'Microsoft.Resources/deployments/*',
    'Microsoft.Resources/subscriptions/resourceGroups/read',
    'Microsoft.KubernetesConfiguration/extensions/write',
    'Microsoft.KubernetesConfiguration/extensions/read',
    'Microsoft.KubernetesConfiguration/extensions/delete',
    'Microsoft.KubernetesConfiguration/extensions/operations/read',
  ],
  dataActions: [],
};

export const aksClusterAdmin: RequiredRole = {
  name: 'Azure Kubernetes Service Cluster Admin Role',
  id: '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8',
  actions: [
    'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
    'Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action',
    'Microsoft.ContainerService/managedClusters/read',
    'Microsoft.ContainerService/managedClusters/runcommand/action',
  ],
  dataActions: [],
};

export const azureRelayOwner: RequiredRole = {
  name: 'Azure Relay Owner',
  id: '2787bf04-f1f5-4bfe-8383-c8a24483ee38',
  actions: ['Microsoft.Relay/*'],
  dataActions: ['Microsoft.Relay/*'],
};
