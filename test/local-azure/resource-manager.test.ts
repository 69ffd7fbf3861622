import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import {
  clusterGroup,
  contoso,
  contosoIds,
  deployer,
  mlGroup,
  subscriptionId,
} from '../../local-azure/scenarios.ts';
import { type ArmClient, idToken, requestToken, send, signIn, start } from './client.ts';

describe('Azure Resource Manager', () => {
  let azure: LocalAzure;
  let arm: ArmClient;
  beforeAll(async () => {
    azure = await start(contoso());
    arm = await signIn(azure);
  });
  afterAll(() => azure.close());

  test.each([
    ['2022-09-01', false],
    ['2019-05-01', true],
  ])('metadata %s describes the cloud', async (version, isArray) => {
    const { resourceManager, authority } = azure.endpoints;
    const { body } = await send(`${resourceManager}/metadata/endpoints?api-version=${version}`);
    expect(Array.isArray(body)).toBe(isArray);
    expect([body].flat()[0]).toMatchObject({
      name: 'LocalAzure',
      resourceManager: `${resourceManager}/`,
      authentication: { loginEndpoint: authority, audiences: [resourceManager, `${resourceManager}/`] },
    });
  });

  test('a request without a token is challenged', async () => {
    const url = `${azure.endpoints.resourceManager}${contosoIds.workspace}?api-version=2024-10-01`;
    const { status, headers, body } = await send(url);
    expect([status, body.error.code]).toEqual([401, 'AuthenticationFailed']);
    expect(headers.get('www-authenticate')).toContain(`authorization_uri="${azure.endpoints.authority}`);
  });

  test('a token that is not Entra’s is refused', async () => {
    const url = `${azure.endpoints.resourceManager}${contosoIds.workspace}?api-version=2024-10-01`;
    const headers = { authorization: `Bearer ${await idToken(azure)}` };
    const { status, body } = await send(url, { headers });
    expect([status, body.error.code]).toEqual([401, 'InvalidAuthenticationToken']);
  });

  const none = '00000000-0000-4000-8000-000000000000';
  test.each([
    [
      'another subscription',
      `/subscriptions/${none}/resourceGroups/rg-ml`,
      '2021-04-01',
      404,
      'SubscriptionNotFound',
    ],
    ['no such resource', `${contosoIds.aks}-2`, '2024-09-01', 404, 'ResourceNotFound'],
    ['no such parent', `${contosoIds.workspace}-2/computes`, '2024-10-01', 404, 'ParentResourceNotFound'],
    ['an unknown API version', contosoIds.workspace, '2024-10-02', 400, 'InvalidResourceType'],
    [
      'an unknown type',
      `${mlGroup}/providers/Microsoft.Relay/relays/a`,
      '2024-01-01',
      404,
      'InvalidResourceType',
    ],
    [
      'an unknown provider',
      `${mlGroup}/providers/Contoso.Relay/relays/a`,
      '2024-01-01',
      404,
      'InvalidResourceNamespace',
    ],
    ['no API version', contosoIds.workspace, '', 400, 'MissingApiVersionParameter'],
    ['an unsupported method', contosoIds.relay, '2024-01-01', 405, 'MethodNotAllowed', 'PUT'],
  ])('%s', async (_, path, version, status, code, method = 'GET') => {
    const answer = await arm.request(method, path, version);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test('an unknown API version is answered with those that there are', async () => {
    const { body } = await arm.get(contosoIds.workspace, '2024-10-02');
    expect(body.error.message).toMatch(
      /for api version '2024-10-02'. The supported api-versions are '.*2024-10-01.*'/,
    );
  });

  test('IDs are matched in any case', async () => {
    const { status, body } = await arm.get(contosoIds.aks.toUpperCase(), '2024-09-01');
    expect([status, body.id]).toEqual([200, contosoIds.aks]);
  });

  test('every answer carries its correlation', async () => {
    const { body } = await requestToken(azure, { client_assertion: await idToken(azure) });
    const headers = {
      authorization: `Bearer ${body.access_token}`,
      'x-ms-correlation-request-id': 'given-by-the-client',
    };
    const answer = await send(`${azure.endpoints.resourceManager}${mlGroup}?api-version=2021-04-01`, {
      headers,
    });
    expect(answer.headers.get('x-ms-correlation-request-id')).toBe('given-by-the-client');
    expect(answer.headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(answer.headers.get('x-ms-ratelimit-remaining-subscription-reads'))).toBeGreaterThan(0);
  });

  test.each([
    ['a virtual machine’s instance view is shown when asked for', '?$expand=instanceView', true],
    ['and is left out otherwise', '', false],
  ])('%s', async (_, suffix, shown) => {
    const id = `${mlGroup}/providers/Microsoft.Compute/virtualMachines/vm`;
    azure.state.putResource({ id, properties: { instanceView: { statuses: [] } } });
    const { body } = await arm.get(`${id}${suffix}`, '2024-07-01');
    expect('instanceView' in body.properties).toBe(shown);
  });

  test('an extension is installed, and its protected settings are never shown', async () => {
    const id = `${contosoIds.aks}/providers/Microsoft.KubernetesConfiguration/extensions/second`;
    const properties = {
      extensionType: 'Microsoft.AzureML.Kubernetes',
      configurationSettings: { enableTraining: 'True' },
      configurationProtectedSettings: { sslKeyPemFile: 'secret' },
    };
    const accepted = await arm.request('PUT', id, '2023-05-01', { properties });
    expect([accepted.status, accepted.body.properties.provisioningState]).toEqual([201, 'Creating']);
    expect((await arm.finish(accepted)).body.status).toBe('Succeeded');
    const { body } = await arm.get(id, '2023-05-01');
    expect(body.properties.provisioningState).toBe('Succeeded');
    expect(JSON.stringify([accepted.body, body])).not.toContain('secret');
  });

  test('a cluster has eight trusted access role bindings at most', async () => {
    const binding = {
      properties: {
        sourceResourceId: contosoIds.workspace,
        roles: ['Microsoft.MachineLearningServices/workspaces/mlworkload'],
      },
    };
    const put = (name: string) =>
      arm.request('PUT', `${contosoIds.aks}/trustedAccessRoleBindings/${name}`, '2024-09-01', binding);
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(put));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect((await put('i')).status).toBe(400);
  });

  test('what there is can be listed from above', async () => {
    expect((await arm.get('/subscriptions', '2022-12-01')).body.value[0].subscriptionId).toBe(subscriptionId);
    expect(
      (await arm.get(`/subscriptions/${subscriptionId}/resourceGroups`, '2021-04-01')).body.value,
    ).toHaveLength(2);
    const clusters = await arm.get(
      `${clusterGroup}/providers/Microsoft.Kubernetes/connectedClusters`,
      '2024-01-01',
    );
    expect(clusters.body.value.map(({ id }: { id: string }) => id)).toEqual([contosoIds.arc]);
  });

  test('the caller sees what it may do', async () => {
    const { body } = await arm.get(
      `${contosoIds.aks}/providers/Microsoft.Authorization/permissions`,
      '2022-04-01',
    );
    expect(body.value).toEqual([expect.objectContaining({ actions: ['*'] })]);
    expect(body.value[0].notActions).toContain('Microsoft.Authorization/*/Write');
  });

  test('whoever lacks a role is told the action and the scope', async () => {
    const roleAssignment = `${contosoIds.aks}/providers/Microsoft.Authorization/roleAssignments/${none}`;
    const { status, body } = await arm.request('PUT', roleAssignment, '2022-04-01', {});
    expect(status).toBe(403);
    expect(body.error).toEqual({
      code: 'AuthorizationFailed',
      message: `The client '${deployer.clientId}' with object id '${deployer.objectId}' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${roleAssignment}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    });
  });
});
