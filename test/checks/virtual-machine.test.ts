import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import type { VirtualMachineState } from '../../src/azure/virtual-machine.ts';
import { virtualMachine } from '../../src/checks/virtual-machine.ts';
import type { Mode, SshSettings } from '../../src/request/request.ts';
import { aMachine, someSsh, subscriptionId } from '../fixtures.ts';
import { commands, error, judgeMachine, notVerified, ok, refusal, refused } from './judged.ts';

const judge = (changes: Partial<VirtualMachineState>) =>
  judgeMachine(virtualMachine, { machine: found(aMachine(changes)) });

test.each<[Partial<VirtualMachineState>, unknown]>([
  [{}, ok('Linux, running')],
  [{ osType: 'linux' }, ok('linux, running')],
  [{ osType: 'Windows' }, error('its operating system is Windows')],
  [{ osType: undefined }, notVerified('not verified: Azure tells no operating system')],
  [{ powerState: 'deallocated' }, error('its power state is deallocated')],
  [{ powerState: 'stopped' }, error('its power state is stopped')],
  [{ powerState: 'starting' }, error('its power state is starting')],
  [{ powerState: undefined }, notVerified('not verified: Azure tells no power state')],
  [{ provisioningState: 'Failed' }, error('provisioning state Failed')],
  [{ provisioningState: 'Updating' }, error('provisioning state Updating')],
])('a machine with %j', (changes, expected) => {
  expect(judge(changes)).toEqual(expected);
});

test.each([
  ['absent', absent, error('there is no virtual machine "vm-dsvm" in the resource group "rg-ml"')],
  ['unreadable', refused, refusal],
])('a machine that is %s', (_, machine, expected) => {
  expect(judgeMachine(virtualMachine, { machine })).toEqual(expected);
});

test('a machine that does not run comes with the command that starts it', () => {
  expect(commands(judge({ powerState: 'deallocated' }))).toEqual([
    `az vm start --subscription ${subscriptionId} --resource-group rg-ml --name vm-dsvm`,
  ]);
});

test('an absent machine comes with the command that lists those that there are', () => {
  expect(commands(judgeMachine(virtualMachine, { machine: absent }))).toEqual([
    `az vm list --subscription ${subscriptionId} --query '[].id' --output tsv`,
  ]);
});

const wayIn = ok('Linux');
const noWayIn = error('they are not given');
const nothing: Partial<SshSettings> = { username: undefined, password: undefined, privateKey: undefined };

test.each<[string, Mode, Partial<SshSettings>, unknown]>([
  ['a name and a password', 'attach', {}, wayIn],
  ['a name and a key', 'attach', { password: undefined, privateKey: 'KEY' }, wayIn],
  ['a name only', 'attach', { password: undefined }, noWayIn],
  ['a password only', 'attach', { username: undefined }, noWayIn],
  ['nothing', 'attach', nothing, noWayIn],
  ['nothing', 'plan', nothing, noWayIn],
  ['nothing', 'verify', nothing, wayIn],
])('with %s, mode %s', (_, mode, changes, expected) => {
  expect(judgeMachine(virtualMachine, {}, { mode, ssh: someSsh(changes) })).toEqual(expected);
});

test('no verdict has a secret in it', () => {
  const verdict = judgeMachine(
    virtualMachine,
    {},
    { ssh: someSsh({ username: undefined, privateKey: 'my key' }) },
  );
  expect(JSON.stringify(verdict)).not.toMatch(/correct horse|my key/);
});
