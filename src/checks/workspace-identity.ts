import { lastSegment } from '../azure/resource-id.ts';
import { within } from './azure-cli.ts';
import type { AnyComputeCheck } from './check.ts';
import { fail, notVerified, pass } from './finding.ts';

const expected =
  'a system-assigned identity, or one user-assigned identity that is the only or the primary one';

export const workspaceIdentity: AnyComputeCheck = {
  id: 'workspace-identity',
  about: 'It can be told which identity the workspace attaches with.',
  severity: 'error',
  needs: 'facts',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication',
  judge({ workspace }, { workspace: named }) {
    // A workspace that is absent is its own check's finding.
    if (workspace.state === 'absent') return undefined;
    if (workspace.state === 'unreadable') return notVerified(expected, workspace.failure);
    const { identity } = workspace.value;
    switch (identity.kind) {
      case 'system-assigned':
        return pass(expected, 'system-assigned');
      case 'user-assigned':
        return pass(expected, `user-assigned, ${lastSegment(identity.id)}`);
      case 'undetermined':
        return fail('error', expected, identity.because, {
          advice: 'Name the identity to use:',
          commands: [
            [
              ...['az', 'ml', 'workspace', 'update', ...within(named), '--name', named.name],
              ...['--primary-user-assigned-identity', '<identity resource ID>'],
            ],
          ],
        });
    }
  },
};
