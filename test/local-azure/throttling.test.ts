import { afterEach, describe, expect, test } from '@jest/globals';
import { createThrottle } from '../../local-azure/arm/throttling.ts';
import type { LocalAzure } from '../../local-azure/index.ts';
import { contoso, contosoIds } from '../../local-azure/scenarios.ts';
import { signIn, start } from './client.ts';

const limits = {
  reads: { capacity: 3, refillPerSecond: 2 },
  writes: { capacity: 1, refillPerSecond: 0.1 },
  deletes: { capacity: 1, refillPerSecond: 1 },
};

describe('a bucket', () => {
  let now = 0;
  const throttle = () => createThrottle(limits, () => now);
  const seconds = (count: number) => {
    now += count * 1_000;
  };

  test('gives as many tokens as it holds, and tells how many are left', () => {
    const { take } = throttle();
    expect([1, 2, 3].map(() => take('reads', 's', 'p'))).toEqual([2, 1, 0]);
    expect(() => take('reads', 's', 'p')).toThrow("Number of 'reads' requests for subscription 's'");
  });

  test('is refilled as time goes by, and never beyond what it holds', () => {
    const { take } = throttle();
    for (const _ of [1, 2, 3]) take('reads', 's', 'p');
    seconds(0.5);
    expect(take('reads', 's', 'p')).toBe(0);
    seconds(60);
    expect(take('reads', 's', 'p')).toBe(2);
  });

  test('is one of a subscription, a principal and a kind of request, in any letter case', () => {
    const { take } = throttle();
    take('writes', 's', 'p');
    expect(() => take('writes', 'S', 'P')).toThrow();
    for (const [kind, subscription, principal] of [
      ['deletes', 's', 'p'],
      ['writes', 't', 'p'],
      ['writes', 's', 'q'],
    ] as const)
      expect(take(kind, subscription, principal)).toBe(0);
  });
});

describe('Azure Resource Manager', () => {
  let azure: LocalAzure;
  afterEach(() => azure.close());

  test('refuses with 429 what comes too often, says when to come again, and takes it then', async () => {
    azure = await start({ ...contoso(), throttling: { reads: { capacity: 2, refillPerSecond: 1 } } });
    const arm = await signIn(azure);
    const read = () => arm.get(contosoIds.workspace);
    const answers = [await read(), await read(), await read()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('1');
    expect(answers[2]?.headers.get('retry-after')).toBe('1');
    expect(answers[2]?.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('0');
    expect(answers[2]?.body).toMatchObject({ error: { code: 'SubscriptionRequestsThrottled' } });
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await read()).status).toBe(200);
  });
});
