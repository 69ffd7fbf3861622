import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contosoIds, subscriptionId } from '../../local-azure/scenarios.ts';
import { runStep } from '../../local-runner/step.ts';
import { gpu, type Stage, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ provisioningMs: 200 });
});
afterAll(() => stage.close());

const edge = { ...gpu, 'workspace-name': 'ml-edge', name: 'edge', 'resource-id': contosoIds.arc };

describe('the built action', () => {
  test('attaches a cluster, then finds nothing to do', async () => {
    const first = await stage.run(gpu);
    expect([first.exitCode, first.annotations]).toEqual([0, []]);
    expect(first.outputs).toMatchObject({ action: 'create', changed: 'true', compliant: 'true' });
    expect(first.summary).toContain('gpu is now attached to ml-prod');

    const second = await stage.run(gpu);
    expect(second.exitCode).toBe(0);
    expect(second.outputs).toMatchObject({ action: 'none', changed: 'false', compliant: 'true' });
    expect(stage.azure.writes()).toHaveLength(1);
  });

  test('refuses what cannot work, and publishes why', async () => {
    const { exitCode, outputs, summary, annotations } = await stage.run(edge);
    expect(exitCode).toBe(1);
    expect(outputs).toMatchObject({ changed: 'false', compliant: 'false', 'provisioning-state': 'Absent' });
    expect(annotations.map(({ properties }) => properties['title'])).toEqual(['role-assignments']);
    expect(summary).toContain("--role 'Azure Relay Owner'");
  });

  test('tells every bad input at once, before it asks Azure anything', async () => {
    const before = stage.azure.traffic.length;
    const { exitCode, annotations, summary, outputs } = await stage.run({
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
    expect(stage.azure.traffic).toHaveLength(before);
  });

  test('says which permission is missing when the job may not have an OIDC token', async () => {
    const { exitCode, annotations, summary } = await runStep({ with: gpu });
    expect(exitCode).toBe(1);
    expect(annotations[0]?.message).toContain('id-token: write');
    expect(summary).toContain('id-token: write');
  });

  test('shows no token, even with step debugging on', async () => {
    const { written, log } = await stage.run(gpu, { env: { RUNNER_DEBUG: '1' } });
    const tokens = [...written.matchAll(/::add-mask::(\S+)/g)].map(([, token = '']) => token);
    expect(tokens.length).toBeGreaterThanOrEqual(2);
    const withoutMasks = written.replaceAll(/^::add-mask::.*$/gm, '');
    for (const token of tokens) expect([withoutMasks, log.join('\n')].join('\n')).not.toContain(token);
  });

  test('attaches a virtual machine from a file, and shows neither password nor any line of the key', async () => {
    const password = 'Tr0ub4dor&3 %25 "x"';
    const key = [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      'b3BlbnNzaC1rZXktdjE',
      'AAAAB3NzaC1yc2E',
      '-----END-----',
      '',
    ];
    const file = `name: dsvm
type: virtualmachine
resource_id: ${contosoIds.machine}
ssh_settings:
  admin_username: azureuser
  admin_password: ${JSON.stringify(password)}
  ssh_private_key_file: keys/id
`;
    const { name, 'resource-id': _, ...workspace } = gpu;
    const { exitCode, written, log } = await stage.run(
      { ...workspace, file: 'dsvm.yml', 'report-file': 'report.json', 'sarif-file': 'report.sarif' },
      { files: { 'dsvm.yml': file, 'keys/id': key.join('\n') }, env: { RUNNER_DEBUG: '1' } },
    );
    expect(exitCode).toBe(0);
    const withoutMasks = written.replaceAll(/^::add-mask::.*$/gm, '');
    for (const secret of [password, ...key.filter((line) => !line.startsWith('-') && line)]) {
      expect(written).toContain('::add-mask::');
      expect([withoutMasks, log.join('\n')].join('\n')).not.toContain(secret);
    }
  });
});
