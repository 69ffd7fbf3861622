import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatResourceId,
  lastSegment,
  parentOf,
  parseResourceId,
  type ResourceId,
  resourceGroupId,
  resourceName,
  resourceType,
  sameId,
  scopeCovers,
} from '../../src/azure/resource-id.ts';
import { anId, ids, subscriptionId } from '../fixtures.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg-ml`;

const name = fc.stringMatching(/^[A-Za-z0-9_()-][A-Za-z0-9._()-]{0,8}$/).filter((it) => !/^\.+$/.test(it));
const resourceId: fc.Arbitrary<ResourceId> = fc.record({
  subscriptionId: fc.uuid(),
  resourceGroup: name,
  provider: name,
  path: fc.array(fc.record({ type: name, name }), { minLength: 1, maxLength: 4 }),
});

describe('reading', () => {
  test('undoes formatting', () => {
    fc.assert(
      fc.property(resourceId, (id) => {
        expect(parseResourceId(formatResourceId(id))).toEqual({ ok: true, id });
      }),
    );
  });

  test('any text gets an ID that formats back to it, or a reason', () => {
    const pieces = fc.constantFrom(
      '/',
      'subscriptions',
      subscriptionId,
      'resourceGroups',
      'providers',
      '..',
      'a',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join('')),
        ),
        (text) => {
          const reading = parseResourceId(text);
          if (reading.ok) expect(formatResourceId(reading.id)).toBe(text);
          else expect(reading.problem).not.toBe('');
        },
      ),
    );
  });

  test('takes the keywords in any letter case', () => {
    const text = ids.aks
      .replace('subscriptions', 'SUBSCRIPTIONS')
      .replace('resourceGroups', 'resourcegroups')
      .replace('providers', 'Providers');
    expect(anId(text)).toEqual(anId(ids.aks));
  });

  test.each([
    ['', 'does not start with "/subscriptions/"'],
    ['aks-gpu', 'does not start with "/subscriptions/"'],
    [ids.aks.slice(1), 'does not start with "/subscriptions/"'],
    [`https://portal.azure.com/#resource${ids.aks}`, 'is a URL'],
    ['/subscriptions/contoso/resourceGroups/rg', 'has no subscription GUID'],
    ['/subscriptions/', 'has no subscription GUID'],
    [subscription, 'is the ID of a subscription'],
    [`${subscription}/`, 'has no "/resourceGroups/<name>"'],
    [`${subscription}/resourceGroups/`, 'has no "/resourceGroups/<name>"'],
    [group, 'is the ID of a resource group'],
    [`${group}/`, 'has no "/providers/<namespace>"'],
    [`${group}/providers/`, 'has no "/providers/<namespace>"'],
    [`${group}/providers/Microsoft.Kubernetes`, 'ends before the type and name'],
    [`${group}/providers/Microsoft.Kubernetes/connectedClusters`, 'a type without a name at its end'],
    [`${ids.arc}/`, 'ends with "/"'],
    [`${ids.arc}/extensions`, 'a type without a name at its end, "extensions"'],
    [`${ids.arc}//x`, 'an empty segment'],
    [`${ids.arc}?api-version=1`, 'characters that names cannot have'],
    [`${ids.arc} `, 'characters that names cannot have'],
    [`${ids.arc}/../..`, 'characters that names cannot have'],
    [`${subscription}/resourceGroups/rg ml/providers/a/b/c`, 'characters that names cannot have'],
    [`${subscription}/resourceGroups/../providers/a/b/c`, 'characters that names cannot have'],
    [`${group}/providers/a?b/b/c`, 'characters that names cannot have'],
  ])('%s %s', (text, problem) => {
    expect(parseResourceId(text)).toEqual({ ok: false, problem: expect.stringContaining(problem) });
  });
});

test('the parts of an ID', () => {
  const id = anId(`${ids.relay}/hybridConnections/hc`);
  expect({
    type: resourceType(id),
    name: resourceName(id),
    group: resourceGroupId(id),
    parent: formatResourceId(parentOf(id)),
    last: lastSegment(formatResourceId(id)),
  }).toEqual({
    type: 'Microsoft.Relay/namespaces/hybridConnections',
    name: 'hc',
    group,
    parent: ids.relay,
    last: 'hc',
  });
});

test('the outermost resource is its own parent', () => {
  expect(parentOf(anId(ids.aks))).toEqual(anId(ids.aks));
});

test('IDs are the same in any letter case, with or without a slash at the end', () => {
  expect(sameId(ids.aks, `${ids.aks.toUpperCase()}/`)).toBe(true);
  expect(sameId(ids.aks, ids.otherAks)).toBe(false);
});

describe('a scope covers', () => {
  test.each([
    ['the resource itself', ids.aks],
    ['its resource group, in any letter case', group.toUpperCase()],
    ['its subscription, with a slash at the end', `${subscription}/`],
    ['everything, from the root', '/'],
  ])('%s', (_, scope) => {
    expect(scopeCovers(scope, ids.aks)).toBe(true);
  });

  test.each([
    ['something below the resource', `${ids.aks}/agentPools/gpu`],
    ['a resource group whose name begins the same', `${subscription}/resourceGroups/rg`],
    ['another resource', ids.otherAks],
  ])('not: %s', (_, scope) => {
    expect(scopeCovers(scope, ids.aks)).toBe(false);
  });
});
