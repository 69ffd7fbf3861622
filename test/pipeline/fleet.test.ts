import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario } from '../../local-azure/scenario.ts';
import { contoso, contosoIds } from '../../local-azure/scenarios.ts';
import { aksInputs, type GivenInputs, type Run, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const start = async (changes: Partial<Scenario> = {}): Promise<void> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 100, ...changes });
};

const { name: _, 'resource-id': __, ...workspaceInputs } = aksInputs;

const declaration = (name: string, changes = '') => `
name: ${name}
type: kubernetes
resource_id: ${contosoIds.aks}
namespace: ns-${name}
${changes}`;

const files = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`computes/${name}.yml`, declaration(name)]));

const run = (folder: Readonly<Record<string, string>>, given: GivenInputs = {}): Promise<Run> =>
  runAction(azure, { ...workspaceInputs, file: 'computes/*.yml', ...given }, undefined, folder);

const requested = (part: string): string[] =>
  azure.traffic
    .map(({ request }) => `${request.method} ${request.url}`)
    .filter((line) => line.includes(part));

describe('a fleet', () => {
  const fleet = files('alpha', 'beta', 'gamma', 'delta', 'epsilon');

  test('is planned, attached, found as declared, and detached', async () => {
    await start();
    const planned = await run(fleet, { mode: 'plan' });
    expect(planned.summary).toContain('Plan for 5 computes in ml-prod: 5 to create');
    const attached = await run(fleet);
    expect(attached.report.computes.map(({ changed, compliant }) => [changed, compliant])).toEqual(
      Array(5).fill([true, true]),
    );
    expect(attached.summary).toContain('5 of 5 computes are as declared in ml-prod, 5 changed');
    const again = await run(fleet);
    expect(again.report.computes.every(({ changed, compliant }) => !changed && compliant)).toBe(true);
    expect(azure.writes()).toHaveLength(5);
    const detached = await run(fleet, { mode: 'detach' });
    expect(detached.summary).toContain('5 of 5 computes are detached from ml-prod');
    expect(azure.writes()).toHaveLength(10);
  });

  test('signs in once, and reads once what its computes share', async () => {
    await start();
    await run(fleet);
    expect(requested('/oauth2/v2.0/token')).toHaveLength(1);
    for (const shared of [
      '/workspaces/ml-prod?',
      '/managedClusters/aks-gpu?',
      '/extensions?',
      '/permissions?',
    ])
      expect([shared, requested(shared).length]).toEqual([shared, 1]);
  });

  test('does not stop at one that fails', async () => {
    const noWay = { code: 'NoWay', message: 'Not this one.' };
    await start({ computeFailures: [{ name: 'beta', errors: [noWay] }] });
    const { failed, report, summary } = await run(fleet);
    expect(failed).toBe(true);
    expect(report.computes.map(({ name, succeeded }) => [name, succeeded])).toEqual([
      ['alpha', true],
      ['beta', false],
      ['delta', true],
      ['epsilon', true],
      ['gamma', true],
    ]);
    expect(report.computes[1]?.failure).toMatchObject(noWay);
    expect(summary).toContain('4 of 5 computes are as declared in ml-prod, 5 changed; 1 failed');
  });

  test('does not stop at one whose prerequisite is unmet, and says so at its line', async () => {
    await start();
    const lost = declaration('lost').replace('aks-gpu', 'aks-gone');
    const { report, annotations } = await run({ ...fleet, 'computes/lost.yml': lost });
    expect(report.computes.filter(({ succeeded }) => !succeeded).map(({ name }) => name)).toEqual(['lost']);
    expect(annotations).toMatchObject([{ title: 'cluster', at: { file: 'computes/lost.yml', line: 2 } }]);
  });

  test('works on no more than `parallel` at a time', async () => {
    await start();
    await run(fleet, { parallel: '2' });
    const puts = azure.traffic.filter(({ request }) => request.method === 'PUT');
    const ends = azure.traffic.filter(
      ({ request, response }) =>
        request.method === 'GET' &&
        request.url.includes('/computes/') &&
        JSON.stringify(response?.body ?? '').includes('"provisioningState":"Succeeded"'),
    );
    const third = puts[2]?.startedAt ?? 0;
    expect(ends.filter(({ finishedAt }) => finishedAt <= third).length).toBeGreaterThanOrEqual(1);
    expect(puts).toHaveLength(5);
  });

  test('writes once what several computes need put right', async () => {
    const { resources } = contoso();
    await start({ resources: resources.filter(({ id }) => !/aks-gpu\/.*\/extensions\//.test(id)) });
    const { failed, report } = await run(fleet, { fix: 'extension' });
    expect(failed).toBe(false);
    expect(report.computes.every(({ succeeded }) => succeeded)).toBe(true);
    expect(requested('/extensions/azureml').filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });
});

describe('declarations that cannot be', () => {
  test('are all told at once, each at its place, and nothing is asked of Azure', async () => {
    await start();
    const { failed, report, annotations } = await run({
      'computes/a.yml': declaration('gpu', 'namspace: x'),
      'computes/b.yml': declaration('GPU').replace('ns-GPU', 'other'),
      'computes/c.yml': declaration('1st'),
      'computes/d.yml': 'name: [',
    });
    expect(failed).toBe(true);
    expect(report.problems.map(({ at, field }) => [at?.file, at?.line, field])).toEqual([
      ['computes/d.yml', 1, ''],
      ['computes/a.yml', 6, 'namspace'],
    ]);
    expect(annotations).toContainEqual(
      expect.objectContaining({ title: 'compute-name', at: { file: 'computes/c.yml', line: 2, column: 1 } }),
    );
    expect(azure.traffic).toEqual([]);
  });

  test('are told when they are of the same name, or of the same cluster and namespace', async () => {
    await start();
    const { report } = await run({
      'computes/a.yml': declaration('gpu'),
      'computes/b.yml': declaration('GPU').replace('ns-GPU', 'other'),
      'computes/c.yml': declaration('cpu').replace('ns-cpu', 'ns-gpu'),
    });
    expect(report.problems.map(({ at, actual }) => [at?.file, actual])).toEqual([
      ['computes/b.yml', '"GPU", which computes/a.yml:2 declares too'],
      ['computes/c.yml', expect.stringContaining('namespace ns-gpu", which computes/a.yml:4 declares too')],
    ]);
  });
});

describe('what a file declares', () => {
  const whole = declaration(
    'gpu',
    `
description: For training
tags:
  team: vision
identity:
  type: system_assigned
properties:
  defaultInstanceType: small
  instanceTypes:
    small:
      nodeSelector:
        pool: gpu
      resources:
        requests: { cpu: "0.5", memory: 2Gi }
        limits: { cpu: 1, memory: 2048Mi, "nvidia.com/gpu": null }
`,
  );

  test('is what is written', async () => {
    await start();
    await run({ 'computes/gpu.yml': whole });
    expect(azure.writes().map(({ request }) => request.body)).toEqual([
      {
        location: 'westeurope',
        tags: { team: 'vision' },
        identity: { type: 'SystemAssigned' },
        properties: {
          computeType: 'Kubernetes',
          resourceId: contosoIds.aks,
          description: 'For training',
          properties: {
            namespace: 'ns-gpu',
            defaultInstanceType: 'small',
            instanceTypes: {
              small: {
                nodeSelector: { pool: 'gpu' },
                resources: {
                  requests: { cpu: '0.5', memory: '2Gi' },
                  limits: { cpu: '1', memory: '2048Mi' },
                },
              },
            },
          },
        },
      },
    ]);
  });

  test('is found again, in whatever terms', async () => {
    await start();
    await run({ 'computes/gpu.yml': whole });
    const inOtherTerms = whole.replace('"0.5"', '500m').replace('2048Mi', '2Gi');
    const { report } = await run({ 'computes/gpu.yml': inOtherTerms });
    expect(report.computes[0]).toMatchObject({ action: 'none', differences: [] });
  });

  test('changes in place, where Azure can', async () => {
    await start();
    await run({ 'computes/gpu.yml': whole });
    const changed = whole.replace('vision', 'speech').replace('For training', 'For all');
    const { report, failed } = await run({ 'computes/gpu.yml': changed });
    expect(failed).toBe(false);
    expect(report.computes[0]).toMatchObject({ action: 'update', changed: true, differences: [] });
    expect(azure.state.getResource(`${contosoIds.workspace}/computes/gpu`)?.['tags']).toEqual({
      team: 'speech',
    });
  });

  test('and what others add stays', async () => {
    await start();
    await run({ 'computes/gpu.yml': whole });
    const id = `${contosoIds.workspace}/computes/gpu`;
    const there = azure.state.getResource(id);
    if (!there) throw new Error('It was not attached.');
    azure.state.putResource({ ...there, tags: { team: 'vision', policy: 'x' } });
    expect((await run({ 'computes/gpu.yml': whole })).report.computes[0]?.action).toBe('none');
    await run({ 'computes/gpu.yml': whole.replace('vision', 'speech') });
    expect(azure.state.getResource(id)?.['tags']).toEqual({ team: 'speech', policy: 'x' });
  });

  test('is told field by field where Azure has something else', async () => {
    await start();
    await run({ 'computes/gpu.yml': whole });
    const { report, failed, summary } = await run({
      'computes/gpu.yml': whole.replace('cpu: 1,', 'cpu: 2,'),
    });
    expect(failed).toBe(true);
    expect(report.computes[0]?.differences).toEqual([
      { field: 'instanceTypes.small.limits.cpu', declared: '2', live: '1', inPlace: false },
    ]);
    expect(summary).toContain('instanceTypes.small.limits.cpu');
  });

  test('may be overridden by an input', async () => {
    await start();
    const { report } = await run({ 'computes/gpu.yml': whole }, { namespace: 'elsewhere', name: 'other' });
    expect(report.computes[0]).toMatchObject({ name: 'other', declared: { namespace: 'elsewhere' } });
  });

  test('is told where it is ignored', async () => {
    await start();
    const { annotations, failed } = await run({ 'computes/gpu.yml': `${whole}location: mars\n` });
    expect(failed).toBe(false);
    expect(annotations).toMatchObject([
      { level: 'notice', at: { file: 'computes/gpu.yml', line: whole.split('\n').length } },
    ]);
  });
});
