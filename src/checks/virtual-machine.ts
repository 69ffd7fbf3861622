import { resourceName } from '../azure/resource-id.ts';
import type { VirtualMachine, VirtualMachineState } from '../azure/virtual-machine.ts';
import { within } from './azure-cli.ts';
import type { MachineCheck, MachineSituation } from './check.ts';
import { fail, notVerified, pass, untold, type Verdict } from './finding.ts';

const expected = 'a virtual machine with Linux that runs';

export const virtualMachine: MachineCheck = {
  id: 'virtual-machine',
  about: 'The virtual machine is there and runs Linux, and Azure Machine Learning is given a way in.',
  severity: 'error',
  needs: 'machine',
  link: 'https://learn.microsoft.com/azure/machine-learning/reference-yaml-compute-vm',
  judge({ machine: observed }, situation) {
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        return missing(situation.machine);
      case 'found':
        return judgeMachine(observed.value, situation);
    }
  },
};

function judgeMachine(
  { provisioningState, powerState, osType }: VirtualMachineState,
  situation: MachineSituation,
): Verdict {
  const { machine } = situation;
  if (osType && osType.toLowerCase() !== 'linux')
    return fail('error', expected, `its operating system is ${osType}`);
  if (powerState && powerState !== 'running') {
    return fail('error', expected, `its power state is ${powerState}`, {
      advice: 'Start the virtual machine:',
      commands: [['az', 'vm', 'start', ...within(machine.id), '--name', resourceName(machine.id)]],
    });
  }
  if (provisioningState !== 'Succeeded')
    return fail('error', expected, `provisioning state ${provisioningState}`);
  if (!hasWayIn(situation)) return noWayIn;
  if (!osType) return untold(expected, 'no operating system');
  return powerState ? pass(expected, `${osType}, ${powerState}`) : untold(expected, 'no power state');
}

/** A verification sends nothing, so it needs no credentials. */
const hasWayIn = ({ mode, ssh }: MachineSituation): boolean =>
  mode === 'verify' || Boolean(ssh.username && (ssh.password || ssh.privateKey));

const noWayIn = fail(
  'error',
  'the name of an administrator of the machine, with a password or a private key',
  'they are not given',
  {
    advice:
      'Give the inputs admin-username and ssh-private-key (or admin-password), or ssh_settings in the compute file; Azure ML signs in to the machine with them.',
    commands: [],
  },
);

const missing = ({ id }: VirtualMachine): Verdict =>
  fail(
    'error',
    expected,
    `there is no virtual machine "${resourceName(id)}" in the resource group "${id.resourceGroup}"`,
    {
      advice: 'Check resource-id against the virtual machines that there are:',
      commands: [
        ['az', 'vm', 'list', '--subscription', id.subscriptionId, '--query', '[].id', '--output', 'tsv'],
      ],
    },
  );
