import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario } from '../../local-azure/scenario.ts';
import { contoso, contosoIds, virtualMachine } from '../../local-azure/scenarios.ts';
import { aksInputs, type GivenInputs, type Run, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const start = async (changes: Partial<Scenario> = {}): Promise<void> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 100, ...changes });
};

const password = 'Tr0ub4dor&3 "quoted"';
const key = [
  '-----BEGIN OPENSSH PRIVATE KEY-----',
  'b3BlbnNzaC1rZXktdjE',
  '-----END OPENSSH PRIVATE KEY-----',
].join('\n');
const machine: GivenInputs = {
  ...aksInputs,
  name: 'dsvm',
  type: 'virtualmachine',
  'resource-id': contosoIds.machine,
  'admin-username': 'azureuser',
};
const run = (given: GivenInputs = {}, files = {}): Promise<Run> =>
  runAction(azure, { ...machine, ...given }, undefined, files);

/** Everything that a run left where somebody may read it. */
const visible = ({ log, summary, annotations, outputs }: Run): string =>
  [log, summary, JSON.stringify(annotations), ...Object.values(outputs)].join('\n');

const held = () =>
  (azure.state.getResource(`${contosoIds.workspace}/computes/dsvm`)?.properties['properties'] as object) ??
  {};

describe.each([
  ['a password', { 'admin-password': password }, { username: 'azureuser', password }],
  ['a key', { 'ssh-private-key': key }, { username: 'azureuser', privateKeyData: `${key}\n` }],
])('a virtual machine with %s', (_, credential, administratorAccount) => {
  test('is attached, found as declared, updated, verified and detached, and its credential shown nowhere', async () => {
    await start();
    const attached = await run({ ...credential, 'ssh-port': '2222' });
    expect(attached.outputs).toMatchObject({ action: 'create', changed: 'true', compliant: 'true' });
    expect(held()).toMatchObject({ sshPort: 2222, administratorAccount });

    const again = await run({ ...credential, 'ssh-port': '2222' });
    expect(again.outputs).toMatchObject({ action: 'none', changed: 'false' });

    const identified = { ...credential, 'ssh-port': '2222', 'identity-type': 'SystemAssigned' };
    const updated = await run(identified);
    expect(updated.outputs).toMatchObject({ action: 'update', changed: 'true', compliant: 'true' });

    const {
      'admin-password': _p,
      'ssh-private-key': _k,
      ...withoutCredential
    } = {
      'admin-password': '',
      'ssh-private-key': '',
      ...identified,
    };
    const verified = await run({ ...withoutCredential, mode: 'verify' });
    expect([verified.failed, verified.outputs.compliant]).toEqual([false, 'true']);

    const detached = await run({ ...credential, mode: 'detach' });
    expect(detached.outputs).toMatchObject({ action: 'detach', 'provisioning-state': 'Absent' });
    expect(azure.state.getResource(contosoIds.machine)).toBeDefined();

    for (const secret of Object.values(credential)) {
      for (const each of [attached, again, updated, verified, detached]) {
        expect(visible(each)).not.toContain(secret);
        expect(visible(each)).not.toContain(Buffer.from(secret).toString('base64'));
      }
      expect(attached.masked[0]).toBe(secret);
      expect(JSON.stringify(azure.traffic)).not.toContain(JSON.stringify(secret).slice(1, -1));
    }
  });
});

test('another SSH port is a difference that only attaching again mends', async () => {
  await start();
  await run({ 'admin-password': password });
  const stuck = await run({ 'admin-password': password, 'ssh-port': '2222' });
  expect(stuck.report.computes[0]).toMatchObject({
    failure: { code: 'ComputeDiffers' },
    differences: [{ field: 'ssh-port', declared: '2222', live: '22' }],
  });
  const mended = await run({ 'admin-password': password, 'ssh-port': '2222', recreate: 'when-different' });
  expect(mended.outputs).toMatchObject({ action: 'recreate', compliant: 'true' });
});

describe('is refused, and nothing is written,', () => {
  test.each<[string, GivenInputs, object, string]>([
    ['without a password and a key', {}, {}, 'admin-username and ssh-private-key'],
    [
      'without a name to sign in with',
      { 'admin-username': '', 'admin-password': password },
      {},
      'admin-username',
    ],
    [
      'when it is stopped',
      {},
      { instanceView: { statuses: [{ code: 'PowerState/deallocated' }] } },
      'az vm start',
    ],
    [
      'when it runs Windows',
      {},
      { storageProfile: { osDisk: { osType: 'Windows', createOption: 'FromImage' } } },
      'Windows',
    ],
    ['when it is not provisioned', {}, { provisioningState: 'Failed' }, 'provisioning state Failed'],
  ])('%s', async (_, given, overrides, words) => {
    await start();
    azure.state.putResource(virtualMachine({ name: 'vm-dsvm', overrides: { ...overrides } }));
    const { failed, summary } = await run(given);
    expect(failed).toBe(true);
    expect(summary).toContain(words);
    expect(azure.writes()).toEqual([]);
  });

  test('when it is not there', async () => {
    await start();
    const { failed, summary } = await run({
      'resource-id': `${contosoIds.machine}-2`,
      'admin-password': password,
    });
    expect(failed).toBe(true);
    expect(summary).toContain('there is no virtual machine');
  });
});

describe('from a file', () => {
  const file = `
name: dsvm
type: virtualmachine
resource_id: ${contosoIds.machine}
description: For data scientists
ssh_settings:
  ssh_port: 8888
  admin_username: azureuser
  admin_password: ${JSON.stringify(password)}
  ssh_private_key_file: keys/id_rsa
`;
  const { name: _, 'resource-id': __, type: ___, 'admin-username': ____, ...workspaceInputs } = machine;

  test('a virtual machine is attached with what the file says and its key file holds', async () => {
    await start();
    const done = await runAction(azure, { ...workspaceInputs, file: 'dsvm.yml' }, undefined, {
      'dsvm.yml': file,
      'keys/id_rsa': `${key}\n`,
    });
    expect(done.failed).toBe(false);
    expect(held()).toMatchObject({
      sshPort: 8888,
      administratorAccount: { username: 'azureuser', password, privateKeyData: `${key}\n` },
    });
    expect(done.masked).toEqual(expect.arrayContaining([password, `${key}\n`]));
    expect(visible(done)).not.toContain(password);
    expect(visible(done)).not.toContain('b3BlbnNzaC1rZXktdjE');
  });

  test('a password that cannot be used is not shown', async () => {
    await start();
    const numeric = file.replace(JSON.stringify(password), '123456789');
    const { failed, ...rest } = await runAction(azure, { ...workspaceInputs, file: 'dsvm.yml' }, undefined, {
      'dsvm.yml': numeric.replace('type: virtualmachine', 'type: vm'),
    });
    expect(failed).toBe(true);
    expect(visible({ failed, ...rest })).not.toContain('123456789');
  });

  test('a key file outside the workspace folder is not read', async () => {
    await start();
    const { failed, report } = await runAction(azure, { ...workspaceInputs, file: 'dsvm.yml' }, undefined, {
      'dsvm.yml': file.replace('keys/id_rsa', '/etc/passwd'),
    });
    expect(failed).toBe(true);
    expect(report.problems).toMatchObject([
      {
        field: 'ssh_settings.ssh_private_key_file',
        actual: expect.stringContaining('is outside the workspace folder'),
      },
    ]);
  });
});
