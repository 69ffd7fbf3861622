/** A resource ID of Azure Resource Manager, in its parts. The letter case is the one that was given. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** Namespace of the resource provider, such as `Microsoft.ContainerService`. */
  readonly provider: string;
  /** Type and name of the resource and of what it lies in, outermost first. Never empty. */
  readonly path: readonly { readonly type: string; readonly name: string }[];
}

export type ResourceIdReading =
  | { readonly ok: true; readonly id: ResourceId }
  | { readonly ok: false; readonly problem: string };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `.` and `..` would name another place in a URL. */
const segmentName = /^(?!\.{1,2}$)[^\s?#%<>&:\\]+$/;

/** True for a GUID in its usual form, in any letter case. */
export const isGuid = (text: string): boolean => guid.test(text);

/** Reads a resource ID, or says in plain words what keeps the text from being one. */
export function parseResourceId(text: string): ResourceIdReading {
  const problem = (words: string): ResourceIdReading => ({ ok: false, problem: words });
  if (/^https?:/i.test(text))
    return problem('is a URL, not a resource ID: take the part from "/subscriptions/" on');
  if (!text.startsWith('/')) return problem('does not start with "/subscriptions/"');
  const [keyword, subscriptionId, group, resourceGroup, providers, provider, ...rest] = text
    .slice(1)
    .split('/');
  if (!is(keyword, 'subscriptions')) return problem('does not start with "/subscriptions/"');
  if (!subscriptionId || !isGuid(subscriptionId))
    return problem('has no subscription GUID after "/subscriptions/"');
  if (group === undefined) return problem('is the ID of a subscription');
  if (!is(group, 'resourceGroups') || !resourceGroup)
    return problem('has no "/resourceGroups/<name>" after its subscription');
  if (providers === undefined) return problem('is the ID of a resource group');
  if (!is(providers, 'providers') || !provider)
    return problem('has no "/providers/<namespace>" after its resource group');
  if (rest.length === 0) return problem('ends before the type and name of a resource');
  if (rest.at(-1) === '') return problem('ends with "/"');
  if (rest.length % 2 === 1) return problem(`has a type without a name at its end, "${rest.at(-1)}"`);
  if (![resourceGroup, provider, ...rest].every((segment) => segmentName.test(segment)))
    return problem('has an empty segment or characters that names cannot have');
  return { ok: true, id: { subscriptionId, resourceGroup, provider, path: pairs(rest) } };
}

function pairs(segments: readonly string[]): ResourceId['path'] {
  return Array.from({ length: segments.length / 2 }, (_, index) => ({
    type: segments[2 * index] ?? '',
    name: segments[2 * index + 1] ?? '',
  }));
}

/** The ID as text. */
export function formatResourceId(id: ResourceId): string {
  const tail = id.path.map(({ type, name }) => `/${type}/${name}`).join('');
  return `${resourceGroupId(id)}/providers/${id.provider}${tail}`;
}

/** ID of the resource group that a resource lies in. */
export const resourceGroupId = (id: ResourceId): string =>
  `/subscriptions/${id.subscriptionId}/resourceGroups/${id.resourceGroup}`;

/** Provider namespace and types, such as `Microsoft.Relay/namespaces/hybridConnections`. */
export const resourceType = (id: ResourceId): string =>
  [id.provider, ...id.path.map(({ type }) => type)].join('/');

/** Name of the resource itself, without those that it lies in. */
export const resourceName = (id: ResourceId): string => id.path.at(-1)?.name ?? '';

/** Name at the end of an ID as Azure tells it. */
export const lastSegment = (id: string): string => id.split('/').at(-1) ?? '';

/** The resource that this one lies in directly, or itself when it is the outermost. */
export const parentOf = (id: ResourceId): ResourceId =>
  id.path.length === 1 ? id : { ...id, path: id.path.slice(0, -1) };

/** True when both name the same resource: Azure compares IDs, types and namespaces without letter case. */
export const sameId = (one: string, other: string): boolean => is(trimSlash(one), trimSlash(other));

/** True when `scope` is the resource itself or something above it: what is granted there holds for the resource. */
export function scopeCovers(scope: string, resource: string): boolean {
  const above = trimSlash(scope).toLowerCase();
  const below = trimSlash(resource).toLowerCase();
  return below === above || below.startsWith(`${above}/`);
}

const is = (one: string | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();
const trimSlash = (text: string): string => (text.endsWith('/') ? text.slice(0, -1) : text);
