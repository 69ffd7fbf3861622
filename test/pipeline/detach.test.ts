import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Fault, Scenario } from '../../local-azure/scenario.ts';
import { clusterGroup, contoso, deployer, mlGroup } from '../../local-azure/scenarios.ts';
import { type GivenInputs, gpuCompute, gpuId, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

/** Nothing but a name is needed. */
const inputs: GivenInputs = {
  'client-id': deployer.clientId,
  'tenant-id': contoso().tenantId,
  'subscription-id': mlGroup.split('/')[2] ?? '',
  'resource-group': 'rg-ml',
  'workspace-name': 'ml-prod',
  mode: 'detach',
  name: 'gpu',
};

const start = async (state: string | undefined, changes: Partial<Scenario> = {}): Promise<void> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 150, ...changes });
  if (state) azure.state.putResource(gpuCompute(state));
};

const detach = (given: GivenInputs = {}) => runAction(azure, { ...inputs, ...given });
const methods = () => azure.writes().map(({ request }) => request.method);

/** The cluster, and what is on it, as they were. */
const clusterResources = () =>
  (contoso().resources ?? [])
    .filter(({ id }) => id.startsWith(clusterGroup))
    .map(({ id }) => azure.state.getResource(id));

describe('a compute', () => {
  test.each(['Succeeded', 'Failed', 'Canceled'])(
    'that is %s is detached, and its cluster stays',
    async (state) => {
      await start(state);
      const before = clusterResources();
      const { outputs, summary, report, failed } = await detach();
      expect(failed).toBe(false);
      expect(outputs).toMatchObject({
        action: 'detach',
        changed: 'true',
        compliant: 'true',
        'compute-id': gpuId,
        'compute-name': 'gpu',
        'provisioning-state': 'Absent',
      });
      expect(report.computes[0]?.declared).toBeNull();
      expect(summary).toContain('gpu was detached from ml-prod');
      const [write, ...others] = azure.writes();
      expect(others).toEqual([]);
      expect(write?.request.method).toBe('DELETE');
      const url = new URL(write?.request.url ?? '');
      expect([url.pathname, url.searchParams.get('underlyingResourceAction')]).toEqual([gpuId, 'Detach']);
      expect(azure.state.getResource(gpuId)).toBeUndefined();
      expect(clusterResources()).toEqual(before);
      expect(before).not.toContain(undefined);
    },
  );

  test('that is absent is as it should be', async () => {
    await start(undefined);
    const { outputs, summary, failed } = await detach();
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({
      action: 'none',
      changed: 'false',
      compliant: 'true',
      'provisioning-state': 'Absent',
    });
    expect(summary).toContain('gpu is not attached to ml-prod');
    expect(azure.writes()).toEqual([]);
  });

  test('in a workspace that is not there is an error: its name may be misspelt', async () => {
    await start('Succeeded');
    const { outputs, annotations, failed } = await detach({ 'workspace-name': 'ml-prdo' });
    expect([failed, outputs.compliant]).toEqual([true, 'false']);
    expect(annotations[0]?.message).toContain(
      'there is no workspace "ml-prdo" in the resource group "rg-ml"',
    );
    expect(azure.writes()).toEqual([]);
  });

  test('that another run detaches is joined', async () => {
    await start('Deleting');
    setTimeout(() => azure.state.deleteResource(gpuId), 500);
    const { outputs, failed } = await detach();
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({ changed: 'false', compliant: 'true', 'provisioning-state': 'Absent' });
    expect(azure.writes()).toEqual([]);
  });

  test('that another run attaches is detached when that has ended', async () => {
    await start('Creating');
    setTimeout(() => azure.state.putResource(gpuCompute('Succeeded')), 500);
    const { outputs } = await detach();
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'true' });
    expect(methods()).toEqual(['DELETE']);
  });

  test('is not waited for when told so', async () => {
    await start('Succeeded', { provisioningMs: 60_000 });
    const { outputs, summary, failed } = await detach({ wait: 'false' });
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'false', 'provisioning-state': 'Deleting' });
    expect(summary).toContain('gpu is going from ml-prod: Deleting');
  });

  test('is left to Azure when the timeout passes', async () => {
    await start('Succeeded', { provisioningMs: 60_000 });
    const { report, outputs, failed } = await detach({ timeout: '0.03' });
    expect(failed).toBe(true);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'false', 'provisioning-state': 'Deleting' });
    expect(report.computes[0]?.failure?.code).toBe('TimedOut');
  });

  test('is found by its name in any letter case, whatever the inputs for attaching say', async () => {
    await start('Succeeded');
    const { outputs } = await detach({
      name: 'GPU',
      'resource-id': 'no ID',
      namespace: 'No Namespace',
      fix: 'all',
    });
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'true' });
    expect(azure.state.getResource(gpuId)).toBeUndefined();
  });
});

describe('a DELETE', () => {
  const when = { method: 'DELETE', path: '/computes/gpu' };

  test.each<[string, Fault['effect'], number]>([
    ['whose answer is lost is not sent again', { reset: 'after' }, 1],
    ['whose answer breaks off is not sent again', { truncate: true }, 1],
    ['that did not arrive is sent again', { reset: 'before' }, 2],
    ['that is throttled waits as long as Azure asks', { status: 429, headers: { 'Retry-After': '1' } }, 2],
    ['in the middle of another operation is sent again', { status: 409, headers: { 'Retry-After': '1' } }, 2],
  ])('%s', async (_, effect, writes) => {
    await start('Succeeded', { faults: [{ when, effect }] });
    const { outputs, failed } = await detach();
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'true', 'provisioning-state': 'Absent' });
    expect(azure.writes()).toHaveLength(writes);
  });

  test('that Azure refuses is told whole, and nothing is changed', async () => {
    const error = {
      code: 'AuthorizationFailed',
      message: `The client does not have authorization to perform action 'Microsoft.MachineLearningServices/workspaces/computes/delete' over scope '${gpuId}'.`,
    };
    const headers = { 'x-ms-correlation-request-id': 'd2-90' };
    await start('Succeeded', { faults: [{ when, effect: { status: 403, body: { error }, headers } }] });
    const { report, summary, outputs, failed } = await detach();
    expect(failed).toBe(true);
    expect(outputs).toMatchObject({
      action: 'detach',
      changed: 'false',
      compliant: 'false',
      'provisioning-state': 'Succeeded',
    });
    expect(report.computes[0]?.failure).toMatchObject({ ...error, status: 403, correlationId: 'd2-90' });
    expect(summary).toContain('d2-90');
    expect(methods()).toEqual(['DELETE']);
  });
});

describe('whoever signs in', () => {
  const mayOnlyRead = {
    roleAssignments: [{ principalId: deployer.objectId, role: 'Reader', scope: mlGroup }],
  };

  test('and may not detach is told the missing action and the role that has it, and nothing is written', async () => {
    await start('Succeeded', mayOnlyRead);
    const { report, summary, outputs, failed } = await detach();
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
    expect(outputs).toMatchObject({
      changed: 'false',
      compliant: 'false',
      'provisioning-state': 'Succeeded',
    });
    expect(report.computes[0]?.findings).toMatchObject([
      { check: 'workspace', severity: 'ok' },
      {
        check: 'caller-permissions',
        severity: 'error',
        actual:
          'Microsoft.MachineLearningServices/workspaces/computes/delete is missing on the workspace ml-prod',
      },
    ]);
    expect(summary).toContain('docs/roles/detach.json');
  });

  test('needs no right to delete what is absent', async () => {
    await start(undefined, mayOnlyRead);
    const { outputs, failed } = await detach();
    expect([failed, outputs.compliant]).toEqual([false, 'true']);
  });

  test('and may not see the own permissions detaches all the same, and is warned', async () => {
    const path = '/providers/Microsoft.Authorization/permissions?';
    const body = { error: { code: 'AuthorizationFailed', message: 'No permissions/read.' } };
    await start('Succeeded', { faults: [{ when: { path }, times: 9, effect: { status: 403, body } }] });
    const { report, outputs, failed } = await detach();
    expect([failed, outputs.changed]).toEqual([false, 'true']);
    expect(report.computes[0]?.findings).toMatchObject([
      { check: 'workspace', severity: 'ok' },
      { check: 'caller-permissions', severity: 'warning', verified: false },
    ]);
  });

  test('and may not read the compute changes nothing', async () => {
    const body = { error: { code: 'AuthorizationFailed', message: 'No computes/read.' } };
    const when = { method: 'GET', path: '/computes/gpu' };
    await start('Succeeded', { faults: [{ when, times: 9, effect: { status: 403, body } }] });
    const { report, failed } = await detach();
    expect(failed).toBe(true);
    expect(report.computes[0]?.failure).toMatchObject({
      code: 'AuthorizationFailed',
      message: 'No computes/read.',
    });
    expect(azure.writes()).toEqual([]);
  });
});
