import type { WorkspaceName } from '../azure/workspace.ts';
import { within } from './azure-cli.ts';
import type { InventoryCheck } from './check.ts';
import { fail } from './finding.ts';

export const undeclared: InventoryCheck = {
  id: 'undeclared',
  about: 'What is attached is declared in a file.',
  severity: 'warning',
  needs: 'inventory',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace',
  judge: (name, workspace) =>
    fail('warning', 'a compute file that declares every attached compute', `no file declares "${name}"`, {
      advice: 'Declare it in a file, or detach it, which leaves the cluster or machine alone:',
      commands: [detachCommand(name, workspace)],
    }),
};

const detachCommand = (name: string, workspace: WorkspaceName) => [
  ...['az', 'ml', 'compute', 'detach', ...within(workspace)],
  ...['--workspace-name', workspace.name, '--name', name],
];
