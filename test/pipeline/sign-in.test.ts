import { afterEach, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, deployer, tenantId } from '../../local-azure/scenarios.ts';
import { aksInputs, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
const variables = { ...process.env };
afterEach(async () => {
  process.env = { ...variables };
  await azure.close();
});

test('asks GitHub for one token and Entra for one token', async () => {
  azure = await startTrusted(contoso());
  await runAction(azure, aksInputs);
  expect(azure.traffic.filter(({ host }) => host === 'github')).toHaveLength(1);
  expect(azure.traffic.filter(({ request }) => request.url.includes('/oauth2/v2.0/token'))).toHaveLength(1);
});

test('fails with the whole text of Entra when no federated credential matches', async () => {
  azure = await startTrusted(contoso());
  const { report, summary, outputs, failed } = await runAction(
    azure,
    aksInputs,
    'repo:contoso/ml-platform:pull_request',
  );
  expect(failed).toBe(true);
  expect(report.failure).toMatchObject({
    code: 'AADSTS700213',
    message: expect.stringContaining("presented assertion subject 'repo:contoso/ml-platform:pull_request'"),
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(summary).toContain('AADSTS700213');
  expect(outputs).toMatchObject({ 'compute-name': 'gpu', changed: 'false', 'provisioning-state': '' });
});

test('uses the environment of the job when no application is named', async () => {
  const secret = 'kept-in-the-environment';
  azure = await startTrusted({ ...contoso(), applications: [{ ...deployer, clientSecrets: [secret] }] });
  Object.assign(process.env, {
    AZURE_TENANT_ID: tenantId,
    AZURE_CLIENT_ID: deployer.clientId,
    AZURE_CLIENT_SECRET: secret,
  });
  const { outputs } = await runAction(azure, { ...aksInputs, 'client-id': '', 'tenant-id': '' });
  expect(outputs.compliant).toBe('true');
  expect(azure.traffic.some(({ host }) => host === 'github')).toBe(false);
});

test('says what is wrong with the description of a cloud', async () => {
  const effect = { status: 200, body: { name: 'Elsewhere' } };
  azure = await startTrusted({ ...contoso(), faults: [{ when: { path: '/metadata/endpoints' }, effect }] });
  expect((await runAction(azure, aksInputs)).report.failure?.code).toBe('CloudMetadataInvalid');
});
