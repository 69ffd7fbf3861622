import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refused } from '../../local-azure/arm/errors.ts';
import { createThrottle } from '../../local-azure/arm/throttling.ts';
import type { LocalAzure, Scenario } from '../../local-azure/index.ts';
import { parseScenario } from '../../local-azure/scenario.ts';
import { contoso, contosoIds, deployer, subscriptionId, tenantId } from '../../local-azure/scenarios.ts';
import { type Answer, type ArmClient, signIn, start } from './client.ts';

const limits = {
  reads: { capacity: 3, refillPerSecond: 2 },
  writes: { capacity: 1, refillPerSecond: 0.1 },
  deletes: { capacity: 1, refillPerSecond: 1 },
};

describe('a bucket', () => {
  let now = 0;
  const throttle = (given = limits) => createThrottle(given, () => now);
  const seconds = (count: number) => {
    now += count * 1_000;
  };
  /** Seconds that a refusal asks to wait; undefined when there is a token. */
  const refusal = (take: () => unknown): number | undefined => {
    try {
      take();
      return undefined;
    } catch (error) {
      if (error instanceof Refused) return Number(error.response.headers?.['retry-after']);
      throw error;
    }
  };

  test('gives as many tokens as it holds, and tells how many are left', () => {
    const { take } = throttle();
    expect([1, 2, 3].map(() => take('reads', 's', 'p'))).toEqual([2, 1, 0]);
    expect(() => take('reads', 's', 'p')).toThrow(
      "Number of 'read' requests for subscription 's' actor 'p' exceeded. Please try again after '1' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.",
    );
  });

  test('is refilled as time goes by, and never beyond what it holds', () => {
    const { take } = throttle();
    for (const _ of [1, 2, 3]) take('reads', 's', 'p');
    seconds(0.5);
    expect(take('reads', 's', 'p')).toBe(0);
    seconds(60);
    expect(take('reads', 's', 'p')).toBe(2);
  });

  test('says in whole seconds when the next token comes', () => {
    const { take } = throttle();
    const write = () => take('writes', 's', 'p');
    write();
    expect(refusal(write)).toBe(10);
    seconds(3.5);
    expect(refusal(write)).toBe(7);
    seconds(6.4);
    expect(refusal(write)).toBe(1);
  });

  test('has a token for whoever waits as long as it said, however often it was asked before', () => {
    const rate = fc.constantFrom(0.001, 0.01, 0.1, 0.3, 0.7, 1, 3, 25);
    const waits = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 4 }), waits, (refillPerSecond, capacity, tenths) => {
        const { take } = throttle({ ...limits, reads: { capacity, refillPerSecond } });
        const read = () => take('reads', 's', 'p');
        for (const wait of tenths) {
          seconds(wait / 10);
          refusal(read);
        }
        const whenEmpty = (): number => refusal(read) ?? whenEmpty();
        seconds(whenEmpty());
        expect(refusal(read)).toBeUndefined();
      }),
      // Without a tolerance this one finds 0.9999999999999999 of a token.
      { examples: [[0.01, 2, [0, 5, 185]]] },
    );
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

  test('is as large as Azure documents it, unless the scenario says otherwise', () => {
    const writes = { capacity: 200, refillPerSecond: 10 };
    expect(parseScenario({ tenantId }).throttling).toBeUndefined();
    expect(parseScenario({ tenantId, throttling: {} }).throttling).toEqual({
      reads: { capacity: 250, refillPerSecond: 25 },
      writes,
      deletes: writes,
    });
    expect(parseScenario({ tenantId, throttling: { reads: { capacity: 9 } } }).throttling).toEqual({
      reads: { capacity: 9, refillPerSecond: 25 },
      writes,
      deletes: writes,
    });
  });
});

describe('Azure Resource Manager', () => {
  let azure: LocalAzure;
  afterEach(() => azure.close());

  /** Refilled so slowly that a test sees none of it. */
  const holding = (capacity: number) => ({ capacity, refillPerSecond: 0.001 });
  const signedIn = async (throttling: Scenario['throttling']): Promise<ArmClient> => {
    azure = await start({ ...contoso(), throttling });
    return signIn(azure);
  };
  const left = ({ headers }: Answer, kind: string) =>
    headers.get(`x-ms-ratelimit-remaining-subscription-${kind}`);

  test('refuses with 429 what comes too often, and says when to come again', async () => {
    const arm = await signedIn({ reads: holding(2) });
    const read = () => arm.get(contosoIds.workspace);
    const answers = [await read(), await read()];
    const refused = await read();
    expect([...answers, refused].map(({ status }) => status)).toEqual([200, 200, 429]);
    expect([...answers, refused].map((answer) => left(answer, 'reads'))).toEqual(['1', '0', '0']);
    const seconds = refused.headers.get('retry-after');
    expect(seconds).toMatch(/^[1-9]\d*$/);
    expect(refused.body.error.code).toBe('SubscriptionRequestsThrottled');
    expect(refused.body.error.message).toContain(
      `Number of 'read' requests for subscription '${subscriptionId}' actor '${deployer.objectId}' exceeded. Please try again after '${seconds}' seconds`,
    );
  });

  test('counts reads, writes and deletes apart, and tells what is left with every answer', async () => {
    const arm = await signedIn({ reads: holding(9), writes: holding(5), deletes: holding(3) });
    const compute = `${contosoIds.workspace}/computes/none`;
    const missing = await arm.get(compute);
    expect([missing.status, left(missing, 'reads')]).toEqual([404, '8']);
    const invalid = await arm.request('PUT', compute, '2024-10-01', {});
    expect([invalid.status, left(invalid, 'writes')]).toEqual([400, '4']);
    const action = await arm.request('POST', `${compute}/listKeys`);
    expect([action.status, left(action, 'writes')]).toEqual([404, '3']);
    const absent = await arm.request('DELETE', `${compute}?underlyingResourceAction=Detach`);
    expect([absent.status, left(absent, 'deletes'), left(absent, 'reads')]).toEqual([204, '2', null]);
  });

  test('throttles only what is about a subscription', async () => {
    const arm = await signedIn({ reads: holding(1) });
    const list = () => arm.get('/subscriptions', '2022-12-01');
    const answers = [await list(), await list()];
    expect(answers.map((answer) => [answer.status, left(answer, 'reads')])).toEqual([
      [200, null],
      [200, null],
    ]);
    expect(left(await arm.get(contosoIds.workspace), 'reads')).toBe('0');
  });
});
