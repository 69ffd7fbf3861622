import type { Failure } from '../azure/failure.ts';
import { assignRole } from '../checks/azure-cli.ts';
import type { Fix } from '../checks/finding.ts';
import type { Context, Entry } from './entry.ts';

const access = 'https://learn.microsoft.com/azure/role-based-access-control/troubleshooting';
const common =
  'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors';

/** Errors of Azure Resource Manager, before a request reaches the service that it is for. */
export const resourceManagerErrors: readonly Entry[] = [
  {
    text: 'AuthorizationFailed: The client does not have authorization to perform action over scope',
    codes: ['AuthorizationFailed'],
    cause:
      'No role of the identity that the run has signed in as grants the action at the scope or above it. A role that was assigned in the last minutes may not be effective yet.',
    fixes: grantAction,
    source: access,
    example: {
      code: 'AuthorizationFailed',
      message:
        "The client '3f2504e0-4f89-41d3-9a0c-0305e82c3301' with object id '99998888-7777-6666-5555-444433332222' does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/computes/write' over scope '/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod/computes/gpu' or the scope is invalid. If access was recently granted, please refresh your credentials.",
    },
  },
  {
    text: 'LinkedAuthorizationFailed: does not have permission to perform action on the linked scope',
    codes: ['LinkedAuthorizationFailed'],
    cause:
      'The identity that the run has signed in as may write the compute, but not link it with another resource that the compute names, such as a user-assigned identity.',
    fixes: grantLinkedAction,
    source: access,
    example: {
      code: 'LinkedAuthorizationFailed',
      message:
        "The client '3f2504e0-4f89-41d3-9a0c-0305e82c3301' with object id '99998888-7777-6666-5555-444433332222' has permission to perform action 'Microsoft.MachineLearningServices/workspaces/computes/write' on scope '/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod/computes/gpu'; however, it does not have permission to perform action(s) 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/rg-ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-jobs' (respectively) or the linked scope(s) are invalid.",
    },
  },
  {
    text: 'SubscriptionNotFound: The subscription could not be found',
    codes: ['SubscriptionNotFound'],
    cause: 'subscription-id is mistyped, or the subscription belongs to another tenant or cloud.',
    fixes: () => [
      {
        advice: 'Compare it with the subscriptions that there are:',
        commands: [
          ['az', 'account', 'list', '--query', '[].{name:name, id:id, tenant:tenantId, cloud:cloudName}'],
        ],
      },
    ],
    source: common,
    example: {
      code: 'SubscriptionNotFound',
      message: "The subscription '11112222-3333-4444-5555-666677778888' could not be found.",
    },
  },
  {
    text: 'InvalidAuthenticationTokenTenant: The access token is from the wrong issuer',
    codes: ['InvalidAuthenticationTokenTenant'],
    cause: 'The subscription belongs to another tenant than the one of tenant-id.',
    fixes: ({ workspace }) => [
      {
        advice: 'Set tenant-id to the tenant of the subscription:',
        commands: [
          [
            ...['az', 'account', 'show', '--subscription', workspace.subscriptionId],
            ...['--query', 'tenantId', '--output', 'tsv'],
          ],
        ],
      },
    ],
    source: common,
    example: {
      code: 'InvalidAuthenticationTokenTenant',
      message:
        "The access token is from the wrong issuer 'https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/'. It must match the tenant 'https://sts.windows.net/b1f4c8d2-6e3a-4f57-9c0b-2a7d51e8f346/' associated with this subscription.",
    },
  },
  {
    text: 'MissingSubscriptionRegistration: The subscription is not registered to use namespace',
    codes: ['MissingSubscriptionRegistration'],
    cause: 'The subscription has not used this resource provider before.',
    fixes: ({ workspace }, { message }) => [
      {
        advice: 'Register the provider, which takes some minutes:',
        commands: [
          [
            ...['az', 'provider', 'register', '--wait', '--subscription', workspace.subscriptionId],
            ...['--namespace', quoted(message, /use namespace/) ?? '<namespace>'],
          ],
        ],
      },
    ],
    source:
      'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider',
    example: {
      code: 'MissingSubscriptionRegistration',
      message:
        "The subscription is not registered to use namespace 'Microsoft.KubernetesConfiguration'. See https://aka.ms/rps-not-found for how to register subscriptions.",
    },
  },
  {
    text: 'RequestDisallowedByPolicy: Resource was disallowed by policy',
    codes: ['RequestDisallowedByPolicy'],
    cause: 'An Azure Policy assignment denies what was written. The message names the policy.',
    fixes: ({ workspace }) => [
      {
        advice: 'See what is assigned, and declare what it allows or ask its owner for an exemption:',
        commands: [
          [
            ...['az', 'policy', 'assignment', 'list', '--disable-scope-strict-match'],
            ...['--subscription', workspace.subscriptionId, '--resource-group', workspace.resourceGroup],
          ],
        ],
      },
    ],
    source:
      'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy',
    example: {
      code: 'RequestDisallowedByPolicy',
      message:
        'Resource \'gpu\' was disallowed by policy. Policy identifiers: \'[{"policyAssignment":{"name":"Computes without local authentication"}}]\'.',
    },
  },
  {
    text: 'ScopeLocked: cannot perform write operation because following scope(s) are locked',
    codes: ['ScopeLocked'],
    cause: 'A lock on the workspace, its resource group or its subscription forbids the change.',
    fixes: ({ workspace }) => [
      {
        advice: 'See the locks, and have the one in the way removed for the time of the change:',
        commands: [
          [
            ...['az', 'lock', 'list', '--subscription', workspace.subscriptionId],
            ...['--resource-group', workspace.resourceGroup],
          ],
        ],
      },
    ],
    source: 'https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources',
    example: {
      code: 'ScopeLocked',
      message:
        "The scope '/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod/computes/gpu' cannot perform write operation because following scope(s) are locked: '/subscriptions/11112222-3333-4444-5555-666677778888/resourceGroups/rg-ml'. Please remove the lock and try again.",
    },
  },
  {
    text: 'TooManyRequests: The request is being throttled as the limit has been reached',
    codes: ['TooManyRequests', 'SubscriptionRequestsThrottled'],
    cause:
      'More was asked of Azure Resource Manager than it takes at a time from one identity and subscription. The action has waited as long as it was told to, several times.',
    fixes: () => [
      {
        advice: 'Run again later, with fewer jobs at once that sign in as the same identity.',
        commands: [],
      },
    ],
    source:
      'https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling',
    example: {
      code: 'TooManyRequests',
      message:
        'The request is being throttled as the limit has been reached for operation type - Write. For more information, see - https://aka.ms/srpthrottlinglimits',
    },
  },
];

/** The text in quotation marks after some words of a message. */
const quoted = (message: string, after: RegExp): string | undefined =>
  new RegExp(`${after.source} '([^']+)'`).exec(message)?.[1];

function grantAction(_: Context, { message }: Failure): readonly Fix[] {
  return grant(
    quoted(message, /perform action/),
    quoted(message, /over scope/),
    quoted(message, /object id/),
  );
}

function grantLinkedAction(_: Context, { message }: Failure): readonly Fix[] {
  return grant(
    quoted(message, /perform action\(s\)/),
    quoted(message, /linked scope\(s\)/),
    quoted(message, /object id/),
  );
}

function grant(action = '<action>', scope = '<scope>', objectId = '<object-id>'): readonly Fix[] {
  const role = roleFor(action);
  const where = outermostResource(scope);
  if (!role) {
    return [{ advice: `Assign a role that grants ${action} at ${where} or above.`, commands: [] }];
  }
  return [
    {
      advice: `${role} grants ${action}; a custom role with only this action will do, too:`,
      commands: [assignRole(role, where, objectId)],
    },
  ];
}

/** The narrowest built-in roles that grant an action. Source: Azure's list of built-in roles. */
const roles: readonly (readonly [RegExp, string])[] = [
  [/\/read$/i, 'Reader'],
  [/^Microsoft\.MachineLearningServices\/workspaces\/computes\//i, 'AzureML Compute Operator'],
  [/^Microsoft\.KubernetesConfiguration\/extensions\//i, 'Kubernetes Extension Contributor'],
  [/^Microsoft\.ContainerService\/managedClusters\//i, 'Azure Kubernetes Service Contributor Role'],
  [/^Microsoft\.Authorization\/roleAssignments\//i, 'Role Based Access Control Administrator'],
  [/^Microsoft\.ManagedIdentity\/userAssignedIdentities\/assign\//i, 'Managed Identity Operator'],
];

const roleFor = (action: string): string | undefined => roles.find(([actions]) => actions.test(action))?.[1];

/** Roles are assigned at a resource that is there; what lies in it, such as the compute, may not be there yet. */
const outermostResource = (scope: string): string =>
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/]+/i.exec(scope)?.[0] ?? scope;
