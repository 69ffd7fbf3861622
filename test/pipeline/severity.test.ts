import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { ScenarioResource } from '../../local-azure/scenario.ts';
import { aksCluster, contoso } from '../../local-azure/scenarios.ts';
import { type CheckId, checkIds } from '../../src/request/request.ts';
import {
  aksInputs,
  arcInputs,
  type GivenInputs,
  gpuCompute,
  type Run,
  runAction,
  startTrusted,
} from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const clusterWith = (overrides: Record<string, unknown>) => aksCluster({ name: 'aks-gpu', overrides });
const old = { currentKubernetesVersion: '1.29.3' };
const noTrust = { disableLocalAccounts: true };

const start = async (...resources: ScenarioResource[]): Promise<void> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 150 });
  for (const resource of resources) azure.state.putResource(resource);
};

const run = (inputs: GivenInputs = {}) => runAction(azure, { ...aksInputs, ...inputs });
const severityOf = ({ report }: Run, id: CheckId) =>
  report.computes[0]?.findings.find(({ check }) => check === id)?.severity;

const attached = gpuCompute('Succeeded');

describe('skip-checks', () => {
  test('makes an error a notice: the compute is attached, and Azure has the last word', async () => {
    await start(clusterWith(noTrust));
    const ran = await run({ 'skip-checks': 'trusted-access' });
    expect(severityOf(ran, 'trusted-access')).toBe('notice');
    expect(azure.writes()).toHaveLength(1);
    expect(ran.report.computes[0]?.failure).toMatchObject({ code: 'GenericClusterError' });
  });

  test('makes a warning a notice, which never fails a run', async () => {
    await start(clusterWith(old));
    const ran = await run({ 'skip-checks': 'kubernetes-version', 'fail-on': 'warning' });
    expect([ran.failed, ran.outputs.compliant, severityOf(ran, 'kubernetes-version')]).toEqual([
      false,
      'true',
      'notice',
    ]);
  });

  test('makes what could not be read a notice', async () => {
    await start();
    const body = { error: { code: 'AuthorizationFailed', message: 'No read.' } };
    const when = { method: 'GET', path: '/extensions?' };
    azure.state.addFault({ when, times: 9, effect: { status: 403, body } });
    const skipped = 'extension\nextension-features';
    const ran = await run({ mode: 'plan', 'skip-checks': skipped, 'fail-on': 'warning' });
    expect(severityOf(ran, 'extension')).toBe('notice');
    expect(ran.failed).toBe(false);
  });

  test('touches no other check, and nothing that is well', async () => {
    await start(clusterWith({ ...noTrust, ...old }));
    const ran = await run({ mode: 'plan', 'skip-checks': 'kubernetes-version, workspace' });
    expect(
      ['kubernetes-version', 'workspace', 'trusted-access'].map((id) => severityOf(ran, id as CheckId)),
    ).toEqual(['notice', 'ok', 'error']);
    expect(ran.failed).toBe(true);
  });

  test('keeps a check from being put right', async () => {
    await start(clusterWith(noTrust));
    const { report } = await run({ mode: 'plan', 'skip-checks': 'trusted-access', fix: 'all' });
    expect(report.computes[0]?.repairs).toEqual([]);
  });

  test('keeps a run from needing the right to put the check right', async () => {
    await start();
    const ran = await run({ ...arcInputs, mode: 'plan', 'skip-checks': 'role-assignments', fix: 'all' });
    expect(severityOf(ran, 'role-assignments')).toBe('notice');
    expect(severityOf(ran, 'caller-permissions')).toBe('ok');
  });

  test('of an unknown check is bad input that lists the known ones, and nothing is asked of Azure', async () => {
    await start();
    const { report, annotations, failed } = await run({ 'skip-checks': 'cluster\nclutser' });
    expect(failed).toBe(true);
    const [problem, ...others] = report.problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ field: 'skip-checks', actual: '"cluster\nclutser"' });
    const messages = annotations.map(({ message }) => message).join('\n');
    for (const id of checkIds) {
      expect(problem?.expected).toContain(id);
      expect(messages).toContain(id);
    }
    expect(azure.traffic).toEqual([]);
  });
});

describe('fail-on', () => {
  type Expected = { failed: boolean; writes: number; compliant: string };
  test.each<[level: string, finding: string, overrides: Record<string, unknown>, Expected]>([
    ['error', 'a warning', old, { failed: false, writes: 1, compliant: 'true' }],
    ['error', 'an error', noTrust, { failed: true, writes: 0, compliant: 'false' }],
    ['warning', 'a warning', old, { failed: true, writes: 0, compliant: 'false' }],
    ['warning', 'an error', noTrust, { failed: true, writes: 0, compliant: 'false' }],
    ['warning', 'nothing', {}, { failed: false, writes: 1, compliant: 'true' }],
    ['never', 'a warning', old, { failed: false, writes: 1, compliant: 'true' }],
    ['never', 'an error', noTrust, { failed: false, writes: 0, compliant: 'false' }],
  ])('%s, where a check finds %s', async (level, _, overrides, { failed, writes, compliant }) => {
    await start(clusterWith(overrides));
    const ran = await run({ 'fail-on': level });
    expect(ran.failed).toBe(failed);
    expect(azure.writes()).toHaveLength(writes);
    expect(ran.outputs).toMatchObject({ changed: String(writes > 0), compliant });
  });

  test('warning, where something could not be read, fails and writes nothing', async () => {
    await start();
    const body = { error: { code: 'AuthorizationFailed', message: 'No read.' } };
    azure.state.addFault({
      when: { method: 'GET', path: '/managedClusters/aks-gpu?' },
      times: 9,
      effect: { status: 403, body },
    });
    const { failed } = await run({ 'fail-on': 'warning' });
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
  });

  test('warning keeps fix from writing, too, when a warning stands beside what it would put right', async () => {
    await start(clusterWith({ ...noTrust, ...old }));
    const { report, failed } = await run({ 'fail-on': 'warning', fix: 'all' });
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
    expect(report.computes[0]?.repairs).toMatchObject([{ made: false }]);
  });

  test('never does not hide that Azure failed', async () => {
    await start(clusterWith(noTrust));
    const { failed } = await run({ 'fail-on': 'never', 'skip-checks': 'trusted-access' });
    expect(failed).toBe(true);
  });

  test.each<[string, boolean]>([
    ['never', false],
    ['error', true],
  ])('%s, where a compute is there as declared, but a prerequisite is unmet', async (level, failed) => {
    await start(clusterWith(noTrust), attached);
    const ran = await run({ 'fail-on': level });
    expect(ran.failed).toBe(failed);
    expect(ran.outputs).toMatchObject({
      action: 'none',
      changed: 'false',
      'provisioning-state': 'Succeeded',
    });
    expect(azure.writes()).toEqual([]);
  });

  test('anything else is bad input', async () => {
    await start();
    const { report, failed } = await run({ 'fail-on': 'sometimes' });
    expect(failed).toBe(true);
    expect(report.problems).toMatchObject([{ field: 'fail-on', actual: '"sometimes"' }]);
    expect(report.problems[0]?.expected).toMatch(/error.*warning.*never|warning.*error.*never/);
  });
});
