import type { Relay } from '../azure/relay.ts';
import { lastSegment } from '../azure/resource-id.ts';
import type { ClusterCheck } from './check.ts';
import { fail, notVerified, pass, type Verdict } from './finding.ts';

const expected = 'an Azure Relay, made by the extension, that has a listener';

/** An Arc-enabled cluster is reached through a relay, which the extension makes when it is deployed. */
export const relay: ClusterCheck = {
  id: 'relay',
  about: 'An Arc-enabled cluster has the relay of its extension, with a listener.',
  severity: 'error',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-troubleshoot-kubernetes-extension',
  judge({ relay: observed, extension }) {
    // AKS has no relay, and what makes it is not there: the extension's own finding says so.
    if (!observed || extension.state === 'absent') return undefined;
    const named = extension.state === 'found' ? extension.value.hybridConnectionId : undefined;
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        return fail('error', expected, `there is none${named ? ` at ${named}` : ''}`, {
          advice:
            'Delete the extension and deploy it again with `az k8s-extension create`, which makes the relay.',
          commands: [],
        });
      case 'found':
        return judgeListener(observed.value);
    }
  },
};

function judgeListener({ namespaceId, hybridConnection }: Relay): Verdict {
  if (!hybridConnection)
    return pass('an Azure Relay namespace in the resource group of the cluster', lastSegment(namespaceId));
  const { id, listenerCount } = hybridConnection;
  const name = lastSegment(id);
  if (listenerCount === 0) {
    return fail(
      'warning',
      expected,
      `${name} has no listener: the extension's relay server does not run or cannot reach it`,
      {
        advice: "See whether the extension's relay server runs:",
        commands: [['kubectl', 'get', 'pods', '--namespace', 'azureml']],
      },
    );
  }
  return pass(expected, listenerCount === undefined ? name : `${name}, listeners: ${listenerCount}`);
}
