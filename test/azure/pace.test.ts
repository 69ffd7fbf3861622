import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpMethods,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { subscriptionId } from '../fixtures.ts';

/** Jest's fake timers, which `node:timers/promises` is not part of by itself. Node waits a millisecond at least. */
jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: (milliseconds: number, _value: unknown, { signal }: { signal?: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, Math.max(1, milliseconds));
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
}));

const { createPace } = await import('../../src/azure/pace.ts');

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 22) });
});

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until it comes. */
  readonly after?: number;
}

const fine: Answer = { status: 200 };
const throttled = (retryAfter?: string): Answer => ({
  status: 429,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});
const tokensLeft = (left: number): Answer => ({
  status: 200,
  headers: { 'x-ms-ratelimit-remaining-subscription-reads': String(left) },
});

interface Sending {
  readonly method?: HttpMethods;
  readonly subscription?: string;
  readonly signal?: AbortSignal;
}

/** A pace behind which Azure gives some answers in turn, and then only fine ones. */
function behind(...answers: readonly Answer[]) {
  const pace = createPace();
  const started = performance.now();
  const left = [...answers];
  const sentAt: number[] = [];
  const send = ({ method = 'GET', subscription = subscriptionId, signal }: Sending = {}) => {
    const url = `https://management.azure.com/subscriptions/${subscription}/resourceGroups/rg-ml`;
    const request = createPipelineRequest({ url, method, ...(signal && { abortSignal: signal }) });
    return pace.sendRequest(request, async (): Promise<PipelineResponse> => {
      const { status, headers = {}, after } = left.shift() ?? fine;
      sentAt.push(Math.round(performance.now() - started));
      if (after) await new Promise((resolve) => setTimeout(resolve, after));
      return { request, status, headers: createHttpHeaders(headers) };
    });
  };
  /** Milliseconds at which requests of one kind were sent, all begun at once. */
  const times = async (count: number, sending?: Sending) => {
    sentAt.length = 0;
    const before = performance.now() - started;
    const responses = Array.from({ length: count }, () => send(sending));
    await jest.runAllTimersAsync();
    await Promise.all(responses);
    return sentAt.map((at) => Math.round(at - before));
  };
  /** Gets a refusal, once and for good, and lets a minute pass. */
  const refuse = async (sending?: Sending) => {
    await times(1, sending);
    await jest.advanceTimersByTimeAsync(60_000);
  };
  return { send, sentAt, times, refuse };
}

test('nothing is delayed until Azure refuses a request, however few are left', async () => {
  const { times } = behind(tokensLeft(1_000), tokensLeft(1));
  expect(await times(2)).toEqual([0, 0]);
  expect(new Set(await times(100))).toEqual(new Set([0]));
});

describe('a request that is refused is sent again', () => {
  test.each([
    ['when Azure says, in seconds', '7', 7_000],
    ['when Azure says, as a date', 'Sun, 22 Nov 2026 00:00:09 GMT', 9_000],
    ['after a second, when Azure does not say', undefined, 1_000],
    ['after a second, when nobody can read what Azure says', 'soon', 1_000],
  ])('%s', async (_, retryAfter, milliseconds) => {
    expect(await behind(throttled(retryAfter)).times(1)).toEqual([0, milliseconds]);
  });

  test.each<HttpMethods>(['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'])(
    'whatever it is: %s',
    async (method) => {
      const { send, sentAt } = behind(throttled('2'), throttled('3'));
      const response = send({ method });
      await jest.runAllTimersAsync();
      expect((await response).status).toBe(200);
      expect(sentAt).toEqual([0, 2_000, 5_000]);
    },
  );

  test('ten times at most, and is answered with the refusal then', async () => {
    const { send, sentAt } = behind(...Array<Answer>(20).fill(throttled('1')));
    const response = send();
    await jest.runAllTimersAsync();
    expect((await response).status).toBe(429);
    expect(sentAt).toHaveLength(11);
  });

  test('and no other error is', async () => {
    expect(await behind({ status: 503, headers: { 'retry-after': '1' } }).times(1)).toEqual([0]);
  });
});

describe('after a refusal', () => {
  test.each<[HttpMethods, number]>([
    ['GET', 40],
    ['HEAD', 40],
    ['PUT', 100],
    ['DELETE', 100],
  ])('a %s goes every %d milliseconds, as the bucket is refilled', async (method, interval) => {
    const { refuse, times } = behind(throttled());
    await refuse({ method });
    expect(await times(4, { method })).toEqual([0, interval, 2 * interval, 3 * interval]);
  });

  test('whatever has not gone yet waits, too', async () => {
    const { send, sentAt } = behind(throttled('5'));
    const first = send();
    await jest.advanceTimersByTimeAsync(1_000);
    const second = send();
    await jest.runAllTimersAsync();
    await Promise.all([first, second]);
    expect(sentAt).toEqual([0, 5_000, 5_040]);
  });

  test.each<[string, Sending]>([
    ['a write', { method: 'PUT' }],
    ['a deletion', { method: 'DELETE' }],
    ['a read of another subscription', { subscription: '00000000-0000-0000-0000-000000000000' }],
  ])('of a read, %s goes at once', async (_, sending) => {
    const { send, times } = behind(throttled('3600'));
    const refused = send();
    await jest.advanceTimersByTimeAsync(1);
    const others = times(3, sending);
    await jest.advanceTimersByTimeAsync(1);
    expect((await others).slice(0, 3)).toEqual([0, 0, 0]);
    await refused;
  });

  test('the letter case of a subscription does not matter', async () => {
    const { refuse, times } = behind(throttled());
    await refuse();
    expect(await times(2, { subscription: subscriptionId.toUpperCase() })).toEqual([0, 40]);
  });

  test('several refusals at once are one', async () => {
    const { times } = behind(...Array<Answer>(4).fill({ ...throttled('1'), after: 10 }));
    expect(await times(4)).toEqual([0, 0, 0, 0, 1_010, 1_050, 1_090, 1_130]);
  });
});

/** The interval between requests after a refusal and some more answers. */
async function intervalAfter(...answers: readonly Answer[]): Promise<number> {
  const { refuse, times } = behind(throttled('1'), fine, ...answers);
  await refuse();
  for (const _ of answers) await times(1);
  const [first = 0, second = 0] = await times(2);
  return second - first;
}

describe('the pace', () => {
  test.each<[string, readonly Answer[], number]>([
    ['is kept where Azure tells no tokens', [fine, fine, fine], 40],
    ['is kept where there are some', [tokensLeft(10), tokensLeft(24)], 40],
    ['grows where there are plenty', [tokensLeft(25)], 36],
    ['slackens where they are scarce', [tokensLeft(4)], 45],
    ['grows without a limit that anybody could feel', Array<Answer>(100).fill(tokensLeft(1_000)), 1],
    [
      'is found again soon',
      [...Array<Answer>(100).fill(tokensLeft(25)), ...Array(10).fill(tokensLeft(0))],
      3,
    ],
    ['slackens to one request in two seconds at most', Array<Answer>(100).fill(tokensLeft(0)), 2_000],
  ])('%s', async (_, answers, interval) => {
    expect(await intervalAfter(...answers)).toBe(interval);
  });

  test('slackens when a request is refused that kept it', async () => {
    const { refuse, times } = behind(throttled(), fine, throttled());
    await refuse();
    await refuse();
    expect(await times(3)).toEqual([0, 60, 120]);
  });

  test('slackens once for all that were refused at it', async () => {
    const late = { ...throttled(), after: 200 };
    const { refuse, times } = behind(throttled(), fine, late, late, late);
    await refuse();
    const again = (await times(3)).slice(3);
    expect(again.map((at) => at - (again[0] ?? 0))).toEqual([0, 60, 120]);
  });
});

describe('when its run ends, a request', () => {
  test('ends, too, and lets those behind it go', async () => {
    const ended = new AbortController();
    const { send, sentAt } = behind(throttled('10'));
    const first = send({ signal: ended.signal });
    const failed = expect(first).rejects.toThrow('The run ended.');
    await jest.advanceTimersByTimeAsync(1_000);
    const second = send();
    ended.abort(new Error('The run ended.'));
    await failed;
    await jest.runAllTimersAsync();
    expect((await second).status).toBe(200);
    expect(sentAt).toEqual([0, 10_000]);
  });

  test('that waits in line behind it ends, too', async () => {
    const ended = new AbortController();
    const { send, sentAt } = behind(throttled('10'));
    const all = [1, 2, 3].map(() => send({ signal: ended.signal }));
    const outcomes = Promise.allSettled(all);
    await jest.advanceTimersByTimeAsync(1_000);
    ended.abort(new Error('The run ended.'));
    await jest.runAllTimersAsync();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(sentAt).toHaveLength(3);
  });
});

test('a request that fails without an answer fails, and those behind it go', async () => {
  const pace = createPace();
  const request = createPipelineRequest({ url: 'https://management.azure.com/' });
  const lost = pace.sendRequest(request, () => Promise.reject(new Error('No answer.')));
  await expect(lost).rejects.toThrow('No answer.');
  const answer = { request, status: 200, headers: createHttpHeaders() };
  expect(await pace.sendRequest(request, async () => answer)).toBe(answer);
});
