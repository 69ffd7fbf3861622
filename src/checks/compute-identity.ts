import { formatResourceId } from '../azure/resource-id.ts';
import type { AnyComputeCheck } from './check.ts';
import { fail, notVerified, pass } from './finding.ts';

const expected = 'a user-assigned identity that exists';

export const computeIdentity: AnyComputeCheck = {
  id: 'compute-identity',
  about: 'The identity that the compute is to have is there.',
  severity: 'error',
  needs: 'facts',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace',
  judge({ computeIdentities }) {
    const [first, ...others] = computeIdentities;
    if (!first) return undefined;
    const missing = computeIdentities
      .filter(({ identity }) => identity.state === 'absent')
      .map(({ id }) => formatResourceId(id));
    if (missing.length > 0) {
      return fail('error', expected, `there is no ${missing.join(', no ')}`, {
        advice: 'Check user-assigned-identities against the identities that there are:',
        commands: [
          [
            ...['az', 'identity', 'list', '--subscription', first.id.subscriptionId],
            ...['--query', '[].id', '--output', 'tsv'],
          ],
        ],
      });
    }
    for (const { identity } of computeIdentities) {
      if (identity.state === 'unreadable') return notVerified(expected, identity.failure);
    }
    const actual = formatResourceId(first.id);
    if (others.length === 0) return pass(expected, actual);
    return fail(
      'warning',
      'one user-assigned identity',
      `${computeIdentities.length} are given; Azure uses only the first, ${actual}`,
    );
  },
};
