import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Permission } from '../../src/azure/roles.ts';
import { contains, grants, overlaps } from '../../src/checks/grants.ts';
import {
  aksClusterAdmin,
  azureRelayOwner,
  kubernetesExtensionContributor,
  type RequiredRole,
  reader,
} from '../../src/checks/required-roles.ts';
import { aPermission } from '../fixtures.ts';

/** Azure's built-in roles, as far as they bear on this. */
const owner = aPermission({ actions: ['*'] });
const contributor = aPermission({
  actions: ['*'],
  notActions: [
    'Microsoft.Authorization/*/Delete',
    'Microsoft.Authorization/*/Write',
    'Microsoft.Authorization/elevateAccess/Action',
    'Microsoft.Compute/galleries/share/action',
  ],
});

const all = [reader, kubernetesExtensionContributor, aksClusterAdmin, azureRelayOwner];

test.each(all)('$name grants what it grants itself', (role) => {
  expect(grants([aPermission(role)], role)).toBe(true);
});

test.each<[string, readonly Permission[], readonly RequiredRole[]]>([
  ['Owner', [owner], [reader, kubernetesExtensionContributor, aksClusterAdmin]],
  ['Contributor', [contributor], [reader, kubernetesExtensionContributor, aksClusterAdmin]],
  ['Owner with all data actions', [owner, aPermission({ dataActions: ['*'] })], all],
  ['Reader', [aPermission(reader)], [reader]],
  ['every role together', all.map(aPermission), all],
  ['nothing', [], []],
])('%s grants these and no others', (_, permissions, granted) => {
  expect(all.filter((role) => grants(permissions, role))).toEqual(granted);
});

describe('what a permission excludes', () => {
  const needed = { actions: ['Microsoft.Relay/*'], dataActions: [] };
  const all = { actions: ['*'] };

  test('is not granted by it, even when that is only a part of what is needed', () => {
    expect(grants([aPermission({ ...all, notActions: ['Microsoft.Relay/namespaces/delete'] })], needed)).toBe(
      false,
    );
  });

  test('does not matter when it is something else', () => {
    expect(grants([aPermission({ ...all, notActions: ['Microsoft.Storage/*'] })], needed)).toBe(true);
  });

  test('may be granted by another', () => {
    const excluding = aPermission({ ...all, notActions: ['Microsoft.Relay/*'] });
    expect(grants([excluding, aPermission({ actions: ['microsoft.relay/*'] })], needed)).toBe(true);
  });
});

test('data actions are not granted by actions, nor the other way round', () => {
  const action = 'Microsoft.Relay/namespaces/messages/send/action';
  expect(grants([owner], { actions: [], dataActions: [action] })).toBe(false);
  expect(grants([aPermission({ dataActions: ['*'] })], { actions: [action], dataActions: [] })).toBe(false);
});

describe('patterns', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 5 });
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 8 });

  /** Every word of up to five letters; both patterns together can ask for no more letters of their own than that. */
  const words = Array.from({ length: 6 }, (_, length) =>
    Array.from({ length: 2 ** length }, (_, bits) =>
      bits.toString(2).padStart(length, '0').slice(0, length).replaceAll('0', 'a').replaceAll('1', 'b'),
    ),
  ).flat();
  const shortPattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 3 });

  test('one contains the other only if it means all that the other means', () => {
    fc.assert(
      fc.property(pattern, pattern, word, (outer, inner, action) => {
        if (contains(outer, inner) && contains(inner, action)) expect(contains(outer, action)).toBe(true);
      }),
    );
  });

  test('two overlap exactly if something is meant by both', () => {
    fc.assert(
      fc.property(shortPattern, shortPattern, (one, other) => {
        const meant = words.some((action) => contains(one, action) && contains(other, action));
        expect(overlaps(one, other)).toBe(meant);
      }),
      { numRuns: 300 },
    );
  });

  test('a dot means a dot', () => {
    expect(contains('Microsoft.Relay/*', 'MicrosoftXRelay/read')).toBe(false);
  });
});
