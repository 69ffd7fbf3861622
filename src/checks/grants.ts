import type { Permission } from '../azure/roles.ts';

/** What a role has to grant: action patterns and data action patterns. */
export type Grant = Pick<Permission, 'actions' | 'dataActions'>;

/**
 * True when the permissions together grant all that is needed, whatever roles they are of. `notActions` subtract from the
 * actions of the same permission, not from other permissions or roles.
 * Source: Azure RBAC, "Understand Azure role definitions".
 */
export function grants(permissions: readonly Permission[], needed: Grant): boolean {
  return (
    needed.actions.every((action) => permissions.some((it) => allows(it.actions, it.notActions, action))) &&
    needed.dataActions.every((action) =>
      permissions.some((it) => allows(it.dataActions, it.notDataActions, action)),
    )
  );
}

function allows(granted: readonly string[], excluded: readonly string[], needed: string): boolean {
  return (
    granted.some((pattern) => contains(pattern, needed)) &&
    !excluded.some((pattern) => overlaps(pattern, needed))
  );
}

/** True when all that `inner` stands for, `outer` stands for too: the `*` of `inner` is matched as a letter like others. */
export function contains(outer: string, inner: string): boolean {
  const literals = outer.split('*').map((literal) => RegExp.escape(literal));
  return new RegExp(`^${literals.join('.*')}$`, 'i').test(inner);
}

/**
 * True when some action is meant by both. Two patterns with `*` always meet in the middle: only what stands before the
 * first and after the last `*` can keep them apart.
 */
export function overlaps(one: string, other: string): boolean {
  if (!one.includes('*')) return contains(other, one);
  if (!other.includes('*')) return contains(one, other);
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  return agree(head(left), head(right)) && agree(reverse(tail(left)), reverse(tail(right)));
}

const head = (pattern: string): string => pattern.slice(0, pattern.indexOf('*'));
const tail = (pattern: string): string => pattern.slice(pattern.lastIndexOf('*') + 1);
const reverse = (text: string): string => [...text].reverse().join('');
const agree = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one);
