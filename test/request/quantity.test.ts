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
    ['0', '0Ki'],
    ['1e-3', '1m'],
  ])('%s is %s', (one, other) => {
    expect(sameQuantity(one, other)).toBe(true);
    expect(sameQuantity(other, one)).toBe(true);
  });

  test.each([
    ['1Gi', '1G'],
    ['0.1', '0.10001'],
    ['1', '-1'],
    ['9007199254740993', '9007199254740992'],
    ['1n', '0'],
  ])('%s is not %s', (one, other) => {
    expect(sameQuantity(one, other)).toBe(false);
  });

  test('is what counts, in whatever suffix it is written', () => {
    const suffixes = [
      ['m', -3],
      ['', 0],
      ['k', 3],
      ['M', 6],
      ['G', 9],
    ] as const;
    fc.assert(
      fc.property(
        fc.bigInt(0n, 10n ** 12n),
        fc.constantFrom(...suffixes),
        fc.constantFrom(...suffixes),
        (amount, [suffix, power], [other, otherPower]) => {
          // The amount in thousandths of the larger power, so that both sides are whole numbers.
          const thousandths = amount * 10n ** BigInt(Math.max(power, otherPower) + 3);
          const written = (text: string, exponent: number) =>
            `${thousandths / 10n ** BigInt(exponent + 3)}${text}`;
          expect(sameQuantity(written(suffix, power), written(other, otherPower))).toBe(true);
        },
      ),
    );
  });
});

test.each(['', 'a lot', '1 Gi', '1gi', '1,5', '1e', '--1', '0x10', 'Infinity', '1Gi2', '1.2.3', '½', '.'])(
  '"%s" is no quantity, and the same as itself only',
  (text) => {
    expect(isQuantity(text)).toBe(false);
    expect(sameQuantity(text, text)).toBe(true);
    expect(sameQuantity(text, '1')).toBe(false);
  },
);
