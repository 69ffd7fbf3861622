import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalAzure, startLocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds, deployer, subscriptionId, tenantId } from '../../local-azure/scenarios.ts';
import { runStep, type StepResult } from '../../local-runner/step.ts';

let azure: LocalAzure;
const folder = mkdtempSync(join(tmpdir(), 'end-to-end-'));
const trust = join(folder, 'certificate-authority.pem');

beforeAll(async () => {
  azure = await startLocalAzure({ ...contoso(), provisioningMs: 200 });
  writeFileSync(trust, azure.certificateAuthority);
});
afterAll(async () => {
  await azure.close();
  rmSync(folder, { recursive: true });
});

const gpu = {
  'client-id': deployer.clientId,
  'tenant-id': tenantId,
  'subscription-id': subscriptionId,
  'resource-group': 'rg-ml',
  'workspace-name': 'ml-prod',
  name: 'gpu',
  'resource-id': contosoIds.aks,
};
const edge = { ...gpu, 'workspace-name': 'ml-edge', name: 'edge', 'resource-id': contosoIds.arc };

/** Runs the built action as the runner would, in a job that may ask for OIDC tokens. */
function step(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<StepResult> {
  const job = azure.jobVariables({ subject: 'repo:contoso/ml-platform:ref:refs/heads/main' });
  return runStep({
    with: inputs,
    oidc: { requestUrl: job.ACTIONS_ID_TOKEN_REQUEST_URL, requestToken: job.ACTIONS_ID_TOKEN_REQUEST_TOKEN },
    env: { ARM_CLOUD_METADATA_URL: job.ARM_CLOUD_METADATA_URL, NODE_EXTRA_CA_CERTS: trust, ...env },
  });
}

describe('the built action', () => {
  test('attaches a cluster, then finds nothing to do', async () => {
    const first = await step(gpu);
    expect([first.exitCode, first.annotations]).toEqual([0, []]);
    expect(first.outputs).toMatchObject({ action: 'create', changed: 'true', compliant: 'true' });
    expect(first.summary).toContain('gpu is now attached to ml-prod');

    const second = await step(gpu);
    expect(second.exitCode).toBe(0);
    expect(second.outputs).toMatchObject({ action: 'none', changed: 'false', compliant: 'true' });
    expect(azure.writes()).toHaveLength(1);
  });

  test('refuses what cannot work, and publishes why', async () => {
    const { exitCode, outputs, summary, annotations } = await step(edge);
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ changed: 'false', compliant: 'false', 'provisioning-state': 'Absent' });
    expect(annotations.map(({ properties }) => properties['title'])).toEqual(['role-assignments']);
    expect(summary).toContain("--role 'Azure Relay Owner'");
  });

  test('tells every bad input at once, before it asks Azure anything', async () => {
    const before = azure.traffic.length;
    const { exitCode, annotations, summary, outputs } = await step({
      ...gpu,
      name: '1st',
      'resource-id': `/subscriptions/${subscriptionId}/resourceGroups/rg-ml`,
      timeout: 'soon',
      'client-id': 'me',
    });
    expect(exitCode).toBe(1);
    const messages = annotations.map(({ message }) => message).join('\n');
    for (const text of ['"me"', '"soon"', '"1st"', 'is the ID of a resource group']) {
      expect(messages).toContain(text);
      expect(summary).toContain(text);
    }
    expect(outputs['changed']).toBe('false');
    expect(azure.traffic).toHaveLength(before);
  });

  test('says which permission is missing when the job may not have an OIDC token', async () => {
    const { exitCode, annotations, summary } = await runStep({ with: gpu });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('id-token: write');
    expect(summary).toContain('id-token: write');
  });

  test('shows no token, even with step debugging on', async () => {
    const { written, log } = await step(gpu, { RUNNER_DEBUG: '1' });
    const tokens = [...written.matchAll(/::add-mask::(\S+)/g)].map(([, token = '']) => token);
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    const withoutMasks = written.replaceAll(/^::add-mask::.*$/gm, '');
    for (const token of tokens) expect([withoutMasks, log.join('\n')].join('\n')).not.toContain(token);
  });
});
