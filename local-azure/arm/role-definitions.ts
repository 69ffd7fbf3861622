/** A role definition. `custom` tells the tenant's own from Azure's. */
export interface RoleDefinition {
  /** GUID. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly custom: boolean;
}

type Permissions = Partial<Pick<RoleDefinition, 'actions' | 'notActions' | 'dataActions' | 'notDataActions'>>;

function builtIn(
  name: string,
  roleName: string,
  description: string,
  permissions: Permissions,
): RoleDefinition {
  return {
    name,
    roleName,
    description,
    actions: [],
    notActions: [],
    dataActions: [],
    notDataActions: [],
    ...permissions,
    custom: false,
  };
}

const deploymentsAndSupport = ['Microsoft.Resources/deployments/*', 'Microsoft.Support/*'];
const readGroups = 'Microsoft.Resources/subscriptions/resourceGroups/read';
const readAuthorization = 'Microsoft.Authorization/*/read';
const alertRules = 'Microsoft.Insights/alertRules/*';

/** Azure's built-in roles that matter here. Source: "Azure built-in roles", GUIDs and permissions as published. */
export const builtInRoles: readonly RoleDefinition[] = [
  builtIn(
    '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    'Owner',
    'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    { actions: ['*'] },
  ),
  builtIn(
    'b24988ac-6180-42a0-ab88-20f7382dd24c',
    'Contributor',
    'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.',
    {
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Blueprint/blueprintAssignments/write',
        'Microsoft.Blueprint/blueprintAssignments/delete',
        'Microsoft.Compute/galleries/share/action',
        'Microsoft.Purview/consents/write',
        'Microsoft.Purview/consents/delete',
        'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
        'Microsoft.Subscription/cancel/action',
        'Microsoft.Subscription/enable/action',
      ],
    },
  ),
  builtIn(
    'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    'Reader',
    'View all resources, but does not allow you to make any changes.',
    { actions: ['*/read'] },
  ),
  builtIn(
    '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    'User Access Administrator',
    'Lets you manage user access to Azure resources.',
    { actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'] },
  ),
  builtIn(
    'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    'Role Based Access Control Administrator',
    'Manage access to Azure resources by assigning roles using Azure RBAC. This role does not allow you to manage access using other ways, such as Azure Policy.',
    {
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  builtIn(
    '2787bf04-f1f5-4bfe-8383-c8a24483ee38',
    'Azure Relay Owner',
    'Allows for full access to Azure Relay resources.',
    {
      actions: ['Microsoft.Relay/*'],
      dataActions: ['Microsoft.Relay/*'],
    },
  ),
  builtIn(
    '26e0b698-aa6d-4085-9386-aadae190014d',
    'Azure Relay Listener',
    'Allows for listen access to Azure Relay resources.',
    {
      actions: ['Microsoft.Relay/*/wcfRelays/read', 'Microsoft.Relay/*/hybridConnections/read'],
      dataActions: ['Microsoft.Relay/*/listen/action'],
    },
  ),
  builtIn(
    '26baccc8-eea7-41f1-98f4-1762cc7f685d',
    'Azure Relay Sender',
    'Allows for send access to Azure Relay resources.',
    {
      actions: ['Microsoft.Relay/*/wcfRelays/read', 'Microsoft.Relay/*/hybridConnections/read'],
      dataActions: ['Microsoft.Relay/*/send/action'],
    },
  ),
  builtIn(
    'e503ece1-11d0-4e8e-8e2c-7a6c3bf38815',
    'AzureML Compute Operator',
    'Can access and perform CRUD operations on Machine Learning Services managed compute resources (including Notebook VMs).',
    {
      actions: [
        'Microsoft.MachineLearningServices/workspaces/computes/*',
        'Microsoft.MachineLearningServices/workspaces/notebooks/vm/*',
      ],
    },
  ),
  builtIn(
    'f6c7c914-8db3-469d-8ca1-694a8f32e121',
    'AzureML Data Scientist',
    'Can perform all actions within an Azure Machine Learning workspace, except for creating or deleting compute resources and modifying the workspace itself.',
    {
      actions: [
        'Microsoft.MachineLearningServices/workspaces/*/read',
        'Microsoft.MachineLearningServices/workspaces/*/action',
        'Microsoft.MachineLearningServices/workspaces/*/delete',
        'Microsoft.MachineLearningServices/workspaces/*/write',
      ],
      notActions: [
        'Microsoft.MachineLearningServices/workspaces/delete',
        'Microsoft.MachineLearningServices/workspaces/write',
        'Microsoft.MachineLearningServices/workspaces/computes/*/write',
        'Microsoft.MachineLearningServices/workspaces/computes/*/delete',
        'Microsoft.MachineLearningServices/workspaces/computes/listKeys/action',
        'Microsoft.MachineLearningServices/workspaces/listKeys/action',
        'Microsoft.MachineLearningServices/workspaces/hubs/write',
        'Microsoft.MachineLearningServices/workspaces/hubs/delete',
        'Microsoft.MachineLearningServices/workspaces/featurestores/write',
        'Microsoft.MachineLearningServices/workspaces/featurestores/delete',
      ],
    },
  ),
  builtIn(
    '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8',
    'Azure Kubernetes Service Cluster Admin Role',
    'List cluster admin credential action.',
    {
      actions: [
        'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
        'Microsoft.ContainerService/managedClusters/accessProfiles/listCredential/action',
        'Microsoft.ContainerService/managedClusters/read',
        'Microsoft.ContainerService/managedClusters/runcommand/action',
      ],
    },
  ),
  builtIn(
    '4abbcc35-e782-43d8-92c5-2d3f1bd2253f',
    'Azure Kubernetes Service Cluster User Role',
    'List cluster user credential action.',
    {
      actions: [
        'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
        'Microsoft.ContainerService/managedClusters/read',
      ],
    },
  ),
  builtIn(
    'ed7f3fbd-7b88-4dd4-9017-9adb7ce333f8',
    'Azure Kubernetes Service Contributor Role',
    'Grants access to read and write Azure Kubernetes Service clusters',
    {
      actions: [
        'Microsoft.ContainerService/managedClusters/read',
        'Microsoft.ContainerService/managedClusters/write',
        'Microsoft.Resources/deployments/*',
      ],
    },
  ),
  builtIn(
    '00493d72-78f6-4148-b6c5-d3ce8e4799dd',
    'Azure Arc Enabled Kubernetes Cluster User Role',
    'List cluster user credentials action.',
    {
      actions: [
        'Microsoft.Resources/deployments/write',
        'Microsoft.Resources/subscriptions/operationresults/read',
        'Microsoft.Resources/subscriptions/read',
        readGroups,
        'Microsoft.Kubernetes/connectedClusters/listClusterUserCredentials/action',
        alertRules,
        'Microsoft.Support/*',
        'Microsoft.Kubernetes/connectedClusters/listClusterUserCredential/action',
      ],
    },
  ),
  builtIn(
    '34e09817-6cbe-4d01-b1a2-e0eac5743d41',
    'Kubernetes Cluster - Azure Arc Onboarding',
    'Role definition to authorize any user/service to create connectedClusters resource',
    {
      actions: [
        readAuthorization,
        alertRules,
        'Microsoft.Resources/deployments/write',
        'Microsoft.Resources/subscriptions/operationresults/read',
        'Microsoft.Resources/subscriptions/read',
        readGroups,
        'Microsoft.Kubernetes/connectedClusters/Write',
        'Microsoft.Kubernetes/connectedClusters/read',
        'Microsoft.Support/*',
      ],
    },
  ),
  builtIn(
    '85cb6faf-e071-4c9b-8136-154b5a04f717',
    'Kubernetes Extension Contributor',
    'Can create, update, get, list and delete Kubernetes Extensions, and get extension async operations',
    {
      actions: [
        readAuthorization,
        alertRules,
        'Microsoft.Resources/deployments/*',
        readGroups,
        'Microsoft.KubernetesConfiguration/extensions/write',
        'Microsoft.KubernetesConfiguration/extensions/read',
        'Microsoft.KubernetesConfiguration/extensions/delete',
        'Microsoft.KubernetesConfiguration/extensions/operations/read',
      ],
    },
  ),
  builtIn(
    'f1a07417-d97a-45cb-824c-7a7467783830',
    'Managed Identity Operator',
    'Read and Assign User Assigned Identity',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
        readAuthorization,
        alertRules,
        ...deploymentsAndSupport,
        readGroups,
      ],
    },
  ),
  builtIn(
    'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    'Managed Identity Contributor',
    'Create, Read, Update, and Delete User Assigned Identity',
    {
      actions: [
        'Microsoft.ManagedIdentity/userAssignedIdentities/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
        readAuthorization,
        alertRules,
        ...deploymentsAndSupport,
        readGroups,
      ],
    },
  ),
];
