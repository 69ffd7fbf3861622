import type {
  InstanceType,
  LiveCompute,
  LiveIdentity,
  ManagedIdentity,
  Quantities,
} from '../azure/compute.ts';
import { formatResourceId, sameId } from '../azure/resource-id.ts';
import { sameQuantity } from '../request/quantity.ts';
import type { Compute, KubernetesCompute, VirtualMachineCompute } from '../request/request.ts';
import { targetOf } from '../request/target.ts';

/** A field in which Azure has something else than what was declared. */
export interface Difference {
  /** Such as `namespace`, `tags.team` or `instanceTypes.gpu.limits.memory`. */
  readonly field: string;
  /** Empty where nothing is declared. */
  readonly declared: string;
  /** Empty where Azure has nothing. */
  readonly live: string;
  /** True when Azure can change it on the compute that is there. */
  readonly inPlace: boolean;
}

/** Compares what was declared with what Azure has. What Azure adds by itself is not a difference. */
export function differences(declared: Compute, live: LiveCompute): Difference[] {
  if (live.computeType.toLowerCase() !== declared.type) {
    return [{ field: 'type', declared: declared.type, live: live.computeType, inPlace: false }];
  }
  const { identity, description, tags = {} } = declared;
  const kind = declared.type === 'kubernetes' ? ofKubernetes(declared, live) : ofMachine(declared, live);
  return [
    ...fixed('resource-id', formatResourceId(targetOf(declared).id), live.resourceId, sameId),
    ...kind,
    ...(identity ? ofIdentity(identity, live.identity) : []),
    ...(description === undefined ? [] : changeable('description', description, live.description)),
    ...Object.entries(tags).flatMap(([name, value]) => ofTag(name, value, live.tags)),
  ];
}

const ofKubernetes = (declared: KubernetesCompute, live: LiveCompute): Difference[] => [
  ...fixed('namespace', declared.namespace, live.namespace ?? 'default'),
  ...Object.entries(declared.instanceTypes ?? {}).flatMap(([name, type]) =>
    ofInstanceType(`instanceTypes.${name}`, type, live.instanceTypes[name]),
  ),
  ...(declared.defaultInstanceType
    ? fixed('defaultInstanceType', declared.defaultInstanceType, live.defaultInstanceType)
    : []),
];

/** Azure shows no password and no key: what it does not show, it cannot be held against. */
const ofMachine = ({ ssh }: VirtualMachineCompute, live: LiveCompute): Difference[] => [
  ...(live.sshPort === undefined ? [] : fixed('ssh-port', String(ssh.port), String(live.sshPort))),
];

function ofInstanceType(field: string, declared: InstanceType, live: InstanceType | undefined): Difference[] {
  if (!live) return [{ field, declared: describeType(declared), live: '', inPlace: false }];
  return [
    ...ofEach(`${field}.nodeSelector`, declared.nodeSelector, live.nodeSelector, Object.is),
    ...ofEach(`${field}.requests`, declared.requests, live.requests, sameQuantity),
    ...ofEach(`${field}.limits`, declared.limits, live.limits, sameQuantity),
  ];
}

/** Field by field, in what either side has. What is declared to be empty, Azure fills with defaults of its own. */
function ofEach(
  field: string,
  declared: Readonly<Record<string, string>>,
  live: Readonly<Record<string, string>>,
  same: Same,
): Difference[] {
  if (Object.keys(declared).length === 0) return [];
  const names = new Set([...Object.keys(declared), ...Object.keys(live)]);
  return [...names].flatMap((name) => fixed(`${field}.${name}`, own(declared, name), own(live, name), same));
}

function describeType({ nodeSelector, requests, limits }: InstanceType): string {
  const list = (name: string, values: Quantities): string[] =>
    Object.entries(values).map(([key, value]) => `${name}.${key} ${value}`);
  const parts = [
    ...list('nodeSelector', nodeSelector),
    ...list('requests', requests),
    ...list('limits', limits),
  ];
  return parts.join(', ') || 'no limits';
}

const ofIdentity = (declared: ManagedIdentity, live: LiveIdentity): Difference[] =>
  sameIdentity(declared, live)
    ? []
    : [
        {
          field: 'identity',
          declared: describeIdentity(declared),
          live: describeLiveIdentity(live),
          inPlace: true,
        },
      ];

/** A tag may be there without a value, which is something else than not to be there. */
const ofTag = (name: string, declared: string, live: LiveCompute['tags']): Difference[] =>
  Object.hasOwn(live, name)
    ? changeable(`tags.${name}`, declared, live[name])
    : [{ field: `tags.${name}`, declared, live: '', inPlace: true }];

/** A label may be named as what every object inherits. */
const own = (values: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(values, name) && values[name]) || '';

type Same = (declared: string, live: string) => boolean;

/** What Azure can change on the compute that is there. */
const changeable = (field: string, declared: string, live = ''): Difference[] =>
  declared === live ? [] : [{ field, declared, live, inPlace: true }];

/** What only detaching and attaching again changes. */
const fixed = (field: string, declared: string, live = '', same: Same = Object.is): Difference[] =>
  same(declared, live) ? [] : [{ field, declared, live, inPlace: false }];

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
