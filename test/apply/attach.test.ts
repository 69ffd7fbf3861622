import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ComputeAnswer, LiveCompute, WriteOutcome } from '../../src/azure/compute.ts';
import type { Recreate } from '../../src/request/request.ts';
import { aCompute, aLiveCompute, ids, liveIdentity } from '../fixtures.ts';
import { accepted, forbidden, gone, lost, postponed, refused, state, unanswered } from './answers.ts';
import { player, type Script } from './play.ts';
import { duration } from './virtual-time.ts';

const { attach, foresee } = await import('../../src/apply/attach.ts');
const play = player(attach);

beforeEach(() => {
  jest.useFakeTimers();
});

const otherCluster = { resourceId: ids.otherAks };
const otherIdentity = { identity: liveIdentity({ type: 'SystemAssigned' }) };
const failed = {
  provisioningState: 'Failed',
  provisioningErrors: [
    {
      code: 'UserError',
      message: 'Cluster not reachable.',
      details: [{ code: 'Inner', message: 'No route.' }],
    },
    { code: 'Second', message: 'More.', details: [] },
  ],
};

describe('a compute that is absent', () => {
  test('is attached and waited for', async () => {
    const { outcome, sent } = await play({
      puts: [accepted],
      reads: [state('Creating'), state('Succeeded')],
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(sent).toEqual(['put', 'read', 'read']);
  });

  test('is written as it was declared', async () => {
    const { put } = await play({ puts: [accepted], reads: [state('Succeeded')] });
    expect(put).toHaveBeenCalledWith({
      location: 'westeurope',
      resourceId: ids.aks,
      identity: { type: 'None' },
      description: undefined,
      tags: undefined,
      replaces: false,
      attaches: {
        computeType: 'Kubernetes',
        namespace: 'default',
        instanceTypes: undefined,
        defaultInstanceType: undefined,
      },
    });
  });

  test('is not waited for when nobody wants to', async () => {
    const { outcome, sent } = await play({
      puts: [accepted],
      reads: [state('Creating')],
      task: { wait: false },
    });
    expect(outcome).toEqual({ live: aLiveCompute({ provisioningState: 'Creating' }), changed: true });
    expect(sent).toEqual(['put', 'read']);
  });

  test('whose provisioning fails keeps all that Azure says, and is not detached by the run that made it', async () => {
    const { outcome, sent } = await play({
      puts: [accepted],
      reads: [state('Creating'), state('Failed', failed)],
    });
    expect(outcome).toMatchObject({
      changed: true,
      failure: {
        code: 'UserError',
        message: 'Cluster not reachable.',
        details: [
          { code: 'Inner', message: 'No route.' },
          { code: 'Second', message: 'More.' },
        ],
        advice: expect.stringContaining('run again'),
      },
    });
    expect(sent).not.toContain('detach');
  });

  test('whose provisioning fails without a reason says so', async () => {
    const { outcome } = await play({ puts: [accepted], reads: [state('Failed')] });
    expect(outcome.failure).toMatchObject({
      code: 'ProvisioningFailed',
      message: 'Azure says Failed and gives no reason.',
    });
  });

  test('that disappears after it was accepted is not attached a second time', async () => {
    const { outcome, sent } = await play({ puts: [accepted], reads: [state('Creating'), gone] });
    expect(outcome).toMatchObject({
      live: undefined,
      changed: true,
      failure: { code: 'ComputeDisappeared' },
    });
    expect(sent.filter((each) => each === 'put')).toHaveLength(1);
  });
});

test('a compute that is as declared is left alone, and not even read again', async () => {
  const { outcome, sent } = await play({ live: aLiveCompute() });
  expect(outcome).toEqual({ live: aLiveCompute(), changed: false });
  expect(sent).toEqual([]);
});

describe('a compute that an operation is under way on', () => {
  test.each(['Creating', 'Updating', 'SomethingNew'])('is joined: %s', async (provisioningState) => {
    const { outcome, sent } = await play({
      live: aLiveCompute({ provisioningState }),
      reads: [state(provisioningState), state('Succeeded')],
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: false });
    expect(sent).toEqual(['read', 'read']);
  });

  test('is compared when it has settled, and updated', async () => {
    const { outcome, sent } = await play({
      live: aLiveCompute({ provisioningState: 'Creating' }),
      reads: [state('Succeeded', otherIdentity), state('Succeeded')],
      puts: [accepted],
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(sent).toEqual(['read', 'put', 'read']);
  });

  test('is not waited for when nobody wants to', async () => {
    const creating = aLiveCompute({ provisioningState: 'Creating' });
    const { outcome, sent } = await play({ live: creating, task: { wait: false } });
    expect(outcome).toEqual({ live: creating, changed: false });
    expect(sent).toEqual([]);
  });

  test.each([true, false])('is attached anew once it has been deleted (wait: %s)', async (wait) => {
    const { outcome, sent } = await play({
      live: aLiveCompute({ provisioningState: 'Deleting' }),
      reads: [state('Deleting'), gone, state('Succeeded')],
      puts: [accepted],
      task: { wait },
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(sent).toEqual(['read', 'read', 'put', 'read']);
  });
});

describe('a compute that differs in what Azure can change', () => {
  const live = aLiveCompute(otherIdentity);

  test('is updated and read back', async () => {
    const { outcome, put } = await play({
      live,
      puts: [accepted],
      reads: [state('Updating'), state('Succeeded')],
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(put).toHaveBeenCalledWith(expect.objectContaining({ replaces: true }));
  });

  test('and still does afterwards is a failure that shows both sides', async () => {
    const { outcome, sent } = await play({
      live,
      puts: [accepted],
      reads: [state('Succeeded', otherIdentity)],
    });
    expect(outcome).toMatchObject({
      changed: true,
      failure: {
        code: 'UpdateWithoutEffect',
        message: expect.stringContaining('identity SystemAssigned where None is declared'),
      },
    });
    expect(sent).toEqual(['put', 'read']);
  });
});

describe('a compute that differs in what Azure cannot change', () => {
  const live = aLiveCompute(otherCluster);

  test.each(['never', 'when-failed'] as const)(
    'is left alone (recreate: %s), and both sides are shown',
    async (recreate) => {
      const { outcome, sent } = await play({ live, task: { recreate } });
      expect(outcome).toMatchObject({
        live,
        changed: false,
        failure: {
          code: 'ComputeDiffers',
          message: expect.stringContaining(`resource-id ${ids.otherAks} where ${ids.aks} is declared`),
          advice: expect.stringContaining('set recreate to when-different'),
        },
      });
      expect(sent).toEqual([]);
    },
  );

  test('in that Azure has nothing there says so', async () => {
    const { outcome } = await play({ live: aLiveCompute({ resourceId: undefined }) });
    expect(outcome.failure?.message).toContain(`resource-id nothing where ${ids.aks} is declared`);
  });

  test('is detached and attached again when that is wanted', async () => {
    const { outcome, sent, put } = await play({
      live,
      detaches: [accepted],
      puts: [accepted],
      reads: [state('Deleting', otherCluster), gone, state('Creating'), state('Succeeded')],
      task: { recreate: 'when-different' },
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(sent).toEqual(['detach', 'read', 'read', 'put', 'read', 'read']);
    expect(put).toHaveBeenCalledWith(expect.objectContaining({ replaces: false }));
  });

  test('and is still there after it was detached is not detached a second time', async () => {
    const { outcome, sent } = await play({
      live,
      detaches: [accepted],
      reads: [state('Deleting', otherCluster), state('Succeeded', otherCluster)],
      task: { recreate: 'when-different' },
    });
    expect(outcome).toMatchObject({ changed: true, failure: { code: 'DetachWithoutEffect' } });
    expect(sent).toEqual(['detach', 'read', 'read']);
  });
});

describe('a compute whose provisioning has failed', () => {
  const live = aLiveCompute(failed);

  test.each(['when-failed', 'when-different'] as const)(
    'is detached and attached again (recreate: %s)',
    async (recreate) => {
      const { outcome, sent } = await play({
        live,
        detaches: [accepted],
        puts: [accepted],
        reads: [gone, state('Succeeded')],
        task: { recreate },
      });
      expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
      expect(sent).toEqual(['detach', 'read', 'put', 'read']);
    },
  );

  test('is detached to its end, but not waited for afterwards, when nobody wants to wait', async () => {
    const { outcome, sent } = await play({
      live,
      detaches: [accepted],
      puts: [accepted],
      reads: [state('Deleting'), gone, state('Creating')],
      task: { wait: false },
    });
    expect(outcome).toMatchObject({ live: { provisioningState: 'Creating' }, changed: true });
    expect(sent).toEqual(['detach', 'read', 'read', 'put', 'read']);
  });

  test('and fails again is told, and not detached a second time', async () => {
    const { outcome, sent } = await play({
      live,
      detaches: [accepted],
      puts: [accepted],
      reads: [gone, state('Failed', failed)],
    });
    expect(outcome).toMatchObject({ changed: true, failure: { code: 'UserError' } });
    expect(sent).toEqual(['detach', 'read', 'put', 'read']);
  });

  test("is left alone with recreate: never, with Azure's reason and the way out", async () => {
    const { outcome, sent } = await play({ live, task: { recreate: 'never' } });
    expect(outcome).toMatchObject({
      live,
      changed: false,
      failure: { code: 'UserError', advice: expect.stringContaining('Set recreate to when-failed') },
    });
    expect(sent).toEqual([]);
  });
});

describe('a write whose answer was lost', () => {
  test.each<[string, Script, string[]]>([
    [
      'attach, joined',
      { puts: [lost], reads: [state('Creating'), state('Succeeded')] },
      ['put', 'read', 'read'],
    ],
    ['attach, already done', { puts: [lost], reads: [state('Succeeded')] }, ['put', 'read']],
    [
      'update, joined',
      { live: aLiveCompute(otherIdentity), puts: [lost], reads: [state('Updating'), state('Succeeded')] },
      ['put', 'read', 'read'],
    ],
    [
      'update, already done',
      { live: aLiveCompute(otherIdentity), puts: [lost], reads: [state('Succeeded')] },
      ['put', 'read'],
    ],
    [
      'detach, joined',
      {
        live: aLiveCompute(failed),
        detaches: [lost],
        puts: [accepted],
        reads: [state('Deleting'), gone, state('Succeeded')],
      },
      ['detach', 'read', 'read', 'put', 'read'],
    ],
  ])(
    'but which was carried out is not sent again, and counts as a change: %s',
    async (_, script, expected) => {
      const { outcome, sent } = await play(script);
      expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
      expect(sent).toEqual(expected);
    },
  );

  test.each<[string, Script, string[]]>([
    ['attach', { puts: [lost, accepted], reads: [gone, state('Succeeded')] }, ['put', 'read', 'put', 'read']],
    [
      'update',
      {
        live: aLiveCompute(otherIdentity),
        puts: [lost, accepted],
        reads: [state('Succeeded', otherIdentity), state('Succeeded')],
      },
      ['put', 'read', 'put', 'read'],
    ],
    [
      'detach',
      {
        live: aLiveCompute(failed),
        detaches: [lost, accepted],
        puts: [accepted],
        reads: [state('Failed', failed), gone, state('Succeeded')],
      },
      ['detach', 'read', 'detach', 'read', 'put', 'read'],
    ],
  ])('and which was not carried out is sent again: %s', async (_, script, expected) => {
    const { outcome, sent } = await play(script);
    expect(outcome).toEqual({ live: aLiveCompute(), changed: true });
    expect(sent).toEqual(expected);
  });

  test('and whose compute then fails is not detached by the run that made it', async () => {
    const { outcome, sent } = await play({
      puts: [lost],
      reads: [state('Creating'), state('Failed', failed)],
    });
    expect(outcome).toMatchObject({ changed: true, failure: { code: 'UserError' } });
    expect(sent).toEqual(['put', 'read', 'read']);
  });

  test('and whose compute cannot be read either ends the run', async () => {
    const { outcome } = await play({ puts: [lost], reads: [forbidden] });
    expect(outcome).toMatchObject({ changed: false, failure: { code: 'AuthorizationFailed' } });
  });
});

describe('a write that is postponed', () => {
  test('because another run attaches the same joins it', async () => {
    const { outcome, sent, log } = await play({
      puts: [postponed],
      reads: [state('Creating'), state('Succeeded')],
    });
    expect(outcome).toEqual({ live: aLiveCompute(), changed: false });
    expect(sent).toEqual(['put', 'read', 'read']);
    expect(log).toContain('gpu: Conflict: Another operation is in progress. Looking again in 2.0 s.');
  });

  test('is sent again after as long as the service asks for', async () => {
    const busy: WriteOutcome = { ...postponed, retryAfterMs: 30_000 };
    const script: Script = { puts: [busy, accepted], reads: [gone, state('Succeeded')] };
    expect(await duration(() => play(script))).toBe(31_000);
  });

  test('again and again ends with what the service said', async () => {
    const { outcome, sent } = await play({ puts: Array(6).fill(postponed), reads: Array(5).fill(gone) });
    expect(outcome).toMatchObject({ changed: false, failure: { code: 'Conflict' } });
    expect(sent.filter((each) => each === 'put')).toHaveLength(6);
  });
});

test.each<[string, Script]>([
  ['attach', { puts: [refused] }],
  ['update', { live: aLiveCompute(otherIdentity), puts: [refused] }],
  ['detach', { live: aLiveCompute(failed), detaches: [refused] }],
])('a write that is refused ends the run with what Azure said: %s', async (_, script) => {
  const { outcome, sent } = await play(script);
  expect(outcome).toMatchObject({ changed: false, failure: { code: 'BadRequest' } });
  expect(sent).toHaveLength(1);
});

describe('the deadline', () => {
  const endless = Array<ComputeAnswer>(100).fill(state('Creating'));

  test('ends a wait, and tells what was seen last and how to go on', async () => {
    const { outcome } = await play({ puts: [accepted], reads: endless, deadlineMs: 600_000 });
    expect(outcome).toMatchObject({
      live: { provisioningState: 'Creating' },
      changed: true,
      failure: {
        code: 'TimedOut',
        message: 'The timeout of 10 min has passed; its provisioning state is Creating.',
        advice: expect.stringContaining('join'),
      },
    });
  });

  test("ends the wait for another run's operation without a change", async () => {
    const live = aLiveCompute({ provisioningState: 'Creating' });
    const { outcome } = await play({ live, reads: endless, deadlineMs: 60_000 });
    expect(outcome).toMatchObject({ changed: false, failure: { code: 'TimedOut' } });
  });

  test('ends a wait between writes', async () => {
    const busy: WriteOutcome = { ...postponed, retryAfterMs: 120_000 };
    const { outcome } = await play({ puts: [busy], deadlineMs: 60_000 });
    expect(outcome).toMatchObject({ live: undefined, changed: false, failure: { code: 'TimedOut' } });
  });
});

test('a wait in which Azure stops answering ends with what was seen last', async () => {
  const { outcome } = await play({
    puts: [accepted],
    reads: [state('Creating'), ...Array(6).fill(unanswered)],
  });
  expect(outcome).toMatchObject({
    live: { provisioningState: 'Creating' },
    changed: true,
    failure: { code: 'ServiceUnavailable' },
  });
});

describe('foreseen', () => {
  const foreseen = (live: LiveCompute | undefined, recreate: Recreate) =>
    foresee({ compute: aCompute(), recreate }, live);

  test.each([
    ['of a compute that is absent', undefined, 'create'],
    ['of one that is as declared', aLiveCompute(), 'none'],
    ['of one that has failed', aLiveCompute(failed), 'recreate'],
    ['of one that can be updated', aLiveCompute(otherIdentity), 'update'],
  ])('an attach %s ends well', (_, live, action) => {
    expect(foreseen(live, 'when-failed')).toEqual({ live, changed: false, action });
  });

  test.each([
    [aLiveCompute(otherCluster), 'when-failed', 'ComputeDiffers'],
    [aLiveCompute(failed), 'never', 'UserError'],
  ] as const)('an attach that may not recreate fails', (live, recreate, code) => {
    expect(foreseen(live, recreate)).toMatchObject({ live, changed: false, failure: { code } });
  });
});

test('an error in the program is not taken for one of Azure', async () => {
  await expect(play({ puts: [] })).rejects.toThrow('one put too many');
});

test('what the declared state needed is told by the first step that is no wait', async () => {
  const joined = await play({
    live: aLiveCompute({ provisioningState: 'Deleting' }),
    reads: [gone, state('Succeeded')],
    puts: [accepted],
  });
  expect(joined.action).toBe('create');
  expect((await play({ live: aLiveCompute() })).action).toBeUndefined();
});
