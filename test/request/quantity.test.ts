import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isQuantity, sameQuantity } from '../../src/request/quantity.ts';

describe('the same amount', () => {
  test.each([
    ['500m', '0.5'],
    ['2Gi', '2048Mi'],
    ['1', '1000m'],
    ['1k', '1e3'],
    ['1.5Gi', '1536Mi'],
    ['+2', '2'],
    ['2.', '2.0'],
    ['.5', '0.50'],
    ['1E', '1000P'],
    ['1E3', '1e3'],
    ['100000u', '100m'],
    ['0', '-0Ki'],
    ['1e-3', '1m'],
  ])('%s is %s', (one, other) => {
    expect(sameQuantity(one, other)).toBe(true);
    expect(sameQuantity(other, one)).toBe(true);
  });

  test.each([
    ['1Gi', '1G'],
    ['0.1', '0.10001'],
    ['1', '-1'],
    ['1m', '1M'],
    ['9007199254740993', '9007199254740992'],
    ['1n', '0'],
  ])('%s is not %s', (one, other) => {
    expect(sameQuantity(one, other)).toBe(false);
  });
});

/** What each suffix multiplies by, as a fraction. */
const suffixes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  '': [1n, 1n],
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 1_000n],
  k: [1_000n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  P: [10n ** 15n, 1n],
  E: [10n ** 18n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  Pi: [2n ** 50n, 1n],
  Ei: [2n ** 60n, 1n],
  e3: [1_000n, 1n],
  'E+06': [10n ** 6n, 1n],
  'e-3': [1n, 1_000n],
};

/** Text with the fraction that it stands for. Few numbers, so that many are the same. */
const quantity = fc
  .record({
    sign: fc.constantFrom('', '+', '-'),
    digits: fc.oneof(fc.constantFrom(0n, 1n, 5n, 1_000n, 1_024n, 1_048_576n), fc.bigInt(0n, 10n ** 30n)),
    decimals: fc.nat(4),
    suffix: fc.constantFrom(...Object.keys(suffixes)),
  })
  .map(({ sign, digits, decimals, suffix }) => {
    const padded = digits.toString().padStart(decimals, '0');
    const point = padded.length - decimals;
    const [by, over] = suffixes[suffix] ?? [1n, 1n];
    return {
      text: `${sign}${padded.slice(0, point)}${decimals > 0 ? '.' : ''}${padded.slice(point)}${suffix}`,
      numerator: (sign === '-' ? -digits : digits) * by,
      denominator: 10n ** BigInt(decimals) * over,
    };
  });

test('quantities are the same exactly when the fractions are that they stand for', () => {
  fc.assert(
    fc.property(quantity, quantity, (one, other) => {
      expect([one.text, other.text].filter((text) => !isQuantity(text))).toEqual([]);
      const same = one.numerator * other.denominator === other.numerator * one.denominator;
      expect(sameQuantity(one.text, other.text)).toBe(same);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ...['', 'a lot', '1 Gi', '1gi', '1,5', '1e', '1e+', '1e100', '--1', '- 1', '0x10', 'Infinity', 'NaN'],
  ...['1Gi2', '1.2.3', '½', '.', '-', 'Gi', '1\n', '1K', '٣'],
])('%j is no quantity, and the same as itself only', (text) => {
  expect(isQuantity(text)).toBe(false);
  expect(sameQuantity(text, text)).toBe(true);
  expect(sameQuantity(text, '1')).toBe(false);
});
