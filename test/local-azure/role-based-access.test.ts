import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { matchesAction } from '../../local-azure/arm/rbac.ts';
import type { LocalAzure, ScenarioRoleAssignment } from '../../local-azure/index.ts';
import {
  clusterGroup,
  contoso,
  contosoIds,
  deployer,
  principalOf,
  subscriptionId,
} from '../../local-azure/scenarios.ts';
import { type ArmClient, signIn, start } from './client.ts';

const team = { objectId: '4a7c92e1-05d8-4f3b-8e66-b1d20c9f7a34', members: [deployer.objectId] };
const division = { objectId: 'd02f6b58-3e97-4ac1-95b4-7f8c1e03da62', members: [team.objectId] };
const reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const names = ['0f5a1c3e-2b7d-4e96-8f10-6c4b9d2e7a58', '7d3b9f20-61ce-4a85-b2f7-938e0c5d41a6'] as const;
const { principalId } = principalOf(contosoIds.edgeIdentity);

test.each([
  ['*', 'Microsoft.Relay/namespaces/read', true],
  ['*/read', 'Microsoft.Relay/namespaces/hybridConnections/read', true],
  ['*/read', 'Microsoft.Relay/namespaces/write', false],
  ['microsoft.relay/*', 'Microsoft.Relay/namespaces/write', true],
  [
    'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
    'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    true,
  ],
  [
    'Microsoft.MachineLearningServices/workspaces/computes/*/write',
    'Microsoft.MachineLearningServices/workspaces/computes/write',
    true,
  ],
  ['Microsoft.Relay/namespaces/read', 'Microsoft.Relay/namespaces/readers', false],
])('%s against %s: %s', (pattern, action, expected) => {
  expect(matchesAction(pattern, action)).toBe(expected);
});

describe('reading a cluster', () => {
  test.each<[string, number, Partial<ScenarioRoleAssignment>]>([
    ['held on the cluster', 200, { scope: contosoIds.aks }],
    ['held in another case', 200, { scope: contosoIds.aks.toUpperCase() }],
    ['held on the resource group', 200, { scope: clusterGroup }],
    ['held on the subscription', 200, { scope: `/subscriptions/${subscriptionId}` }],
    ['held on the tenant', 200, { scope: '/' }],
    ['held below the cluster', 403, { scope: `${contosoIds.aks}/agentPools/gpu` }],
    ['held on a cluster whose name starts alike', 403, { scope: contosoIds.aks.slice(0, -1) }],
    ['held by a group', 200, { principalId: team.objectId }],
    ['held by a group of a group', 200, { principalId: division.objectId }],
    ['held by somebody else', 403, { principalId }],
    ['another role', 403, { role: 'AzureML Data Scientist' }],
    ['the AKS admin role', 200, { role: 'Azure Kubernetes Service Cluster Admin Role' }],
    ['a custom role', 200, { role: 'Cluster Viewer' }],
  ])('%s: %i', async (_, status, assignment) => {
    const azure = await start({
      ...contoso(),
      groups: [team, division],
      roleDefinitions: [
        { name: names[1], roleName: 'Cluster Viewer', actions: ['Microsoft.ContainerService/*/read'] },
      ],
      roleAssignments: [
        { principalId: deployer.objectId, role: 'Reader', scope: contosoIds.aks, ...assignment },
      ],
    });
    const arm = await signIn(azure);
    expect((await arm.get(contosoIds.aks, '2024-09-01')).status).toBe(status);
    await azure.close();
  });
});

describe('role assignments', () => {
  let azure: LocalAzure;
  let arm: ArmClient;
  beforeAll(async () => {
    azure = await start({
      ...contoso(),
      groups: [team],
      roleAssignments: [
        { principalId: deployer.objectId, role: 'Owner', scope: `/subscriptions/${subscriptionId}` },
        { principalId: team.objectId, role: 'Reader', scope: clusterGroup },
      ],
    });
    arm = await signIn(azure);
  });
  afterAll(() => azure.close());

  const collection = (scope: string) => `${scope}/providers/Microsoft.Authorization/roleAssignments`;
  const assign = (name: string, properties: object = {}) =>
    arm.request('PUT', `${collection(contosoIds.arc)}/${name}`, '2022-04-01', {
      properties: {
        principalId,
        roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${reader}`,
        ...properties,
      },
    });
  beforeEach(() => arm.request('DELETE', `${collection(contosoIds.arc)}/${names[0]}`, '2022-04-01'));

  test('can be written again under the same name, not under another', async () => {
    const created = await assign(names[0]);
    expect(created.status).toBe(201);
    expect(created.body.properties).toMatchObject({
      principalId,
      principalType: 'ServicePrincipal',
      scope: contosoIds.arc,
    });
    expect((await assign(names[0])).status).toBe(200);
    const other = await assign(names[1]);
    expect([other.status, other.body.error.code]).toEqual([409, 'RoleAssignmentExists']);
    expect(other.body.error.message).toContain(names[0].replaceAll('-', ''));
  });

  test.each([
    [400, 'InvalidRoleAssignmentId', 'reader', {}],
    [400, 'PrincipalNotFound', names[0], { principalId: names[1] }],
    [404, 'RoleDefinitionDoesNotExist', names[0], { roleDefinitionId: `/x/${names[1]}` }],
    [400, 'InvalidRequestContent', names[0], { principalId: 'nobody' }],
  ])('%i %s', async (status, code, name, properties) => {
    const refused = await assign(name, properties);
    expect([refused.status, refused.body.error.code]).toEqual([status, code]);
  });

  test('a principal that is said to be new need not be known', async () => {
    expect(
      (await assign(names[0], { principalId: names[1], principalType: 'ServicePrincipal' })).status,
    ).toBe(201);
  });

  test.each([
    ['no filter: at, above and below', clusterGroup, '', 3],
    ['atScope: not below', clusterGroup, 'atScope()', 2],
    ['a principal', clusterGroup, `principalId eq '${principalId}'`, 1],
    ['a principal, not below', clusterGroup, `atScope() and principalId eq '${principalId}'`, 0],
    ['assignedTo: through groups', contosoIds.aks, `atScope() and assignedTo('${deployer.objectId}')`, 2],
    ['principalId: not through groups', contosoIds.aks, `principalId eq '${deployer.objectId}'`, 1],
  ])('are listed with %s', async (_, scope, filter, count) => {
    await assign(names[0]);
    const { body } = await arm.get(
      `${collection(scope)}?$filter=${encodeURIComponent(filter)}`,
      '2022-04-01',
    );
    expect(body.value).toHaveLength(count);
  });

  test('an unsupported filter is refused', async () => {
    const { status, body } = await arm.get(
      `${collection(clusterGroup)}?$filter=name%20eq%20'x'`,
      '2022-04-01',
    );
    expect([status, body.error.code]).toEqual([400, 'UnsupportedQuery']);
  });

  test('their definitions can be read by GUID and by name', async () => {
    const definitions = '/providers/Microsoft.Authorization/roleDefinitions';
    const byId = await arm.get(`${definitions}/${reader}`, '2022-04-01');
    expect(byId.body.properties).toMatchObject({
      roleName: 'Reader',
      type: 'BuiltInRole',
      permissions: [{ actions: ['*/read'] }],
    });
    const filter = encodeURIComponent("roleName eq 'Azure Relay Owner'");
    const byName = await arm.get(
      `/subscriptions/${subscriptionId}${definitions}?$filter=${filter}`,
      '2022-04-01',
    );
    expect(byName.body.value[0].properties.permissions[0].dataActions).toEqual(['Microsoft.Relay/*']);
  });
});
