/**
 * What an ARM path addresses. ARM's grammar is `{scope}/providers/{namespace}(/{type}/{name})*`: the last `providers`
 * part says what the request is about, and everything before it is the scope that it is about.
 */
export interface Address {
  /** E.g. `Microsoft.Kubernetes/connectedClusters`, in the case in which the client wrote it. */
  readonly type: string;
  /** One a type segment; the last is missing in a collection's address. */
  readonly names: readonly string[];
  /** ARM ID of what stands before the last `providers`; empty for the tenant. */
  readonly scope: string;
  /** The whole path: the ID of the resource, collection or action. */
  readonly id: string;
  readonly subscriptionId: string | undefined;
  readonly resourceGroup: string | undefined;
}

/** Types of what has no `providers` part. */
const containers = {
  subscriptions: 'Microsoft.Resources/subscriptions',
  resourceGroups: 'Microsoft.Resources/subscriptions/resourceGroups',
  tenants: 'Microsoft.Resources/tenants',
} as const;

/** Takes an ARM path apart; undefined when it is none. A slash given twice counts once, as in ARM. */
export function parseAddress(path: string): Address | undefined {
  const id = `/${path.split('/').filter(Boolean).join('/')}`;
  const start = id.toLowerCase().lastIndexOf('/providers/');
  const scope = start < 0 ? id : id.slice(0, start);
  const place = parseScope(scope);
  if (!place) return undefined;
  const provider = start < 0 ? containerOf(id) : providerOf(id.slice(start + '/providers/'.length));
  return provider && { ...place, ...provider, scope: start < 0 ? '' : scope, id };
}

function providerOf(path: string): Pick<Address, 'type' | 'names'> | undefined {
  const [namespace = '', ...rest] = path.split('/');
  if (rest.length === 0) return undefined;
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  return { type: [namespace, ...types].join('/'), names };
}

function containerOf(id: string): Pick<Address, 'type' | 'names'> | undefined {
  const [, first = '', subscription, second, group, ...rest] = id.split('/');
  if (rest.length > 0) return undefined;
  if (first.toLowerCase() === 'tenants' && subscription === undefined)
    return { type: containers.tenants, names: [] };
  if (first.toLowerCase() !== 'subscriptions') return undefined;
  if (second === undefined)
    return { type: containers.subscriptions, names: subscription ? [subscription] : [] };
  if (subscription === undefined || second.toLowerCase() !== 'resourcegroups') return undefined;
  return { type: containers.resourceGroups, names: group ? [subscription, group] : [subscription] };
}

const scopePattern =
  /^(?:\/subscriptions(?:\/(?<subscription>[^/]+)(?:\/resourceGroups(?:\/(?<group>[^/]+))?)?)?)?(?=\/providers\/|$)/i;

function parseScope(scope: string): Pick<Address, 'subscriptionId' | 'resourceGroup'> | undefined {
  if (/^\/tenants$/i.test(scope)) return { subscriptionId: undefined, resourceGroup: undefined };
  const found = scopePattern.exec(scope);
  return found
    ? { subscriptionId: found.groups?.['subscription'], resourceGroup: found.groups?.['group'] }
    : undefined;
}

/** Whether the address ends in a name, not in a type. */
export function isResource({ type, names }: Address): boolean {
  return names.length === type.split('/').length - 1;
}

/**
 * What a resource, a collection or an action stands under: the resource one level up, or the scope. Of
 * `…/workspaces/w/computes/c` and of `…/workspaces/w/computes` it is `…/workspaces/w`.
 */
export function parentOf(address: Address): string {
  const collection = isResource(address) ? address.id.slice(0, address.id.lastIndexOf('/')) : address.id;
  const provider = collection.slice(address.scope.length).split('/').filter(Boolean);
  // `providers`, a namespace and one type: it stands right at the scope.
  return provider.length <= 3 ? address.scope : collection.slice(0, collection.lastIndexOf('/'));
}

/** Compares ARM IDs, type and provider names: none of them minds case. */
export function sameId(one: string, other: string): boolean {
  return normalise(one) === normalise(other);
}

/** The form in which IDs are compared and looked up. */
export function normalise(id: string): string {
  return id.replace(/\/+$/, '').toLowerCase();
}

/** Whether `scope` is `id` or contains it. `/` and the empty scope contain everything. */
export function contains(scope: string, id: string): boolean {
  const upper = normalise(scope);
  const lower = normalise(id);
  return lower === upper || lower.startsWith(`${upper}/`);
}
