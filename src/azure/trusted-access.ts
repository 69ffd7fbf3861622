import * as v from 'valibot';
import type { Observed } from './observed.ts';
import { formatResourceId, type ResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** Lets a resource into an AKS cluster past local accounts and the limits of its API server. */
export interface TrustedAccessBinding {
  readonly name: string;
  /** Resource ID of whom it lets in. */
  readonly sourceResourceId: string;
  readonly roles: readonly string[];
  readonly provisioningState: string;
}

/** The role with which a workspace runs its workloads. */
export const workloadRole = 'Microsoft.MachineLearningServices/workspaces/mlworkload';

export const trustedAccessApiVersion = '2024-09-01';

const binding = v.pipe(
  v.object({
    name: v.optional(v.string(), ''),
    properties: v.object({
      sourceResourceId: v.string(),
      roles: v.array(v.string()),
      provisioningState: v.optional(v.string(), 'unknown'),
    }),
  }),
  v.transform(({ name, properties }): TrustedAccessBinding => ({ name, ...properties })),
);

export const trustedAccessPath = (cluster: ResourceId): string =>
  `${formatResourceId(cluster)}/trustedAccessRoleBindings`;

export const readTrustedAccess = (
  arm: ResourceManager,
  cluster: ResourceId,
): Promise<Observed<readonly TrustedAccessBinding[]>> =>
  arm.list({
    what: `the trusted access role bindings of the cluster ${resourceName(cluster)}`,
    path: trustedAccessPath(cluster),
    apiVersion: trustedAccessApiVersion,
    shape: binding,
  });
