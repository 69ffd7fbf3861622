import { closest, distance } from 'fastest-levenshtein';
import * as v from 'valibot';
import type { InstanceType, ManagedIdentity, Quantities } from '../azure/compute.ts';
import { parseResourceId, type ResourceId, resourceType } from '../azure/resource-id.ts';
import type { ComputeType } from './request.ts';

/*
 * What `az ml compute attach --file` reads: the YAML schemas of the CLI v2 for attached Kubernetes clusters and virtual
 * machines. A message says what is expected; it completes "<field> is <what was given>; expected …".
 */

/** Takes nothing but what YAML has for mappings: to valibot, lists and dates are objects, too. */
const strict = <S extends v.GenericSchema>(schema: S): S => ({
  ...schema,
  '~run': (dataset, config) =>
    schema['~run'](isMapping(dataset.value) ? dataset : { ...dataset, value: undefined }, config),
});

const isMapping = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;

const record = <const V extends v.GenericSchema>(values: V, expected: string) =>
  strict(v.record(v.string(), values, expected));

/** The keys of a mapping, and no others: what an unknown key is told is expected are the known ones. */
function mapping<const E extends v.ObjectEntries>(entries: E) {
  const keys = Object.keys(entries).join(', ');
  return strict(v.objectWithRest(entries, v.never(keys), `a mapping with the keys ${keys}`));
}

/** What is expected in place of an unknown key: the nearest known one, or one of them all. */
export function knownKey(given: string, keys: string): string {
  const nearest = closest(given, keys.split(', '));
  const changes = distance(given, nearest);
  const near = changes < given.length && changes <= Math.max(2, given.length / 3);
  return near ? `${nearest}, the nearest known key` : `one of the keys ${keys}`;
}

const text = (expected: string) => v.nullish(v.pipe(v.string(expected), v.trim()), '');
const someText = (expected: string) => v.pipe(text(expected), v.nonEmpty(expected));
const optionalText = (expected: string) => v.nullish(v.string(expected));

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const identityId = v.pipe(
  v.string('a resource ID'),
  v.rawTransform(({ dataset, addIssue, NEVER }): ResourceId => {
    const reading = parseResourceId(dataset.value.trim());
    if (reading.ok && resourceType(reading.id).toLowerCase() === identityType.toLowerCase())
      return reading.id;
    addIssue({
      message: `the resource ID of a user-assigned identity, like /subscriptions/<GUID>/resourceGroups/<name>/providers/${identityType}/<name>`,
    });
    return NEVER;
  }),
);

const identityTypes = {
  none: 'None',
  systemassigned: 'SystemAssigned',
  userassigned: 'UserAssigned',
} as const;

const identityTypeName = v.pipe(
  text('SystemAssigned or UserAssigned'),
  v.transform((given) => given.toLowerCase().replace('_', '') || 'none'),
  v.picklist(
    ['none', 'systemassigned', 'userassigned'],
    'SystemAssigned or UserAssigned (also system_assigned, user_assigned), or nothing for no identity',
  ),
  v.transform((given) => identityTypes[given]),
);

/** What Azure tells of a compute, and the CLI so writes into a file and drops when it reads one. */
const toldByAzure = v.optional(v.unknown());

const identity = v.pipe(
  mapping({
    principal_id: toldByAzure,
    tenant_id: toldByAzure,
    type: identityTypeName,
    user_assigned_identities: v.nullish(
      v.array(
        mapping({
          resource_id: identityId,
          principal_id: toldByAzure,
          client_id: toldByAzure,
          tenant_id: toldByAzure,
        }),
        'a list of mappings with the key resource_id',
      ),
      [],
    ),
  }),
  v.forward(
    v.partialCheck(
      [['type'], ['user_assigned_identities']],
      ({ type, user_assigned_identities: ids }) => (type === 'UserAssigned') === ids.length > 0,
      'at least one identity when the type is UserAssigned, and none when it is not',
    ),
    ['user_assigned_identities'],
  ),
  v.transform(({ type, user_assigned_identities: ids }): ManagedIdentity => {
    const [first, ...others] = ids.map(({ resource_id: id }) => id);
    return type === 'UserAssigned' && first
      ? { type, ids: [first, ...others] }
      : { type: type === 'UserAssigned' ? 'None' : type };
  }),
);

const anyCompute = {
  $schema: optionalText('the address of a schema'),
  type: v.optional(v.string()),
  name: someText('a name for the compute, for example gpu-cluster'),
  id: toldByAzure,
  provisioning_state: toldByAzure,
  provisioning_errors: toldByAzure,
  created_on: toldByAzure,
  location: optionalText('text'),
  description: optionalText('text'),
  tags: v.nullish(
    record(v.string('text (in quotes, when it looks like a number, date or truth value)'), 'a mapping'),
  ),
};

/** YAML takes `1` for a number; Kubernetes writes quantities as text. A null says that there is none. */
const quantity = v.nullable(
  v.pipe(
    v.union([v.string(), v.number()], 'a quantity of Kubernetes, for example 500m or 2Gi'),
    v.transform(String),
  ),
);
const quantities = v.pipe(
  v.nullish(record(quantity, 'a mapping of resources to quantities'), {}),
  v.transform((given): Quantities => {
    const some = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
    return Object.fromEntries(some);
  }),
);

const instanceType = v.pipe(
  mapping({
    nodeSelector: v.nullish(
      record(v.string('the value of a label, as text'), 'a mapping of labels to their values'),
    ),
    resources: v.nullish(mapping({ requests: quantities, limits: quantities })),
  }),
  v.transform(
    ({ nodeSelector, resources }): InstanceType => ({
      nodeSelector: nodeSelector ?? {},
      requests: resources?.requests ?? {},
      limits: resources?.limits ?? {},
    }),
  ),
);

const kubernetesProperties = mapping({
  instanceTypes: v.nullish(record(instanceType, 'a mapping of names to instance types')),
  defaultInstanceType: optionalText('the name of an instance type'),
});

const clusterId =
  'the resource ID of the cluster, as `az aks show --query id` or `az connectedk8s show --query id` prints it';
const machineId = 'the resource ID of the virtual machine, as `az vm show --query id` prints it';

const kubernetes = mapping({
  ...anyCompute,
  resource_id: someText(clusterId),
  namespace: v.nullish(v.pipe(v.string('a Kubernetes namespace, for example default'), v.trim())),
  identity: v.nullish(identity),
  properties: v.nullish(kubernetesProperties),
});

const port = 'a TCP port, a whole number from 1 to 65535, for example 22';

const sshSettings = mapping({
  admin_username: optionalText('the name of an account on the virtual machine'),
  admin_password: optionalText('text'),
  ssh_port: v.nullish(
    v.pipe(
      v.union([v.pipe(v.string(), v.digits(), v.transform(Number)), v.number()], port),
      v.integer(port),
      v.minValue(1, port),
      v.maxValue(65_535, port),
    ),
    22,
  ),
  ssh_private_key_file: optionalText('the path of a file that holds a private key'),
});

const virtualMachine = mapping({
  ...anyCompute,
  resource_id: someText(machineId),
  identity: v.nullish(identity),
  ssh_settings: v.nullish(sshSettings),
});

/** The grammar of each type of compute. */
export const computeGrammar = { kubernetes, virtualmachine: virtualMachine } as const satisfies Record<
  ComputeType,
  v.GenericSchema
>;

export type KubernetesDocument = v.InferOutput<typeof kubernetes>;
export type VirtualMachineDocument = v.InferOutput<typeof virtualMachine>;

/** What a compute is detached by. */
export const detachGrammar = v.object({ name: anyCompute.name });

/** What is never shown of a document. */
export const secretKeys: ReadonlySet<string> = new Set(['admin_password']);

/** Where a secret is to stand: what is there instead of a mapping may hold it. */
export const secretHolder = 'ssh_settings';
