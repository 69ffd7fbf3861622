import { expect, test } from '@jest/globals';
import { isGuid } from '../../src/azure/resource-id.ts';
import { stableGuid } from '../../src/checks/stable-guid.ts';
import { ids, principalId } from '../fixtures.ts';

test('the same parts, in any letter case, make the same GUID', () => {
  const guid = stableGuid(ids.aks, principalId);
  expect(isGuid(guid)).toBe(true);
  expect(stableGuid(ids.aks.toUpperCase(), principalId)).toBe(guid);
});

test('other parts make another', () => {
  const guids = [stableGuid('a', 'b'), stableGuid('b', 'a'), stableGuid('ab'), stableGuid('a')];
  expect(new Set(guids).size).toBe(guids.length);
});
