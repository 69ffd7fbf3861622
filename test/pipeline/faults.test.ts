import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Fault } from '../../local-azure/scenario.ts';
import { contoso } from '../../local-azure/scenarios.ts';
import { aksInputs, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const start = async (...faults: Fault[]): Promise<void> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 200, faults });
};

describe('a write', () => {
  const when = { method: 'PUT', path: '/computes/gpu' };

  test.each<[string, Fault['effect'], number]>([
    ['is sent again when the connection broke before it arrived', { reset: 'before' }, 2],
    ['is not sent again when only its answer was lost', { reset: 'after' }, 1],
    ['waits as long as throttling asks', { status: 429, headers: { 'Retry-After': '1' } }, 2],
    [
      'is sent again after a server error that kept it from arriving',
      { status: 503, headers: { 'Retry-After': '1' } },
      2,
    ],
  ])('%s', async (_, effect, writes) => {
    await start({ when, effect });
    const { outputs } = await runAction(azure, aksInputs);
    expect(outputs).toMatchObject({ action: 'create', changed: 'true', compliant: 'true' });
    expect(azure.writes()).toHaveLength(writes);
  });

  test('that Azure refuses is shown whole, with its correlation ID', async () => {
    const error = {
      code: 'UserError',
      message: 'Bad compute.',
      details: [{ code: 'Why', message: 'Because.' }],
    };
    await start({
      when,
      effect: { status: 400, body: { error }, headers: { 'x-ms-correlation-request-id': 'b7a3-c0' } },
    });
    const { report, summary } = await runAction(azure, aksInputs);
    expect(report.computes[0]?.failure).toMatchObject({ ...error, status: 400, correlationId: 'b7a3-c0' });
    for (const text of ['Bad compute.', 'Because.', 'b7a3-c0']) expect(summary).toContain(text);
  });
});

describe('a read', () => {
  test('is tried again after a transient error', async () => {
    await start({
      when: { path: '/managedClusters/aks-gpu?' },
      effect: { status: 503, headers: { 'Retry-After': '1' } },
    });
    const { report } = await runAction(azure, aksInputs);
    expect(report.computes[0]?.findings.find(({ check }) => check === 'cluster')?.severity).toBe('ok');
  });

  test('that redirects elsewhere is not followed', async () => {
    const location = `${'https://localhost:1'}/elsewhere`;
    await start({
      when: { path: '/managedClusters/aks-gpu?' },
      effect: { status: 302, headers: { location } },
    });
    const { report } = await runAction(azure, aksInputs);
    expect(report.computes[0]?.findings.find(({ check }) => check === 'cluster')).toMatchObject({
      verified: false,
    });
  });

  test('of the compute that is refused ends the run before anything is written', async () => {
    const body = { error: { code: 'AuthorizationFailed', message: 'No computes/read.' } };
    await start({ when: { method: 'GET', path: '/computes/gpu' }, times: 9, effect: { status: 403, body } });
    const { report, failed } = await runAction(azure, aksInputs);
    expect(failed).toBe(true);
    expect(report.computes[0]?.failure).toMatchObject({
      code: 'AuthorizationFailed',
      message: 'No computes/read.',
    });
    expect(azure.writes()).toEqual([]);
  });
});
