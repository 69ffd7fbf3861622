/**
 * A quantity in Kubernetes' own terms: a decimal number with a suffix, such as `500m`, `2Gi`, `1e3` or `0.5`.
 * Source: Kubernetes API conventions, resource.Quantity.
 */
const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d{1,2})?$/;

const binary = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** A number without rounding: `units` × 10^-`scale`. */
interface Exact {
  readonly units: bigint;
  readonly scale: number;
}

/** True for text that Kubernetes takes for a quantity. */
export const isQuantity = (text: string): boolean => pattern.test(text);

/** True when both are quantities and stand for the same amount, or are the same text. */
export function sameQuantity(one: string, other: string): boolean {
  const [left, right] = [amountOf(one), amountOf(other)];
  if (!left || !right) return one === other;
  const scale = Math.max(left.scale, right.scale);
  return unitsAt(scale, left) === unitsAt(scale, right);
}

const unitsAt = (scale: number, { units, scale: own }: Exact): bigint => units * 10n ** BigInt(scale - own);

function amountOf(text: string): Exact | undefined {
  const [, sign, digits, suffix = ''] = pattern.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const units = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const power = binary.indexOf(suffix) + 1;
  if (power > 0) return { units: units * 1024n ** BigInt(power), scale: fraction.length };
  const exponent = /^[eE]./.test(suffix) ? Number(suffix.slice(1)) : (decimal[suffix] ?? 0);
  return shifted(units, fraction.length - exponent);
}

/** A scale below zero becomes units. */
const shifted = (units: bigint, scale: number): Exact =>
  scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
