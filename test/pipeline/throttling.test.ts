import { afterEach, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds } from '../../local-azure/scenarios.ts';
import { aksInputs, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const count = 500;
const { name: _, 'resource-id': __, ...workspaceInputs } = aksInputs;
const names = Array.from({ length: count }, (_, index) => `gpu-${index}x`);
const files = Object.fromEntries(
  names.map((name) => [
    `computes/${name}.yml`,
    `name: ${name}\ntype: kubernetes\nresource_id: ${contosoIds.aks}\nnamespace: ${name}\n`,
  ]),
);

/** Smaller buckets than Azure's, which are empty at once on any machine, refilled somewhat faster, to take less time. */
const throttling = {
  reads: { capacity: 50, refillPerSecond: 60 },
  writes: { capacity: 50, refillPerSecond: 25 },
  deletes: { capacity: 50, refillPerSecond: 25 },
};

test(`${count} computes are attached in one run under Azure's throttling`, async () => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 200, throttling });
  const given = { ...workspaceInputs, file: 'computes/*.yml', parallel: '100' };
  const { failed, report } = await runAction(azure, given, undefined, files);
  expect(report.computes.filter(({ succeeded }) => !succeeded)).toEqual([]);
  expect(failed).toBe(false);
  expect(azure.writes().filter(({ response }) => response?.status === 201)).toHaveLength(count);
  const refused = azure.traffic.filter(({ response }) => response?.status === 429);
  expect(refused.length).toBeGreaterThan(0);
  // Only what is under way when the first refusal comes is refused: reads and writes of 100 computes.
  expect(refused.length).toBeLessThan(count / 2);
});
