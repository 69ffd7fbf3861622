import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type LocalAzure, startLocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds, fault } from '../../local-azure/scenarios.ts';
import { type ArmClient, signIn, start } from './client.ts';

describe('faults', () => {
  let azure: LocalAzure;
  let arm: ArmClient;
  let name: string;
  let made = 0;
  beforeAll(async () => {
    azure = await start({ ...contoso(), provisioningMs: 0 });
    arm = await signIn(azure);
  });
  beforeEach(() => {
    made += 1;
    name = `gpu${made}`;
  });
  afterAll(() => azure.close());

  const path = () => `${contosoIds.workspace}/computes/${name}`;
  const put = () =>
    arm.request('PUT', path(), '2024-10-01', {
      properties: { computeType: 'Kubernetes', resourceId: contosoIds.aks },
    });
  const statuses = async (times: number) => {
    const found: number[] = [];
    for (let index = 0; index < times; index++) found.push((await arm.get(contosoIds.workspace)).status);
    return found;
  };

  test('an answer is replaced, from the nth request on, some times', async () => {
    azure.state.addFault(
      fault(
        { host: 'arm', method: 'GET', path: '/workspaces/ml-prod', nth: 2 },
        { status: 429, headers: { 'retry-after': '1' }, body: { error: { code: 'TooManyRequests' } } },
        2,
      ),
    );
    expect(await statuses(4)).toEqual([200, 429, 429, 200]);
  });

  test('a path between slashes is a regular expression', async () => {
    azure.state.addFault(fault({ path: '/workspaces\\/ml-(prod|edge)\\?/' }, { status: 503 }));
    expect(await statuses(2)).toEqual([503, 200]);
  });

  test.each([
    ['before', 404],
    ['after', 200],
  ] as const)('a connection is reset %s the request has an effect', async (reset, status) => {
    azure.state.addFault(fault({ method: 'PUT', path: path() }, { reset }));
    await expect(put()).rejects.toThrow('fetch failed');
    expect((await arm.get(path())).status).toBe(status);
  });

  test('an answer breaks off', async () => {
    azure.state.addFault(fault({ method: 'PUT', path: path() }, { truncate: true }));
    await expect(put()).rejects.toThrow();
    expect((await arm.get(path())).status).toBe(200);
  });

  test('an answer is late', async () => {
    azure.state.addFault(fault({ path: 'ml-prod' }, { delayMs: 60 }));
    const before = Date.now();
    expect(await statuses(1)).toEqual([200]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(55);
  });

  test('a connection hangs, then drops', async () => {
    azure.state.addFault(fault({ path: 'ml-prod' }, { hangMs: 30 }));
    await expect(arm.get(contosoIds.workspace)).rejects.toThrow('fetch failed');
  });

  test('everything is recorded, without credentials', async () => {
    azure.state.addFault(fault({ method: 'PUT', path: path() }, { reset: 'before' }));
    await expect(put()).rejects.toThrow();
    await put();
    const [lost, accepted] = azure.writes().slice(-2);
    expect(lost).toMatchObject({ host: 'arm', fault: { reset: 'before' } });
    expect(lost?.response).toBeUndefined();
    expect(accepted).toMatchObject({
      request: {
        method: 'PUT',
        body: { properties: { computeType: 'Kubernetes' } },
        headers: { authorization: 'Bearer <redacted>' },
      },
      response: { status: 201, body: { name } },
    });
    expect(new Set(azure.traffic.map(({ host }) => host))).toEqual(new Set(['arm', 'entra', 'github']));
    expect(JSON.stringify(azure.traffic)).not.toMatch(/eyJ[\w-]+\.eyJ/);
  });

  const account = { username: 'azureuser', password: 'correct horse', privateKeyData: 'battery staple' };
  const attach = (administratorAccount: object) =>
    arm.request('PUT', path(), '2024-10-01', {
      properties: {
        computeType: 'VirtualMachine',
        resourceId: contosoIds.machine,
        properties: { administratorAccount },
      },
    });
  const hidden = { username: 'azureuser', password: '<redacted>', privateKeyData: '<redacted>' };

  test('the way into a virtual machine is not recorded, neither where it is sent nor where it is answered', async () => {
    await attach(account);
    const { body } = await arm.request('POST', `${path()}/listKeys`);
    expect(body.administratorAccount).toEqual(account);
    const [attached, keys] = azure.writes().slice(-2);
    expect(attached?.request.body).toMatchObject({
      properties: { properties: { administratorAccount: hidden } },
    });
    expect(keys?.response?.body).toMatchObject({ administratorAccount: hidden });
    expect(JSON.stringify(azure.traffic)).not.toMatch(/correct horse|battery staple/);
    expect(azure.state.getResource(path())?.properties).toMatchObject({
      properties: { administratorAccount: account },
    });
  });

  test.each([
    ['a name in another case', { username: 'azureuser', Password: 'correct horse' }],
    ['a value that is no text', { username: 'azureuser', privateKeyData: ['battery staple'] }],
  ])('nor is it where the request is refused for %s', async (_, given) => {
    expect((await attach(given)).status).toBe(400);
    expect(JSON.stringify(azure.traffic)).not.toMatch(/correct horse|battery staple/);
  });

  test('a password that is not given is recorded as it is', async () => {
    await attach({ ...account, password: null });
    expect(azure.writes().at(-1)?.request.body).toMatchObject({
      properties: { properties: { administratorAccount: { ...hidden, password: null } } },
    });
  });
});

test('a scenario that is wrong is refused with all that is wrong', async () => {
  const wrong = { tenantId: 'contoso', pageSize: 0, faults: [fault({}, { explode: true } as never)] };
  const started = startLocalAzure(wrong as never);
  await expect(started).rejects.toThrow(/tenantId: .*\n(.*\n)*pageSize: /);
});

test('connections end with it', async () => {
  const azure = await start({ ...contoso(), latencyMs: 10_000 });
  const url = `${azure.endpoints.resourceManager}/metadata/endpoints?api-version=2022-09-01`;
  const waiting = fetch(url).then(
    () => 'answered',
    () => 'ended',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await azure.close();
  expect(await waiting).toBe('ended');
});
