import * as v from 'valibot';
import type { Observed } from './observed.ts';
import { formatResourceId, type ResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** Which cluster is meant. */
export type Cluster =
  | { readonly kind: 'aks'; readonly id: ResourceId }
  | { readonly kind: 'arc'; readonly id: ResourceId };

/** What Azure says of a cluster. */
export type ClusterState = AksClusterState | ArcClusterState;

export interface AksClusterState {
  readonly kind: 'aks';
  readonly provisioningState: string;
  /** `Running` or `Stopped`. */
  readonly powerState: string | undefined;
}

export interface ArcClusterState {
  readonly kind: 'arc';
  readonly provisioningState: string;
  /** `Connected`, `Connecting`, `Offline` or `Expired`. */
  readonly connectivityStatus: string;
}

/** Azure's name for each kind of cluster, as people know it. */
export const clusterKindName = { aks: 'AKS', arc: 'Azure Arc-enabled' } as const;

/** Value of `az k8s-extension --cluster-type` for each kind of cluster. */
export const clusterTypeOption = { aks: 'managedClusters', arc: 'connectedClusters' } as const;

const aksCluster = v.pipe(
  v.object({
    properties: v.object({
      provisioningState: v.string(),
      powerState: v.nullish(v.object({ code: v.optional(v.string()) })),
    }),
  }),
  v.transform(
    ({ properties }): ClusterState => ({
      kind: 'aks',
      provisioningState: properties.provisioningState,
      powerState: properties.powerState?.code,
    }),
  ),
);

const arcCluster = v.pipe(
  v.object({
    properties: v.object({
      provisioningState: v.optional(v.string(), 'unknown'),
      connectivityStatus: v.optional(v.string(), 'unknown'),
    }),
  }),
  v.transform(({ properties }): ClusterState => ({ kind: 'arc', ...properties })),
);

export function readCluster(arm: ResourceManager, { kind, id }: Cluster): Promise<Observed<ClusterState>> {
  const what = `the ${clusterKindName[kind]} cluster ${resourceName(id)}`;
  const path = formatResourceId(id);
  switch (kind) {
    case 'aks':
      return arm.get({ what, path, apiVersion: '2024-09-01', shape: aksCluster });
    case 'arc':
      return arm.get({ what, path, apiVersion: '2024-01-01', shape: arcCluster });
  }
}
