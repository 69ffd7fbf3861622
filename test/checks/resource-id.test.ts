import { expect, test } from '@jest/globals';
import { resourceId } from '../../src/checks/resource-id.ts';
import { readTarget } from '../../src/request/target.ts';
import { ids } from '../fixtures.ts';
import { commands, error, ok } from './judged.ts';

test.each([
  [ids.aks, ok('AKS cluster "aks-gpu"')],
  [ids.arc, ok('Azure Arc-enabled cluster "arc-edge"')],
  [ids.vm, error('names a virtual machine')],
  ['aks-gpu', error('"aks-gpu" does not start with "/subscriptions/"')],
])('%s', (text, expected) => {
  expect(resourceId.judge({ target: readTarget(text) })).toEqual(expected);
});

test('an ID that names no cluster comes with commands that print one', () => {
  expect(commands(resourceId.judge({ target: readTarget('x') }))).toEqual([
    expect.stringMatching(/^az aks show .*--query id/),
    expect.stringMatching(/^az connectedk8s show .*--query id/),
  ]);
});

test('nothing to judge without an ID', () => {
  expect(resourceId.judge({ name: 'gpu' })).toBeUndefined();
});
