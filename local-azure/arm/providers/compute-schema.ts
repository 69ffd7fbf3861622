import * as v from 'valibot';

export const computeType = 'Microsoft.MachineLearningServices/workspaces/computes';

const text = v.optional(v.nullable(v.string()));
const texts = v.record(v.string(), v.nullable(v.string()));

const instanceType = v.strictObject({
  nodeSelector: v.optional(v.nullable(v.record(v.string(), v.string()))),
  resources: v.optional(
    v.nullable(
      v.strictObject({ requests: v.optional(v.nullable(texts)), limits: v.optional(v.nullable(texts)) }),
    ),
  ),
});

const attached = {
  resourceId: v.string(),
  computeLocation: text,
  description: text,
  disableLocalAuth: v.optional(v.boolean()),
};

const kubernetes = v.strictObject({
  ...attached,
  computeType: v.literal('Kubernetes'),
  properties: v.optional(
    v.nullable(
      v.strictObject({
        relayConnectionString: text,
        serviceBusConnectionString: text,
        extensionPrincipalId: text,
        extensionInstanceReleaseTrain: text,
        vcName: text,
        namespace: text,
        defaultInstanceType: text,
        instanceTypes: v.optional(v.nullable(v.record(v.string(), instanceType))),
      }),
    ),
  ),
});

const virtualMachine = v.strictObject({
  ...attached,
  computeType: v.literal('VirtualMachine'),
  properties: v.strictObject({
    virtualMachineSize: text,
    sshPort: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))),
    notebookServerPort: v.optional(v.pipe(v.number(), v.integer())),
    address: text,
    administratorAccount: v.optional(
      v.nullable(
        v.strictObject({ username: text, password: text, publicKeyData: text, privateKeyData: text }),
      ),
    ),
    isNotebookInstanceCompute: v.optional(v.boolean()),
  }),
});

const identity = v.strictObject({
  type: v.picklist(['None', 'SystemAssigned', 'UserAssigned', 'SystemAssigned,UserAssigned']),
  userAssignedIdentities: v.optional(v.nullable(v.record(v.string(), v.nullable(v.strictObject({}))))),
});

const sku = v.strictObject({
  name: v.string(),
  tier: v.optional(v.picklist(['Free', 'Basic', 'Standard', 'Premium'])),
  size: text,
  family: text,
  capacity: v.optional(v.nullable(v.pipe(v.number(), v.integer()))),
});

/**
 * The body of a compute's PUT. Only what can be attached is modelled: Kubernetes clusters and virtual machines.
 * Read-only properties (`provisioningState`, `createdOn`, `id`, …) are not in it and so are refused.
 * Source: machineLearningServices.json, API versions 2022-10-01 to 2024-10-01.
 */
export const computeBody = v.strictObject({
  location: v.optional(v.string()),
  tags: v.optional(v.nullable(v.record(v.string(), v.string()))),
  sku: v.optional(v.nullable(sku)),
  identity: v.optional(v.nullable(identity)),
  properties: v.variant('computeType', [kubernetes, virtualMachine]),
});

export type ComputeBody = v.InferOutput<typeof computeBody>;
export type ComputeIdentity = v.InferOutput<typeof identity>;

/** The body of a compute's PATCH: scale settings, which only Azure ML's own clusters have. */
export const computePatch = v.strictObject({
  properties: v.optional(
    v.strictObject({
      properties: v.optional(
        v.strictObject({
          scaleSettings: v.optional(
            v.strictObject({
              maxNodeCount: v.pipe(v.number(), v.integer()),
              minNodeCount: v.optional(v.pipe(v.number(), v.integer())),
              nodeIdleTimeBeforeScaleDown: v.optional(v.string()),
            }),
          ),
        }),
      ),
    }),
  ),
});
