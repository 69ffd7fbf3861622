import type { LiveCompute, LiveIdentity, ManagedIdentity } from '../azure/compute.ts';
import { formatResourceId, sameId } from '../azure/resource-id.ts';
import type { KubernetesCompute } from '../request/request.ts';

/** A field in which Azure has something else than what was declared. */
export interface Difference {
  readonly field: 'type' | 'resource-id' | 'namespace' | 'identity';
  readonly declared: string;
  readonly live: string;
  /** True when Azure can change it on the compute that is there. */
  readonly inPlace: boolean;
}

/** Compares what was declared with what Azure has. What Azure adds by itself is not a difference. */
export function differences(declared: KubernetesCompute, live: LiveCompute): Difference[] {
  if (live.computeType.toLowerCase() !== declared.type) {
    return [{ field: 'type', declared: declared.type, live: live.computeType, inPlace: false }];
  }
  return [
    ...differs('resource-id', false, formatResourceId(declared.cluster.id), live.resourceId ?? '', sameId),
    ...differs('namespace', false, declared.namespace, live.namespace ?? 'default', Object.is),
    ...differs(
      'identity',
      true,
      describeIdentity(declared.identity),
      describeLiveIdentity(live.identity),
      () => sameIdentity(declared.identity, live.identity),
    ),
  ];
}

function differs(
  field: Difference['field'],
  inPlace: boolean,
  declared: string,
  live: string,
  same: (declared: string, live: string) => boolean,
): Difference[] {
  return same(declared, live) ? [] : [{ field, declared, live, inPlace }];
}

/** Azure uses only the first of several user-assigned identities, and may keep only that. */
function sameIdentity(declared: ManagedIdentity, live: LiveIdentity): boolean {
  if (declared.type.toLowerCase() !== live.type.toLowerCase()) return false;
  if (declared.type !== 'UserAssigned') return true;
  const ids = declared.ids.map(formatResourceId);
  const has = (id: string): boolean => live.userAssigned.some((it) => sameId(it.id, id));
  const [first] = ids;
  return (
    first !== undefined && has(first) && live.userAssigned.every(({ id }) => ids.some((it) => sameId(it, id)))
  );
}

const describeIdentity = (identity: ManagedIdentity): string =>
  identity.type === 'UserAssigned'
    ? `UserAssigned ${identity.ids.map(formatResourceId).join(', ')}`
    : identity.type;

const describeLiveIdentity = ({ type, userAssigned }: LiveIdentity): string =>
  [type, userAssigned.map(({ id }) => id).join(', ')].filter(Boolean).join(' ');
