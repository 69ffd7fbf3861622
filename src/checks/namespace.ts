import type { DeclarationCheck } from './check.ts';
import { fail, type Verdict } from './finding.ts';

const expected =
  'a Kubernetes namespace that exists in the cluster: lower-case letters, digits and "-", at most 63 characters';

/** RFC 1123 label, which Kubernetes requires of a namespace. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Whether the namespace exists, Azure neither checks nor tells. */
export const namespace: DeclarationCheck = {
  id: 'namespace',
  about: 'The namespace has a valid name and exists in the cluster.',
  severity: 'error',
  needs: 'declaration',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace',
  judge({ namespace: name }) {
    if (name === undefined) return undefined;
    if (!dnsLabel.test(name))
      return fail(
        'error',
        `${expected}, for example ml-jobs`,
        `"${name}" is not a valid name of a namespace`,
      );
    return name === 'default' ? usesDefault() : unknownToAzure(name);
  },
};

const usesDefault = (): Verdict =>
  fail(
    'notice',
    expected,
    '"default" is in use: a namespace of its own keeps workloads of the workspace apart from others',
  );

const unknownToAzure = (name: string): Verdict => ({
  ...fail(
    'notice',
    expected,
    `not verified: Azure does not tell whether "${name}" exists; without it, jobs stay queued`,
    {
      advice: 'If it does not exist, create it:',
      commands: [['kubectl', 'create', 'namespace', name]],
    },
  ),
  verified: false,
});
