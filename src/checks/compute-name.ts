import type { DeclarationCheck } from './check.ts';
import { fail, pass } from './finding.ts';

const expected =
  'letters, digits and "-", starting with a letter and ending with a letter or digit, 2 to 32 characters';
const accepted = /^[a-zA-Z][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]$/;

/** Rules that parts of Azure add to the one that attaching enforces. */
const stricter: readonly { readonly refuses: (name: string) => boolean; readonly warning: string }[] = [
  {
    refuses: (name) => name.length < 3 || name.length > 24,
    warning: 'API versions 2025-12-01 and later take 3 to 24 characters',
  },
  {
    refuses: (name) => /-\d+$/.test(name),
    warning: 'API versions 2025-12-01 and later refuse a name that ends with "-" and digits',
  },
  { refuses: (name) => name.length > 16, warning: 'Studio and the Bicep module take 2 to 16 characters' },
];

export const computeName: DeclarationCheck = {
  id: 'compute-name',
  about: 'The name of the compute is one that every part of Azure takes.',
  severity: 'error',
  needs: 'declaration',
  link: 'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmachinelearningservices',
  judge({ name }) {
    if (name === undefined) return undefined;
    const rename = { advice: 'Choose another name.', commands: [] };
    if (!accepted.test(name))
      return fail('error', `${expected}, for example gpu-cluster`, `the name "${name}"`, rename);
    const warnings = stricter.filter(({ refuses }) => refuses(name)).map(({ warning }) => warning);
    if (warnings.length === 0) return pass(expected, `"${name}"`);
    return fail('warning', expected, `"${name}" is accepted here, but ${warnings.join('; ')}`, rename);
  },
};
