import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { ClientAssertionCredential } from '@azure/identity';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds, deployer, subscriptionId, tenantId } from '../../local-azure/scenarios.ts';
import { idToken, start } from './client.ts';

describe('the clients of Azure’s own libraries', () => {
  let azure: LocalAzure;
  let client: AzureMachineLearningWorkspaces;
  beforeAll(async () => {
    azure = await start({ ...contoso(), provisioningMs: 20 });
    const { authority, resourceManager } = azure.endpoints;
    const credential = new ClientAssertionCredential(tenantId, deployer.clientId, () => idToken(azure), {
      authorityHost: authority,
      disableInstanceDiscovery: true,
    });
    client = new AzureMachineLearningWorkspaces(credential, subscriptionId, {
      endpoint: resourceManager,
      credentialScopes: `${resourceManager}/.default`,
      apiVersion: '2024-10-01',
    });
  });
  afterAll(() => azure.close());

  test('attach, show, list and detach', async () => {
    const place = ['rg-ml', 'ml-prod'] as const;
    const properties = {
      computeType: 'Kubernetes',
      resourceId: contosoIds.aks,
      properties: { namespace: 'ml' },
    } as const;
    const { computeOperations } = client;
    const attach = computeOperations.beginCreateOrUpdateAndWait(
      ...place,
      'gpu',
      { location: 'westeurope', properties },
      { updateIntervalInMs: 20 },
    );
    expect((await attach).properties?.provisioningState).toBe('Succeeded');
    expect((await computeOperations.get(...place, 'gpu')).properties).toMatchObject({
      isAttachedCompute: true,
    });
    const names: (string | undefined)[] = [];
    for await (const { name } of computeOperations.list(...place)) names.push(name);
    expect(names).toEqual(['gpu']);
    await computeOperations.beginDeleteAndWait(...place, 'gpu', 'Detach', { updateIntervalInMs: 20 });
    await expect(computeOperations.get(...place, 'gpu')).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });
});
