import type { ApiRequest } from './api.ts';
import { notAccessible, notAdmin } from './errors.ts';
import type { Permissions } from './scenario.ts';
import type { Author, Issue } from './state.ts';

type Permission = keyof Permissions;

/**
 * Requires one of some permissions.
 * Source: "Permissions required for GitHub Apps"; comments on a pull request take that of issues or of pull requests.
 */
export function requireAccess(
  { token }: ApiRequest,
  access: 'read' | 'write',
  permissions: readonly Permission[],
): void {
  const enough = access === 'read' ? ['read', 'write'] : ['write'];
  if (!permissions.some((each) => enough.includes(token.permissions[each]))) throw notAccessible(token.type);
}

/** The permissions that open an issue or a pull request. */
export const permissionsOf = ({ pullRequest }: Pick<Issue, 'pullRequest'>): readonly Permission[] =>
  pullRequest ? ['issues', 'pull_requests'] : ['issues'];

/** A person may always change what is their own; an app may change what it has the permission for. */
export function requireAuthor({ token, author }: ApiRequest, written: Author): void {
  if (token.type === 'User' && !token.push && author.id !== written.id) throw notAdmin();
}
