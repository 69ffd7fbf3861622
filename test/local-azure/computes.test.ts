import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import {
  aksCluster,
  amlExtension,
  contoso,
  contosoIds,
  deployer,
  principalOf,
  tenantId,
  virtualMachine,
} from '../../local-azure/scenarios.ts';
import { type Answer, type ArmClient, signIn, start } from './client.ts';

const compute = (name: string, workspace: string = contosoIds.workspace) => `${workspace}/computes/${name}`;

function kubernetes(resourceId: string, more: object = {}, properties: object = { namespace: 'ml' }) {
  return {
    location: 'westeurope',
    ...more,
    properties: { computeType: 'Kubernetes', resourceId, properties },
  };
}

function machine(resourceId: string, properties: object = { administratorAccount: account }) {
  return { properties: { computeType: 'VirtualMachine', resourceId, properties } };
}

const account = { username: 'azureuser', password: 'correct horse' };
/** What Azure adds to every Kubernetes compute. */
const defaultInstanceType = {
  nodeSelector: null,
  resources: {
    requests: { cpu: '100m', memory: '2Gi' },
    limits: { cpu: '2', memory: '2Gi', 'nvidia.com/gpu': null },
  },
};

const administratorAccount = 'properties.properties.administratorAccount';
const signedInWith = (given: object) => machine(contosoIds.machine, { administratorAccount: given });

describe('computes', () => {
  let azure: LocalAzure;
  let arm: ArmClient;
  beforeAll(async () => {
    azure = await start({
      ...contoso(),
      provisioningMs: 40,
      retryAfterSeconds: 1,
      pageSize: 2,
      computeFailures: [
        {
          name: 'doomed',
          errors: [{ code: 'InternalServerError', message: 'An internal server error occurred.' }],
        },
      ],
    });
    arm = await signIn(azure);
  });
  afterAll(() => azure.close());

  const put = (name: string, body: unknown, workspace?: string) =>
    arm.request('PUT', compute(name, workspace), '2024-10-01', body);
  /** Attaches and waits; answers the compute. */
  const attach = async (name: string, body: unknown, workspace?: string): Promise<Answer> => {
    await arm.finish(await put(name, body, workspace));
    return arm.get(compute(name, workspace));
  };

  test('an attach is accepted, runs, and ends with what Azure adds', async () => {
    const accepted = await put('gpu', kubernetes(contosoIds.aks, { identity: { type: 'SystemAssigned' } }));
    expect(accepted.status).toBe(201);
    expect(accepted.body.properties.provisioningState).toBe('Creating');
    expect(accepted.headers.get('retry-after')).toBe('1');
    const status = accepted.headers.get('azure-asyncoperation') ?? '';
    expect(status).toContain('/locations/westeurope/computeOperationsStatus/');
    expect((await arm.get(status)).body.status).toBe('InProgress');
    expect((await arm.finish(accepted)).body).toMatchObject({ status: 'Succeeded', percentComplete: 100 });
    const { body } = await arm.get(compute('GPU'));
    expect(body).toMatchObject({
      id: compute('gpu'),
      identity: { type: 'SystemAssigned', tenantId },
      properties: {
        provisioningState: 'Succeeded',
        isAttachedCompute: true,
        disableLocalAuth: false,
        computeLocation: 'westeurope',
        properties: { namespace: 'ml', vcName: null, defaultInstanceType: 'defaultinstancetype' },
      },
    });
    expect(accepted.body.properties.properties).toEqual({ namespace: 'ml' });
    expect(body.properties.properties.instanceTypes).toEqual({ defaultinstancetype: defaultInstanceType });
    const result = await arm.get(accepted.headers.get('location') ?? '');
    expect([result.status, result.body.id]).toEqual([200, compute('gpu')]);
  });

  const small = {
    nodeSelector: { pool: 'cpu' },
    resources: { requests: { cpu: '1', memory: '2Gi' }, limits: { cpu: '1', memory: '2Gi' } },
  };
  test.each([
    [
      'stands beside those that are declared',
      { instanceTypes: { small } },
      { instanceTypes: { small, defaultinstancetype: defaultInstanceType }, default: 'defaultinstancetype' },
    ],
    [
      'does not replace a declared default',
      { instanceTypes: { small }, defaultInstanceType: 'small' },
      { instanceTypes: { small, defaultinstancetype: defaultInstanceType }, default: 'small' },
    ],
    [
      'can be declared',
      { instanceTypes: { defaultinstancetype: small } },
      { instanceTypes: { defaultinstancetype: small }, default: 'defaultinstancetype' },
    ],
    [
      'comes where null is declared',
      { instanceTypes: null, defaultInstanceType: null },
      { instanceTypes: { defaultinstancetype: defaultInstanceType }, default: 'defaultinstancetype' },
    ],
  ])('the default instance type %s', async (what, declared, { instanceTypes, default: name }) => {
    const { body } = await attach(
      what.replaceAll(' ', '-').slice(0, 32),
      kubernetes(contosoIds.aks, {}, declared),
    );
    expect(body.properties.properties).toMatchObject({ instanceTypes, defaultInstanceType: name });
    expect(Object.keys(body.properties.properties.instanceTypes).sort()).toEqual(
      Object.keys(instanceTypes).sort(),
    );
  });

  test('a write during a write is a conflict', async () => {
    const accepted = await put('busy', kubernetes(contosoIds.aks));
    const { status, body } = await put('busy', kubernetes(contosoIds.aks));
    expect([status, body.error.code, body.error.innerError.code]).toEqual([409, 'UserError', 'Conflict']);
    await arm.finish(accepted);
  });

  test('a second attach changes tags and description, never the cluster or the namespace', async () => {
    await attach('again', kubernetes(contosoIds.aks));
    const { body } = await attach('again', {
      ...kubernetes(contosoIds.arc, { tags: { team: 'vision' } }, { namespace: 'other' }),
    });
    expect(body.tags).toEqual({ team: 'vision' });
    expect(body.properties).toMatchObject({ resourceId: contosoIds.aks, properties: { namespace: 'ml' } });
  });

  test('a detach ends in absence and leaves the cluster', async () => {
    await attach('leaving', kubernetes(contosoIds.aks));
    const detach = () => arm.request('DELETE', `${compute('leaving')}?underlyingResourceAction=Detach`);
    const accepted = await detach();
    expect(accepted.status).toBe(202);
    expect((await arm.get(compute('leaving'))).body.properties.provisioningState).toBe('Deleting');
    await arm.finish(accepted);
    expect((await arm.get(compute('leaving'))).status).toBe(404);
    expect((await detach()).status).toBe(204);
    expect(azure.state.getResource(contosoIds.aks)).toBeDefined();
  });

  test('a delete must say what becomes of the cluster', async () => {
    const { status, body } = await arm.request('DELETE', compute('gpu'));
    expect([status, body.error.target]).toEqual([400, 'underlyingResourceAction']);
  });

  test('a long list comes in pages', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await attach(name, kubernetes(contosoIds.aks));
    const names: string[] = [];
    let next = `${contosoIds.workspace}/computes`;
    while (next) {
      const { body } = await arm.get(next);
      expect(body.value.length).toBeLessThanOrEqual(2);
      names.push(...body.value.map(({ name }: { name: string }) => name));
      next = body.nextLink;
    }
    expect(names).toEqual(expect.arrayContaining(['page-a', 'page-b', 'page-c']));
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    [
      'an unknown property',
      kubernetes(contosoIds.aks, {}, { nameSpace: 'ml' }),
      'properties.properties.nameSpace',
    ],
    ['a wrong type', kubernetes(contosoIds.aks, {}, { namespace: 1 }), 'properties.properties.namespace'],
    ['a read-only property', kubernetes(contosoIds.aks, { id: 'x' }), 'id'],
    ['no discriminator', { properties: { resourceId: contosoIds.aks } }, 'properties.computeType'],
    ['a cluster that is none', kubernetes(contosoIds.relay), 'properties.resourceId'],
    ['a machine that is a cluster', machine(contosoIds.aks), 'properties.resourceId'],
    [
      'a machine without properties',
      { properties: { computeType: 'VirtualMachine', resourceId: contosoIds.machine } },
      'properties.properties',
    ],
    ['a machine without an account', machine(contosoIds.machine, { sshPort: 22 }), administratorAccount],
    ['an account without a user name', signedInWith({ password: 'correct horse' }), administratorAccount],
    ['an account with nothing to prove it', signedInWith({ username: 'azureuser' }), administratorAccount],
    [
      'an account with a public key alone',
      signedInWith({ username: 'azureuser', publicKeyData: 'ssh-ed25519 AAAA' }),
      administratorAccount,
    ],
    [
      'an account with an empty password',
      signedInWith({ username: 'azureuser', password: '', privateKeyData: null }),
      administratorAccount,
    ],
  ])('%s is refused in the shape of Azure ML', async (_, body, target) => {
    const refused = await put('refused', body);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      error: { code: 'UserError', target, debugInfo: null, innerError: { code: 'BadArgument' } },
      correlation: { operation: expect.any(String), request: expect.any(String) },
      environment: 'westeurope',
      componentName: 'machinelearningcompute',
    });
  });

  test('a forced failure shows in the operation and in the compute', async () => {
    const ended = await arm.finish(await put('doomed', kubernetes(contosoIds.aks)));
    expect(ended.body).toMatchObject({ status: 'Failed', error: { code: 'InternalServerError' } });
    const { properties } = (await arm.get(compute('doomed'))).body;
    expect(properties.provisioningState).toBe('Failed');
    expect(properties.provisioningErrors).toEqual([
      { error: { code: 'InternalServerError', message: 'An internal server error occurred.', details: [] } },
    ]);
  });

  const failure = async (name: string, body: unknown, workspace?: string) => {
    const { properties } = (await attach(name, body, workspace)).body;
    return properties.provisioningErrors?.[0]?.error;
  };

  test('a user-assigned workspace identity needs Reader and Azure Relay Owner on Arc', async () => {
    const error = () => failure('edge', kubernetes(contosoIds.arc), contosoIds.edgeWorkspace);
    const { principalId } = principalOf(contosoIds.edgeIdentity);
    const details = async () => (await error())?.details[0].message;
    expect(await details()).toContain("does not hold the role 'Reader'");
    azure.state.assignRole({ principalId, role: 'Reader', scope: contosoIds.arc });
    expect(await details()).toContain("does not hold the role 'Azure Relay Owner'");
    azure.state.assignRole({ principalId, role: 'Azure Relay Owner', scope: contosoIds.relay });
    expect(await error()).toBeUndefined();
  });

  test.each([
    ['stopped', { powerState: { code: 'Stopped' } }, true, 'The Kubernetes cluster is not reachable.'],
    ['bare', {}, false, 'The compute information is invalid.'],
    ['locked', { disableLocalAccounts: true }, true, 'Getting static credential is not allowed'],
  ])('a %s cluster cannot be attached', async (name, overrides, hasExtension, message) => {
    const cluster = azure.state.putResource(aksCluster({ name, overrides }));
    if (hasExtension) azure.state.putResource(amlExtension(cluster.id));
    expect((await failure(`on-${name}`, kubernetes(cluster.id))).message).toContain(message);
  });

  test('trusted access stands in for local accounts', async () => {
    const cluster = azure.state.putResource(
      aksCluster({ name: 'trusting', overrides: { disableLocalAccounts: true } }),
    );
    azure.state.putResource(amlExtension(cluster.id));
    const roles = ['Microsoft.MachineLearningServices/workspaces/mlworkload'];
    const binding = { properties: { sourceResourceId: contosoIds.workspace, roles } };
    await arm.finish(
      await arm.request('PUT', `${cluster.id}/trustedAccessRoleBindings/aml`, '2024-09-01', binding),
    );
    expect(await failure('trusted', kubernetes(cluster.id))).toBeUndefined();
  });

  test('a cluster that is not there cannot be attached', async () => {
    const error = await failure('nowhere', kubernetes(`${contosoIds.aks}-2`));
    expect(error).toMatchObject({ code: 'ClusterNotFound', message: 'Cannot found Kubernetes cluster.' });
  });

  test.each([
    ['password', account],
    ['private-key', { username: 'azureuser', privateKeyData: '-----BEGIN OPENSSH PRIVATE KEY-----' }],
  ])('a virtual machine’s %s is given by listKeys alone', async (name, given) => {
    const properties = { sshPort: 22, administratorAccount: given };
    const accepted = await put(`vm-${name}`, machine(contosoIds.machine, properties));
    await arm.finish(accepted);
    const found = await arm.get(compute(`vm-${name}`));
    const result = await arm.get(accepted.headers.get('location') ?? '');
    for (const { body } of [accepted, found, result])
      expect(body.properties.properties).toEqual({
        sshPort: 22,
        administratorAccount: { username: 'azureuser' },
      });
    expect(found.body.properties.provisioningState).toBe('Succeeded');
    const keys = await arm.request('POST', `${compute(`vm-${name}`)}/listKeys`);
    expect(keys.body).toEqual({ computeType: 'VirtualMachine', administratorAccount: given });
  });

  const statuses = (power: string) => ({
    instanceView: { statuses: [{ code: 'ProvisioningState/succeeded' }, { code: power }] },
  });
  test.each([
    ['stopped', statuses('PowerState/stopped'), 'ComputeNotAccessible', 'The machine does not run.'],
    ['deallocated', statuses('PowerState/deallocated'), 'ComputeNotAccessible', 'The machine does not run.'],
    ['powerless', { instanceView: { statuses: [] } }, 'ComputeNotAccessible', 'The machine does not run.'],
    [
      'windows',
      { storageProfile: { osDisk: { osType: 'Windows' } } },
      'InvalidComputeInformation',
      'The machine runs Windows.',
    ],
  ])('a %s virtual machine cannot be attached', async (name, overrides, code, message) => {
    const { id } = azure.state.putResource(virtualMachine({ name: `vm-${name}`, overrides }));
    expect(await failure(`on-vm-${name}`, machine(id))).toMatchObject({ code, details: [{ code, message }] });
  });

  test('a virtual machine that is not there cannot be attached', async () => {
    const ended = await arm.finish(await put('on-no-vm', machine(`${contosoIds.machine}-2`)));
    expect(ended.body).toMatchObject({ status: 'Failed', error: { code: 'ResourceNotFound' } });
    const { properties } = (await arm.get(compute('on-no-vm'))).body;
    expect(properties.provisioningState).toBe('Failed');
    expect(properties.provisioningErrors[0].error.message).toBe('The virtual machine was not found.');
  });
});

test('where in-place updates are ignored, a second attach changes nothing', async () => {
  const azure = await start({ ...contoso(), provisioningMs: 0, inPlaceUpdates: 'ignored' });
  const arm = await signIn(azure);
  await arm.request('PUT', compute('gpu'), '2024-10-01', kubernetes(contosoIds.aks));
  const first = await arm.get(compute('gpu'));
  const accepted = await arm.request(
    'PUT',
    compute('gpu'),
    '2024-10-01',
    kubernetes(contosoIds.aks, { tags: { a: 'b' } }),
  );
  expect(accepted.status).toBe(200);
  expect((await arm.get(compute('gpu'))).body).toEqual(first.body);
  await azure.close();
});

test('an identity is given only by those who may assign it', async () => {
  const operator = [
    { principalId: deployer.objectId, role: 'AzureML Compute Operator', scope: contosoIds.workspace },
  ];
  const azure = await start({ ...contoso(), roleAssignments: operator });
  const arm = await signIn(azure);
  const identity = { type: 'UserAssigned', userAssignedIdentities: { [contosoIds.edgeIdentity]: {} } };
  const body = kubernetes(contosoIds.aks, { identity });
  const refused = await arm.request('PUT', compute('gpu'), '2024-10-01', body);
  expect([refused.status, refused.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
  azure.state.assignRole({
    ...operator[0],
    principalId: deployer.objectId,
    role: 'Managed Identity Operator',
    scope: contosoIds.edgeIdentity,
  });
  const accepted = await arm.request('PUT', compute('gpu'), '2024-10-01', body);
  expect(accepted.status).toBe(201);
  expect(accepted.body.identity.userAssignedIdentities).toEqual({
    [contosoIds.edgeIdentity]: principalOf(contosoIds.edgeIdentity),
  });
  await azure.close();
});
