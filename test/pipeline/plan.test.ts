import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario, ScenarioResource } from '../../local-azure/scenario.ts';
import { aksCluster, contoso, contosoIds, deployer, mlGroup } from '../../local-azure/scenarios.ts';
import type { Action } from '../../src/plan/decide.ts';
import { aksInputs, arcInputs, type GivenInputs, gpuCompute, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const elsewhere = gpuCompute('Succeeded', { namespace: 'research' });
const otherCluster = gpuCompute('Succeeded', { resourceId: contosoIds.arc });
const withIdentity = gpuCompute('Succeeded', {
  identity: { type: 'SystemAssigned', principalId: '0c5a4f7e-3b1d-4e8a-9f26-7d8b1c2e3f40' },
});
const stopped = aksCluster({ name: 'aks-gpu', overrides: { powerState: { code: 'Stopped' } } });
const withoutLocalAccounts = aksCluster({ name: 'aks-gpu', overrides: { disableLocalAccounts: true } });

interface Told {
  readonly action: Action;
  readonly state: string;
  readonly compliant?: boolean;
  readonly fails?: boolean;
  /** What stands in the way of attaching. */
  readonly failure?: string;
  /** How many prerequisites the run would put right. */
  readonly repairs?: number;
}

const plan = (inputs: GivenInputs = {}) => runAction(azure, { ...aksInputs, mode: 'plan', ...inputs });

test.each<[what: string, there: readonly ScenarioResource[], inputs: GivenInputs, told: Told]>([
  ['absent', [], {}, { action: 'create', state: 'Absent' }],
  ['as declared', [gpuCompute('Succeeded')], {}, { action: 'none', state: 'Succeeded', compliant: true }],
  [
    'in another namespace, which is never put right',
    [elsewhere],
    { recreate: 'never' },
    { action: 'recreate', state: 'Succeeded', failure: 'ComputeDiffers' },
  ],
  [
    'in another namespace, which is not put right when only failures are',
    [elsewhere],
    { recreate: 'when-failed' },
    { action: 'recreate', state: 'Succeeded', failure: 'ComputeDiffers' },
  ],
  [
    'in another namespace, which may be put right',
    [elsewhere],
    { recreate: 'when-different' },
    { action: 'recreate', state: 'Succeeded' },
  ],
  [
    'of another cluster, which may be put right',
    [otherCluster],
    { recreate: 'when-different' },
    { action: 'recreate', state: 'Succeeded' },
  ],
  ['with an identity that is not declared', [withIdentity], {}, { action: 'update', state: 'Succeeded' }],
  [
    'failed, which is never put right',
    [gpuCompute('Failed')],
    { recreate: 'never' },
    { action: 'recreate', state: 'Failed', failure: 'ClusterNotReachable' },
  ],
  [
    'failed, which is put right',
    [gpuCompute('Failed')],
    { recreate: 'when-failed' },
    { action: 'recreate', state: 'Failed' },
  ],
  ['being attached', [gpuCompute('Creating')], {}, { action: 'none', state: 'Creating' }],
  ['being detached', [gpuCompute('Deleting')], {}, { action: 'none', state: 'Deleting' }],
  ['absent, of a stopped cluster', [stopped], {}, { action: 'create', state: 'Absent', fails: true }],
  [
    'absent, with a prerequisite that is not put right',
    [withoutLocalAccounts],
    {},
    { action: 'create', state: 'Absent', fails: true },
  ],
  [
    'absent, with a prerequisite that is put right',
    [withoutLocalAccounts],
    { fix: 'all' },
    { action: 'create', state: 'Absent', fails: true, repairs: 1 },
  ],
  [
    'as declared, with a prerequisite that is put right',
    [withoutLocalAccounts, gpuCompute('Succeeded')],
    { fix: 'all' },
    { action: 'none', state: 'Succeeded', fails: true, repairs: 1 },
  ],
  [
    'absent, with every role missing',
    [],
    { ...arcInputs, fix: 'all' },
    { action: 'create', state: 'Absent', fails: true, repairs: 3 },
  ],
])('a compute that is %s is planned, and nothing is written', async (_, there, inputs, told) => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 150 });
  for (const resource of there) azure.state.putResource(resource);
  const { report, outputs, summary, failed } = await plan(inputs);
  expect(azure.writes()).toEqual([]);
  const { action, state, compliant = false, failure = null, fails = failure !== null, repairs = 0 } = told;
  expect(failed).toBe(fails);
  expect(outputs).toMatchObject({
    action,
    changed: 'false',
    compliant: String(compliant),
    'provisioning-state': state,
  });
  expect(report.mode).toBe('plan');
  expect(report.computes[0]?.failure?.code ?? null).toBe(failure);
  expect(report.computes[0]?.repairs.map(({ made }) => made)).toEqual(Array(repairs).fill(false));
  if (!fails) expect(summary).toContain('Plan: gpu');
});

describe('whoever plans', () => {
  const reader: Partial<Scenario> = {
    roleAssignments: [mlGroup, contosoIds.aks].map((scope) => ({
      principalId: deployer.objectId,
      role: 'Reader',
      scope,
    })),
  };

  test('needs no right to write, and is told which would be missing', async () => {
    azure = await startTrusted({ ...contoso(), ...reader });
    const { report, outputs, failed } = await plan();
    expect([failed, outputs.action]).toEqual([false, 'create']);
    expect(report.computes[0]?.findings.find(({ check }) => check === 'caller-permissions')).toMatchObject({
      severity: 'notice',
      actual: expect.stringContaining('computes/write is missing on the workspace ml-prod'),
    });
  });

  test('learns what a later attach does', async () => {
    azure = await startTrusted({ ...contoso(), provisioningMs: 150 });
    const planned = await plan();
    const attached = await plan({ mode: 'attach' });
    const afterwards = await plan();
    expect([planned, attached, afterwards].map(({ outputs }) => outputs.action)).toEqual([
      'create',
      'create',
      'none',
    ]);
    expect(azure.writes()).toHaveLength(1);
  });

  test('learns of both sides of a difference', async () => {
    azure = await startTrusted(contoso());
    azure.state.putResource(elsewhere);
    const { report, summary } = await plan({ recreate: 'when-different' });
    expect(report.computes[0]?.differences).toEqual([
      { field: 'namespace', declared: 'default', live: 'research', inPlace: false },
    ]);
    expect(summary).toContain('research');
  });
});
