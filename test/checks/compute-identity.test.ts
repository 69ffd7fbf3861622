import { expect, test } from '@jest/globals';
import type { Facts } from '../../src/azure/observe.ts';
import { absent, found } from '../../src/azure/observed.ts';
import { computeIdentity } from '../../src/checks/compute-identity.ts';
import { anId, ids, principalId } from '../fixtures.ts';
import { error, judge, ok, refusal, refused, warning } from './judged.ts';

const identity = (id: string, state: Facts['computeIdentities'][number]['identity']) => ({
  id: anId(id),
  identity: state,
});
const there = found({ principalId });

test.each([
  ['exists', [identity(ids.identity, there)], ok(ids.identity)],
  ['is absent', [identity(ids.identity, absent)], error(`there is no ${ids.identity}`)],
  ['is unreadable', [identity(ids.identity, refused)], refusal],
  [
    'is the first of several',
    [identity(ids.identity, there), identity(ids.otherIdentity, there)],
    warning(`2 are given; Azure uses only the first, ${ids.identity}`),
  ],
  [
    'is followed by one that is absent',
    [identity(ids.identity, refused), identity(ids.otherIdentity, absent)],
    error(`there is no ${ids.otherIdentity}`),
  ],
])('an identity that %s', (_, computeIdentities, expected) => {
  expect(judge(computeIdentity, { computeIdentities })).toEqual(expected);
});

test('does not apply without an identity', () => {
  expect(judge(computeIdentity)).toBeUndefined();
});
