import {
  AzureMachineLearningWorkspaces,
  type ComputeResource,
  type InstanceTypeSchema,
} from '@azure/arm-machinelearning';
import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import { type Failure, type FailureDetail, isTransient, readErrorBody } from './failure.ts';
import type { Observed } from './observed.ts';
import { formatResourceId, lastSegment, type ResourceId } from './resource-id.ts';
import {
  addPolicies,
  type Connection,
  clientOptions,
  type ResourceManager,
  readFailure,
  readRetryAfter,
} from './resource-manager.ts';
import { machineLearningApiVersion, type WorkspaceName, workspaceId } from './workspace.ts';

/** Where a compute is. */
export interface ComputeName {
  readonly workspace: WorkspaceName;
  readonly name: string;
}

/** A compute as Azure has it. */
export interface LiveCompute {
  readonly id: string;
  readonly name: string;
  /** `Kubernetes`, `VirtualMachine` or another of Azure's compute types. */
  readonly computeType: string;
  /** `Creating`, `Updating`, `Deleting`, `Succeeded`, `Failed`, `Canceled`, `Unknown`, or a state that is new to us. */
  readonly provisioningState: string;
  readonly provisioningErrors: readonly ProvisioningError[];
  /** Resource ID of the attached cluster or virtual machine. */
  readonly resourceId: string | undefined;
  readonly namespace: string | undefined;
  readonly instanceTypes: InstanceTypes;
  readonly defaultInstanceType: string | undefined;
  readonly sshPort: number | undefined;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly identity: LiveIdentity;
}

/** Instance types of a Kubernetes compute, by name. */
export type InstanceTypes = Readonly<Record<string, InstanceType>>;

/** The nodes on which workloads of an instance type run, and the resources that they have there. */
export interface InstanceType {
  /** Labels with their values. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly requests: Quantities;
  readonly limits: Quantities;
}

/** Quantities in Kubernetes' own terms, such as `500m`, by resource. */
export type Quantities = Readonly<Record<string, string>>;

export interface LiveIdentity {
  /** `None`, `SystemAssigned`, `UserAssigned` or `SystemAssigned,UserAssigned`. */
  readonly type: string;
  readonly userAssigned: readonly { readonly id: string; readonly principalId: string | undefined }[];
  /** Object ID of the identity that Azure uses: the system-assigned or the first user-assigned one. */
  readonly principalId: string | undefined;
}

export interface ProvisioningError extends FailureDetail {
  readonly details: readonly FailureDetail[];
}

/** A managed identity that a compute is to have. Azure uses only the first of several user-assigned ones. */
export type ManagedIdentity =
  | { readonly type: 'None' }
  | { readonly type: 'SystemAssigned' }
  | { readonly type: 'UserAssigned'; readonly ids: readonly [ResourceId, ...ResourceId[]] };

/** A compute to write, in the terms of Azure's API. */
export interface ComputeDefinition {
  readonly location: string | undefined;
  readonly resourceId: string;
  readonly identity: ManagedIdentity;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** True when a compute of this name is there and is to be changed. */
  readonly replaces: boolean;
  readonly attaches: KubernetesAttachment | VirtualMachineAttachment;
}

export interface KubernetesAttachment {
  readonly computeType: 'Kubernetes';
  readonly namespace: string;
  readonly instanceTypes: InstanceTypes | undefined;
  readonly defaultInstanceType: string | undefined;
}

export interface VirtualMachineAttachment {
  readonly computeType: 'VirtualMachine';
  readonly sshPort: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
}

/** What came of a write. Whether a lost one was carried out is settled by reading, not by writing again. */
export type WriteOutcome =
  | { readonly kind: 'accepted'; readonly retryAfterMs: number | undefined }
  | { readonly kind: 'refused'; readonly failure: Failure }
  /** Not carried out for now: throttled, or another operation holds the compute. */
  | { readonly kind: 'postponed'; readonly failure: Failure; readonly retryAfterMs: number | undefined }
  /** No answer, or one that says nothing of whether the write was carried out. */
  | { readonly kind: 'lost'; readonly failure: Failure; readonly retryAfterMs: number | undefined };

/** The writes to the computes of a workspace. Each is sent once. */
export interface ComputeWriter {
  put(name: ComputeName, compute: ComputeDefinition): Promise<WriteOutcome>;
  /** Detaches a compute and never touches the cluster itself. */
  detach(name: ComputeName): Promise<WriteOutcome>;
}

export const computeId = ({ workspace, name }: ComputeName): string =>
  `${workspaceId(workspace)}/computes/${name}`;

const identity = v.object({
  type: v.optional(v.string(), 'None'),
  principalId: v.nullish(v.string()),
  userAssignedIdentities: v.nullish(
    v.record(v.string(), v.nullish(v.object({ principalId: v.nullish(v.string()) }))),
    {},
  ),
});

/** Azure has a null for what is not there. */
const texts = v.pipe(
  v.nullish(v.record(v.string(), v.nullish(v.string())), {}),
  v.transform((given) =>
    Object.fromEntries(
      Object.entries(given).flatMap(([key, value]) => (value == null ? [] : [[key, value]])),
    ),
  ),
);
const instanceType = v.pipe(
  v.object({
    nodeSelector: texts,
    resources: v.nullish(v.object({ requests: texts, limits: texts })),
  }),
  v.transform(
    ({ nodeSelector, resources }): InstanceType => ({
      nodeSelector,
      requests: resources?.requests ?? {},
      limits: resources?.limits ?? {},
    }),
  ),
);

const kindProperties = v.object({
  namespace: v.nullish(v.string()),
  instanceTypes: v.nullish(v.record(v.string(), instanceType), {}),
  defaultInstanceType: v.nullish(v.string()),
  sshPort: v.nullish(v.number()),
});

const compute = v.pipe(
  v.object({
    id: v.string(),
    name: v.nullish(v.string()),
    tags: texts,
    identity: v.nullish(identity),
    properties: v.object({
      computeType: v.optional(v.string(), 'unknown'),
      provisioningState: v.optional(v.string(), 'Unknown'),
      provisioningErrors: v.nullish(v.array(v.unknown()), []),
      resourceId: v.nullish(v.string()),
      description: v.nullish(v.string()),
      properties: v.nullish(kindProperties),
    }),
  }),
  v.transform(
    ({ id, name, tags, identity, properties }): LiveCompute => ({
      id,
      name: name ?? lastSegment(id),
      computeType: properties.computeType,
      provisioningState: properties.provisioningState,
      provisioningErrors: properties.provisioningErrors.map(readErrorBody),
      resourceId: properties.resourceId ?? undefined,
      namespace: properties.properties?.namespace ?? undefined,
      instanceTypes: properties.properties?.instanceTypes ?? {},
      defaultInstanceType: properties.properties?.defaultInstanceType ?? undefined,
      sshPort: properties.properties?.sshPort ?? undefined,
      description: properties.description ?? undefined,
      tags,
      identity: liveIdentity(identity ?? undefined),
    }),
  ),
);

function liveIdentity(live: v.InferOutput<typeof identity> | undefined): LiveIdentity {
  const userAssigned = Object.entries(live?.userAssignedIdentities ?? {}).map(([id, value]) => ({
    id,
    principalId: value?.principalId ?? undefined,
  }));
  return {
    type: live?.type ?? 'None',
    userAssigned,
    principalId: live?.principalId ?? userAssigned[0]?.principalId,
  };
}

export type ComputeAnswer = Observed<LiveCompute> & { readonly retryAfterMs?: number };

export const readCompute = (arm: ResourceManager, name: ComputeName): Promise<ComputeAnswer> =>
  arm.get({
    what: `the compute ${name.name}`,
    path: computeId(name),
    apiVersion: machineLearningApiVersion,
    shape: compute,
  });

/** Reads every compute of a workspace. */
export const listComputes = (
  arm: ResourceManager,
  workspace: WorkspaceName,
): Promise<Observed<readonly LiveCompute[]>> =>
  arm.list({
    what: `the computes of the workspace ${workspace.name}`,
    path: `${workspaceId(workspace)}/computes`,
    apiVersion: machineLearningApiVersion,
    shape: compute,
  });

export function createComputeWriter(connection: Connection): ComputeWriter {
  const clientFor = (subscriptionId: string): AzureMachineLearningWorkspaces => {
    const options = {
      ...clientOptions(connection),
      apiVersion: machineLearningApiVersion,
      retryOptions: { maxRetries: 0 },
    };
    const client = new AzureMachineLearningWorkspaces(connection.credential, subscriptionId, options);
    addPolicies(client, connection);
    return client;
  };

  return {
    put({ workspace: { subscriptionId, resourceGroup, name: workspace }, name }, definition) {
      const { computeOperations } = clientFor(subscriptionId);
      return sendOnce(`attach the compute ${name}`, connection.signal, (options) =>
        computeOperations.beginCreateOrUpdate(
          resourceGroup,
          workspace,
          name,
          computeResource(definition),
          options,
        ),
      );
    },
    detach({ workspace: { subscriptionId, resourceGroup, name: workspace }, name }) {
      const { computeOperations } = clientFor(subscriptionId);
      return sendOnce(`detach the compute ${name}`, connection.signal, (options) =>
        computeOperations.beginDelete(resourceGroup, workspace, name, 'Detach', options),
      );
    },
  };
}

interface SendOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse: (response: PipelineResponse) => void;
}

/**
 * Sends one write and stops the client there. Its engine would go on to poll the operation, which drops provisioning
 * errors and calls a failed compute a success; the compute itself is waited for instead.
 */
async function sendOnce(
  operation: string,
  deadline: AbortSignal,
  begin: (options: SendOptions) => Promise<unknown>,
): Promise<WriteOutcome> {
  const answered = new AbortController();
  let answer: PipelineResponse | undefined;
  const onResponse = (response: PipelineResponse) => {
    answer = response;
    answered.abort();
  };
  try {
    await begin({ abortSignal: AbortSignal.any([deadline, answered.signal]), onResponse });
  } catch (error) {
    if (!answer && deadline.aborted) throw error;
    if (!answer || answer.status >= 300) return failedWrite(operation, error);
  }
  return { kind: 'accepted', retryAfterMs: answer && readRetryAfter(answer) };
}

function failedWrite(operation: string, error: unknown): WriteOutcome {
  const failure = readFailure(operation, error);
  const retryAfterMs = isRestError(error) && error.response ? readRetryAfter(error.response) : undefined;
  if (failure.status === 429 || failure.status === 409) return { kind: 'postponed', failure, retryAfterMs };
  return isTransient(failure) ? { kind: 'lost', failure, retryAfterMs } : { kind: 'refused', failure };
}

/** Without an identity nothing is said of it, as the Azure CLI does; only taking one away has to be said. */
function computeResource({
  location,
  resourceId,
  identity,
  description,
  tags,
  replaces,
  attaches,
}: ComputeDefinition): ComputeResource {
  const shared = { resourceId, ...(description !== undefined && { description }) };
  return {
    ...(location && { location }),
    ...(tags && { tags }),
    ...((identity.type !== 'None' || replaces) && { identity: managedServiceIdentity(identity) }),
    properties:
      attaches.computeType === 'Kubernetes'
        ? { ...shared, computeType: 'Kubernetes', properties: kubernetesProperties(attaches) }
        : { ...shared, computeType: 'VirtualMachine', properties: virtualMachineProperties(attaches) },
  };
}

const kubernetesProperties = ({ namespace, instanceTypes, defaultInstanceType }: KubernetesAttachment) => ({
  namespace,
  ...(instanceTypes && { instanceTypes: mapValues(instanceTypes, instanceTypeSchema) }),
  ...(defaultInstanceType && { defaultInstanceType }),
});

const virtualMachineProperties = ({ sshPort, username, password, privateKey }: VirtualMachineAttachment) => ({
  sshPort,
  administratorAccount: {
    ...(username && { username }),
    ...(password && { password }),
    ...(privateKey && { privateKeyData: privateKey }),
  },
});

/** What is empty is left out: Azure takes it for a default of its own then. */
const instanceTypeSchema = ({ nodeSelector, requests, limits }: InstanceType): InstanceTypeSchema => ({
  ...(notEmpty(nodeSelector) && { nodeSelector }),
  resources: { ...(notEmpty(requests) && { requests }), ...(notEmpty(limits) && { limits }) },
});

const notEmpty = (record: object): boolean => Object.keys(record).length > 0;

const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function managedServiceIdentity(identity: ManagedIdentity): NonNullable<ComputeResource['identity']> {
  if (identity.type !== 'UserAssigned') return { type: identity.type };
  const ids = identity.ids.map((id) => [formatResourceId(id), {}] as const);
  return { type: identity.type, userAssignedIdentities: Object.fromEntries(ids) };
}
