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
  readonly location: string | undefined;
  readonly provisioningState: string;
  /** `Running` or `Stopped`. */
  readonly powerState: string | undefined;
  /** Such as `1.36.2`. */
  readonly kubernetesVersion: string | undefined;
  /** As what the cluster acts in Azure; the older way is a service principal with a secret. */
  readonly identity: 'managed identity' | 'service principal' | undefined;
  readonly localAccountsDisabled: boolean;
  /** Only some addresses, or only a private network, reach the API server. */
  readonly apiServerRestricted: boolean;
}

export interface ArcClusterState {
  readonly kind: 'arc';
  readonly provisioningState: string;
  /** `Connected`, `Connecting`, `Offline` or `Expired`. */
  readonly connectivityStatus: string | undefined;
  readonly kubernetesVersion: string | undefined;
  /** When the certificate of the cluster's managed identity expires, in milliseconds since 1970. */
  readonly certificateExpiresAt: number | undefined;
}

/** Azure's name for each kind of cluster, as people know it. */
export const clusterKindName = { aks: 'AKS', arc: 'Azure Arc-enabled' } as const;

/** Value of `az k8s-extension --cluster-type` for each kind of cluster. */
export const clusterTypeOption = { aks: 'managedClusters', arc: 'connectedClusters' } as const;

const aksCluster = v.pipe(
  v.object({
    location: v.optional(v.string()),
    identity: v.nullish(v.object({ type: v.optional(v.string()) })),
    properties: v.object({
      provisioningState: v.string(),
      powerState: v.nullish(v.object({ code: v.optional(v.string()) })),
      kubernetesVersion: v.nullish(v.string()),
      currentKubernetesVersion: v.nullish(v.string()),
      servicePrincipalProfile: v.nullish(v.object({ clientId: v.optional(v.string()) })),
      disableLocalAccounts: v.nullish(v.boolean(), false),
      apiServerAccessProfile: v.nullish(
        v.object({
          authorizedIPRanges: v.nullish(v.array(v.string()), []),
          enablePrivateCluster: v.nullish(v.boolean(), false),
        }),
      ),
    }),
  }),
  v.transform(
    ({ location, identity, properties }): ClusterState => ({
      kind: 'aks',
      location,
      provisioningState: properties.provisioningState,
      powerState: properties.powerState?.code,
      kubernetesVersion: properties.currentKubernetesVersion || properties.kubernetesVersion || undefined,
      identity: identityKind(identity?.type, properties.servicePrincipalProfile?.clientId),
      localAccountsDisabled: properties.disableLocalAccounts,
      apiServerRestricted: isRestricted(properties.apiServerAccessProfile ?? undefined),
    }),
  ),
);

/** A cluster with a managed identity has `msi` in place of a service principal's client ID. */
function identityKind(type: string | undefined, clientId: string | undefined): AksClusterState['identity'] {
  if (clientId === 'msi' || /assigned/i.test(type ?? '')) return 'managed identity';
  return clientId ? 'service principal' : undefined;
}

const isRestricted = (
  profile: { authorizedIPRanges: readonly string[]; enablePrivateCluster: boolean } | undefined,
): boolean =>
  profile !== undefined && (profile.enablePrivateCluster || profile.authorizedIPRanges.length > 0);

const arcCluster = v.pipe(
  v.object({
    properties: v.object({
      provisioningState: v.optional(v.string(), 'unknown'),
      connectivityStatus: v.nullish(v.string()),
      kubernetesVersion: v.nullish(v.string()),
      managedIdentityCertificateExpirationTime: v.nullish(v.string()),
    }),
  }),
  v.transform(
    ({ properties }): ClusterState => ({
      kind: 'arc',
      provisioningState: properties.provisioningState,
      connectivityStatus: properties.connectivityStatus || undefined,
      kubernetesVersion: properties.kubernetesVersion || undefined,
      certificateExpiresAt: milliseconds(properties.managedIdentityCertificateExpirationTime),
    }),
  ),
);

function milliseconds(moment: string | null | undefined): number | undefined {
  const parsed = Date.parse(moment ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}

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
