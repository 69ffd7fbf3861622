import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario, ScenarioResource } from '../../local-azure/scenario.ts';
import { aksCluster, contoso, contosoIds, location } from '../../local-azure/scenarios.ts';
import { aksInputs, type GivenInputs, gpuCompute, type Run, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(async () => {
  expect(azure.writes()).toEqual([]);
  await azure.close();
});

async function start(there: readonly ScenarioResource[], changes: Partial<Scenario> = {}): Promise<void> {
  azure = await startTrusted({ ...contoso(), ...changes });
  for (const resource of there) azure.state.putResource(resource);
}

const { name: _, 'resource-id': __, ...workspaceInputs } = aksInputs;
const verify = (given: GivenInputs = aksInputs, files: Readonly<Record<string, string>> = {}): Promise<Run> =>
  runAction(azure, { ...given, mode: 'verify' }, undefined, files);

const gpuFile = `
name: gpu
type: kubernetes
resource_id: ${contosoIds.aks}
`;

/** A compute of some name and type in `ml-prod`. */
const attached = (name: string, properties: object): ScenarioResource => ({
  id: `${contosoIds.workspace}/computes/${name}`,
  location,
  properties: { provisioningState: 'Succeeded', provisioningErrors: null, ...properties },
});
const kubernetes = (name: string, namespace = name): ScenarioResource =>
  attached(name, { computeType: 'Kubernetes', resourceId: contosoIds.aks, properties: { namespace } });
const stopped = aksCluster({ name: 'aks-gpu', overrides: { powerState: { code: 'Stopped' } } });

describe('one compute', () => {
  test.each<[string, readonly ScenarioResource[], boolean, string]>([
    ['as declared', [gpuCompute('Succeeded')], true, 'gpu is attached to ml-prod as declared'],
    ['absent', [], false, 'gpu is not attached to ml-prod'],
    [
      'different',
      [gpuCompute('Succeeded', { namespace: 'research' })],
      false,
      'gpu in ml-prod is not as declared: namespace',
    ],
    ['failed', [gpuCompute('Failed')], false, 'gpu in ml-prod has provisioning state Failed'],
    ['on its way', [gpuCompute('Creating')], false, 'gpu in ml-prod has provisioning state Creating'],
    [
      'attached to a cluster that has stopped',
      [gpuCompute('Succeeded'), stopped],
      false,
      'gpu in ml-prod: a prerequisite is unmet',
    ],
  ])('that is %s', async (_, there, compliant, words) => {
    await start(there);
    const { failed, outputs, summary } = await verify();
    expect(failed).toBe(!compliant);
    expect(outputs).toMatchObject({ changed: 'false', compliant: String(compliant) });
    expect(summary).toContain(words);
  });

  test('needs no right to write, and asks for none', async () => {
    await start([gpuCompute('Succeeded')]);
    const { report } = await verify();
    expect(report.computes[0]?.findings.map(({ check }) => check)).not.toContain('caller-permissions');
    expect(azure.traffic.filter(({ request }) => request.url.includes('/permissions'))).toEqual([]);
  });
});

describe('without a name and a file, whatever is attached', () => {
  test('is verified, over all pages, and nothing else', async () => {
    const clusters = Array.from({ length: 7 }, (_, index) => kubernetes(`gpu-${index}a`));
    const others = [
      attached('batch', { computeType: 'AmlCompute' }),
      attached('ci', { computeType: 'ComputeInstance' }),
    ];
    await start([...clusters, ...others], { pageSize: 2 });
    const { failed, report, summary } = await verify(workspaceInputs);
    expect(failed).toBe(false);
    expect(report.computes.map(({ name, compliant }) => [name, compliant])).toEqual(
      clusters.map((_, index) => [`gpu-${index}a`, true]),
    );
    expect(summary).toContain('All 7 computes of ml-prod are as declared');
  });

  test('fails for what no longer works', async () => {
    await start([kubernetes('gpu'), stopped, gpuCompute('Failed', { namespace: 'x' })]);
    const { failed, report } = await verify(workspaceInputs);
    expect(failed).toBe(true);
    expect(report.computes[0]?.findings.find(({ check }) => check === 'cluster')?.severity).toBe('error');
  });

  test('is told when there is nothing', async () => {
    await start([]);
    const { failed, outputs, summary } = await verify(workspaceInputs);
    expect([failed, outputs.compliant]).toEqual([false, 'true']);
    expect(summary).toContain('No cluster or virtual machine is attached to ml-prod');
  });

  test('is told when the workspace is not there', async () => {
    await start([]);
    const { failed, report } = await verify({ ...workspaceInputs, 'workspace-name': 'ml-gone' });
    expect(failed).toBe(true);
    expect(report.failure?.code).toBe('WorkspaceNotFound');
  });

  test('is told when its resource ID names nothing that can be attached', async () => {
    await start([attached('odd', { computeType: 'Kubernetes', resourceId: '/subscriptions/x' })]);
    const { failed, report } = await verify(workspaceInputs);
    expect(failed).toBe(true);
    expect(report.computes[0]?.findings).toMatchObject([
      { check: 'resource-id', severity: 'error' },
      { check: 'compute-name' },
      { check: 'namespace' },
    ]);
  });

  test('is read in one go: the list, the workspace and the cluster once each', async () => {
    await start([kubernetes('a1'), kubernetes('b1'), kubernetes('c1')]);
    await verify(workspaceInputs);
    const asked = azure.traffic
      .filter(({ host }) => host === 'arm')
      .map(({ request }) => decodeURIComponent(new URL(request.url).pathname));
    expect(asked.length).toBe(new Set(asked).size);
  });
});

describe('with files', () => {
  test('what no file declares is a warning', async () => {
    await start([gpuCompute('Succeeded'), kubernetes('stray')]);
    const { failed, report, annotations, summary } = await verify(
      { ...workspaceInputs, file: 'computes/*.yml' },
      { 'computes/gpu.yml': gpuFile },
    );
    expect(failed).toBe(false);
    expect(report.computes.map(({ name, succeeded }) => [name, succeeded])).toEqual([
      ['gpu', true],
      ['stray', true],
    ]);
    expect(annotations).toMatchObject([{ level: 'warning', title: 'undeclared' }]);
    expect(summary).toContain('az ml compute detach');
  });

  test('such a warning can fail the run', async () => {
    await start([gpuCompute('Succeeded'), kubernetes('stray')]);
    const given = { ...workspaceInputs, file: 'gpu.yml', 'fail-on': 'warning' };
    expect((await verify(given, { 'gpu.yml': gpuFile })).failed).toBe(true);
  });

  test('what a file declares and Azure ML has made as something else is not absent', async () => {
    await start([attached('gpu', { computeType: 'AmlCompute' })]);
    const { report } = await verify({ ...workspaceInputs, file: 'gpu.yml' }, { 'gpu.yml': gpuFile });
    expect(report.computes).toMatchObject([
      { name: 'gpu', provisioningState: 'Succeeded', differences: [{ field: 'type', live: 'AmlCompute' }] },
    ]);
  });

  test('what a file declares and nobody has attached fails, and its line is told', async () => {
    await start([stopped]);
    const { failed, report, annotations } = await verify(
      { ...workspaceInputs, file: 'gpu.yml' },
      { 'gpu.yml': gpuFile },
    );
    expect([failed, report.computes[0]?.provisioningState]).toEqual([true, 'Absent']);
    expect(annotations).toContainEqual(
      expect.objectContaining({ title: 'cluster', at: { file: 'gpu.yml', line: 2, column: 1 } }),
    );
  });
});
