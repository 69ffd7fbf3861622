import { apiVersions } from '../api-versions.ts';
import { type ResourceType, readable } from '../resource-type.ts';

/** Azure Relay, through which Azure ML reaches Arc-enabled clusters. */
export const relayTypes: readonly ResourceType[] = [
  readable('Microsoft.Relay/namespaces', apiVersions.relay),
  readable('Microsoft.Relay/namespaces/hybridConnections', apiVersions.relay),
];
