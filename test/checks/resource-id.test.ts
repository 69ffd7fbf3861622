import { expect, test } from '@jest/globals';
import { resourceId } from '../../src/checks/resource-id.ts';
import { readTarget } from '../../src/request/target.ts';
import { ids, subscriptionId } from '../fixtures.ts';
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

test.each([
  [ids.vm, ok('virtual machine "vm-dsvm" in the resource group "rg-ml"')],
  [ids.aks, error('names a cluster, which is attached as type kubernetes')],
  [ids.arc, error('names a cluster, which is attached as type kubernetes')],
  [`${ids.vm}/extensions/x`, error(`leave out what follows ${ids.vm}`)],
  [`/subscriptions/${subscriptionId}/resourceGroups/rg-ml`, error('is the ID of a resource group')],
  ['', error('"" does not start with "/subscriptions/"')],
])('for a virtual machine, %s', (text, expected) => {
  expect(resourceId.judge({ target: readTarget(text, 'virtualmachine') })).toEqual(expected);
});

test('an ID that names no virtual machine comes with the command that prints one, and an example', () => {
  const verdict = resourceId.judge({ target: readTarget('x', 'virtualmachine') });
  expect(commands(verdict)).toEqual([expect.stringMatching(/^az vm show .*--query id/)]);
  expect(verdict?.expected).toContain('/providers/Microsoft.Compute/virtualMachines/<name>');
});

test('nothing to judge without an ID', () => {
  expect(resourceId.judge({ name: 'gpu' })).toBeUndefined();
});
