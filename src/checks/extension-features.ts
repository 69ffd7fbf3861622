import type { Extension } from '../azure/extension.ts';
import { extensionCommand } from './azure-cli.ts';
import type { ClusterCheck } from './check.ts';
import { fail, notVerified, pass } from './finding.ts';

const expected = 'an extension with training or inference enabled';

/** An extension with neither feature runs nothing. */
export const extensionFeatures: ClusterCheck = {
  id: 'extension-features',
  about: 'The extension has training or inference enabled.',
  severity: 'warning',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension#review-azure-machine-learning-extension-configuration-settings',
  judge({ extension }, { cluster }) {
    if (extension.state === 'absent') return undefined;
    if (extension.state === 'unreadable') return notVerified(expected, extension.failure);
    const features = enabled(extension.value);
    if (features.length === 0) {
      return fail('warning', expected, 'neither is enabled', {
        advice: 'Enable what the compute is for:',
        commands: [
          extensionCommand(
            cluster,
            'update',
            '--name',
            extension.value.name,
            '--config',
            'enableTraining=True',
          ),
        ],
      });
    }
    if (!extension.value.insecureConnectionsAllowed) return pass(expected, features.join(' and '));
    return fail(
      'notice',
      expected,
      `${features.join(' and ')}; endpoints also answer over plain HTTP (allowInsecureConnections)`,
    );
  },
};

const enabled = ({ trainingEnabled, inferenceEnabled }: Extension): string[] => [
  ...(trainingEnabled ? ['training'] : []),
  ...(inferenceEnabled ? ['inference'] : []),
];
