import { apiVersions } from '../api-versions.ts';
import { type ResourceType, readable } from '../resource-type.ts';

/** Azure Arc-enabled Kubernetes. */
export const kubernetesTypes: readonly ResourceType[] = [
  readable('Microsoft.Kubernetes/connectedClusters', apiVersions.connectedClusters),
];
