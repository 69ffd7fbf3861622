import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gpu, type Stage, setStage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ provisioningMs: 4_000 });
});
afterAll(() => stage.close());

test('a cancelled job says how far it came within two seconds, and the next run joins what is under way', async () => {
  const cancel = new AbortController();
  let cancelledAt = 0;
  const onLine = (line: string) => {
    if (!line.startsWith('gpu: Creating')) return;
    cancelledAt = performance.now();
    cancel.abort();
  };
  const first = await stage.run(gpu, { onLine, cancel: cancel.signal });
  expect(performance.now() - cancelledAt).toBeLessThan(2_000);
  expect(first.exitCode).toBe(1);
  expect(first.outputs).toMatchObject({ changed: 'true', 'provisioning-state': 'Creating' });
  expect(first.summary).toContain('The job was cancelled; its provisioning state is Creating.');

  const second = await stage.run(gpu);
  expect(second.exitCode).toBe(0);
  expect(second.outputs).toMatchObject({ action: 'none', changed: 'false', compliant: 'true' });
  expect(stage.azure.writes()).toHaveLength(1);
});
