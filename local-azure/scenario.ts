import * as v from 'valibot';

/** What the embedded Azure holds and how it behaves: plain data, so that it can also be a JSON file. */

const guid = v.pipe(v.string(), v.uuid());

const federatedCredential = v.strictObject({
  /** Absent: the embedded GitHub's issuer, whose origin is not known before it listens. */
  issuer: v.optional(v.string()),
  subject: v.string(),
  audience: v.optional(v.string(), 'api://AzureADTokenExchange'),
});

/** An app registration together with its service principal. */
const application = v.strictObject({
  clientId: guid,
  /** Object ID of the service principal: what role assignments name. */
  objectId: guid,
  name: v.string(),
  federatedCredentials: v.optional(v.array(federatedCredential), []),
  clientSecrets: v.optional(v.array(v.string()), []),
});

const group = v.strictObject({
  objectId: guid,
  name: v.optional(v.string(), 'group'),
  /** Object IDs of principals or of further groups. */
  members: v.array(guid),
});

/** An ARM resource as a GET answers it. `name` and `type` follow from the ID when they are absent. */
const resource = v.looseObject({
  id: v.pipe(v.string(), v.startsWith('/subscriptions/')),
  name: v.optional(v.string()),
  type: v.optional(v.string()),
  properties: v.optional(v.record(v.string(), v.unknown()), {}),
});

const roleAssignment = v.strictObject({
  principalId: guid,
  /** Name of a built-in or custom role, or the GUID of its definition. */
  role: v.string(),
  /** ARM ID of a subscription, resource group or resource; `/` is the tenant. */
  scope: v.pipe(v.string(), v.startsWith('/')),
  condition: v.optional(v.string()),
  /** GUID of the assignment itself; made up when absent. */
  name: v.optional(guid),
});

const actions = v.optional(v.array(v.string()), []);
const roleDefinition = v.strictObject({
  name: guid,
  roleName: v.string(),
  description: v.optional(v.string(), ''),
  actions,
  notActions: actions,
  dataActions: actions,
  notDataActions: actions,
});

const computeFailure = v.strictObject({
  /** Name of the compute whose provisioning fails. */
  name: v.string(),
  errors: v.array(
    v.strictObject({
      code: v.string(),
      message: v.string(),
      details: v.optional(v.array(v.strictObject({ code: v.string(), message: v.string() }))),
    }),
  ),
  /** How long it takes to fail; absent: `provisioningMs`. */
  afterMs: v.optional(v.number()),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const milliseconds = v.pipe(v.number(), v.minValue(0));

/** How many requests a bucket holds, and how many a second it is refilled with. */
const bucket = (capacity: number, refillPerSecond: number) =>
  v.optional(
    v.strictObject({
      capacity: v.optional(count, capacity),
      refillPerSecond: v.optional(v.pipe(v.number(), v.minValue(0.001)), refillPerSecond),
    }),
    {},
  );

/** Source: "Understand how Azure Resource Manager throttles requests". */
const throttling = v.strictObject({
  reads: bucket(250, 25),
  writes: bucket(200, 10),
  deletes: bucket(200, 10),
});

const effect = v.union([
  /** Answers this; the request reaches nothing. */
  v.strictObject({
    status: v.pipe(v.number(), v.integer()),
    body: v.optional(v.unknown()),
    headers: v.optional(v.record(v.string(), v.string())),
  }),
  /** Resets the connection, `before` the request has an effect or `after`. */
  v.strictObject({ reset: v.picklist(['before', 'after']) }),
  /** Keeps the connection open without an answer, then drops it. The request has no effect. */
  v.strictObject({ hangMs: milliseconds }),
  /** Answers as usual, but late. */
  v.strictObject({ delayMs: milliseconds }),
  /** The request has its effect; the answer breaks off in the middle of its body. */
  v.strictObject({ truncate: v.literal(true) }),
]);

const fault = v.strictObject({
  when: v.strictObject({
    host: v.optional(v.picklist(['arm', 'entra', 'github'])),
    method: v.optional(v.string()),
    /** Part of path and query, in any case; between slashes (`/…$/`) a regular expression. */
    path: v.optional(v.string()),
    /** Strikes from this matching request on, counted from 1. */
    nth: v.optional(count, 1),
  }),
  /** How many matching requests it strikes. */
  times: v.optional(count, 1),
  effect,
});

const scenario = v.strictObject({
  tenantId: guid,
  applications: v.optional(v.array(application), []),
  groups: v.optional(v.array(group), []),
  resources: v.optional(v.array(resource), []),
  roleAssignments: v.optional(v.array(roleAssignment), []),
  roleDefinitions: v.optional(v.array(roleDefinition), []),
  /** Added to every request. */
  latencyMs: v.optional(milliseconds, 0),
  /** How long an asynchronous operation takes. */
  provisioningMs: v.optional(milliseconds, 300),
  /** Retry-After of asynchronous operations; null: none, as Azure ML often does. */
  retryAfterSeconds: v.optional(v.nullable(milliseconds), null),
  pageSize: v.optional(count, 100),
  /** Token buckets of each subscription and principal; absent: requests are not limited. */
  throttling: v.optional(throttling),
  /**
   * What a PUT over an existing compute does, which Azure always accepts: `applied` changes identity, tags and
   * description; `ignored` is Azure's "attaching again changes nothing". Neither ever changes cluster or namespace.
   */
  inPlaceUpdates: v.optional(v.picklist(['applied', 'ignored']), 'applied'),
  computeFailures: v.optional(v.array(computeFailure), []),
  faults: v.optional(v.array(fault), []),
});

export type Scenario = v.InferInput<typeof scenario>;
export type ParsedScenario = v.InferOutput<typeof scenario>;
export type Application = v.InferOutput<typeof application>;
export type FederatedCredential = v.InferOutput<typeof federatedCredential>;
export type Group = v.InferOutput<typeof group>;
export type ScenarioResource = v.InferInput<typeof resource>;
export type ScenarioRoleAssignment = v.InferInput<typeof roleAssignment>;
export type ScenarioRoleDefinition = v.InferOutput<typeof roleDefinition>;
export type Throttling = v.InferOutput<typeof throttling>;
export type ComputeFailure = v.InferOutput<typeof computeFailure>;
export type Fault = v.InferInput<typeof fault>;
export type FaultCondition = Fault['when'];
export type ParsedFault = v.InferOutput<typeof fault>;
export type FaultEffect = ParsedFault['effect'];

/**
 * Checks a scenario and fills in its defaults.
 * @throws Error that names every field that is wrong.
 */
export function parseScenario(value: unknown): ParsedScenario {
  return parseWith(scenario, value, 'scenario');
}

/** @throws Error that names every field that is wrong. */
export function parseFault(value: unknown): ParsedFault {
  return parseWith(fault, value, 'fault');
}

function parseWith<const Schema extends v.GenericSchema>(schema: Schema, value: unknown, what: string) {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? what}: ${issue.message}`);
  throw new Error(`The ${what} is not valid.\n${problems.join('\n')}`);
}
