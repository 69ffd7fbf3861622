import { expect, test } from '@jest/globals';
import type { LiveCompute } from '../../src/azure/compute.ts';
import { actionOf, decide, type Step } from '../../src/plan/decide.ts';
import type { Recreate } from '../../src/request/request.ts';
import { aCompute, aLiveCompute, ids, liveIdentity } from '../fixtures.ts';

const otherCluster = { resourceId: ids.otherAks };
const otherIdentity = { identity: liveIdentity({ type: 'SystemAssigned' }) };
const policies: readonly Recreate[] = ['never', 'when-failed', 'when-different'];

/** What each policy decides, in the order `never`, `when-failed`, `when-different`. */
const steps = (live: Partial<LiveCompute> | undefined): Step[] =>
  policies.map((recreate) => decide(aCompute(), live && aLiveCompute(live), recreate));

test.each<[string, Partial<LiveCompute> | undefined, [Step['kind'], Step['kind'], Step['kind']]]>([
  ['absent', undefined, ['create', 'create', 'create']],
  ['as declared', {}, ['nothing', 'nothing', 'nothing']],
  ['creating', { provisioningState: 'Creating' }, ['wait', 'wait', 'wait']],
  ['updating, and different', { provisioningState: 'Updating', ...otherCluster }, ['wait', 'wait', 'wait']],
  ['deleting', { provisioningState: 'Deleting' }, ['wait', 'wait', 'wait']],
  ['in a state that is new to us', { provisioningState: 'Migrating' }, ['wait', 'wait', 'wait']],
  ['failed', { provisioningState: 'Failed' }, ['stuck', 'recreate', 'recreate']],
  ['canceled', { provisioningState: 'canceled' }, ['stuck', 'recreate', 'recreate']],
  ['different in what can be updated', otherIdentity, ['update', 'update', 'update']],
  ['different in what cannot', otherCluster, ['stuck', 'stuck', 'recreate']],
  ['different in both', { ...otherCluster, ...otherIdentity }, ['stuck', 'stuck', 'recreate']],
])('a compute that is %s', (_, live, expected) => {
  expect(steps(live).map(({ kind }) => kind)).toEqual(expected);
});

test('why a compute has to be recreated is told, with what differs', () => {
  const failed = decide(
    aCompute(),
    aLiveCompute({ provisioningState: 'Failed', ...otherCluster }),
    'when-failed',
  );
  const different = decide(aCompute(), aLiveCompute(otherCluster), 'when-different');
  expect([failed, different]).toMatchObject([
    { because: 'failed', differences: [{ field: 'resource-id' }] },
    { because: 'different', differences: [{ field: 'resource-id' }] },
  ]);
});

test.each<[Step, string]>([
  [{ kind: 'create' }, 'create'],
  [{ kind: 'update', differences: [] }, 'update'],
  [{ kind: 'recreate', because: 'failed', differences: [] }, 'recreate'],
  [{ kind: 'stuck', because: 'different', differences: [] }, 'recreate'],
  [{ kind: 'nothing' }, 'none'],
  [{ kind: 'wait' }, 'none'],
])('the step %j stands for the action %s', (step, action) => {
  expect(actionOf(step)).toBe(action);
});
