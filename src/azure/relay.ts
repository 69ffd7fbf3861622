import * as v from 'valibot';
import type { Cluster } from './cluster.ts';
import type { Extension } from './extension.ts';
import { absent, derive, found, type Observed } from './observed.ts';
import {
  formatResourceId,
  parentOf,
  parseResourceId,
  type ResourceId,
  resourceGroupId,
  resourceName,
} from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** The Azure Relay through which a workspace reaches an Arc-enabled cluster. */
export interface Relay {
  /** Resource ID of the namespace: the scope of the role that the workspace needs. */
  readonly namespaceId: string;
  /** The hybrid connection, when the extension names it. */
  readonly hybridConnection: { readonly id: string; readonly listenerCount: number | undefined } | undefined;
}

const apiVersion = '2024-01-01';

const hybridConnection = v.object({ properties: v.object({ listenerCount: v.nullish(v.number()) }) });
const namespace = v.object({ id: v.string() });

/** Where a relay is, which is known before it has been read. */
export interface RelayLocation {
  readonly namespaceId: string;
  readonly hybridConnection: ResourceId | undefined;
}

/**
 * Tells where the relay of an Arc-enabled cluster is: at the hybrid connection that its extension names, else in the only
 * relay namespace of the cluster's resource group. Without an extension there is none.
 */
export async function locateRelay(
  arm: ResourceManager,
  cluster: Cluster,
  extension: Observed<Extension>,
): Promise<Observed<RelayLocation>> {
  if (extension.state !== 'found') return extension;
  const named = parseResourceId(extension.value.hybridConnectionId ?? '');
  return named.ok
    ? found({ namespaceId: formatResourceId(parentOf(named.id)), hybridConnection: named.id })
    : locateBeside(arm, cluster);
}

/** Reads the relay at a location. */
export async function readRelay(
  arm: ResourceManager,
  location: Observed<RelayLocation>,
): Promise<Observed<Relay>> {
  if (location.state !== 'found') return location;
  const { namespaceId, hybridConnection: id } = location.value;
  if (!id) return found({ namespaceId, hybridConnection: undefined });
  const connection = await arm.get({
    what: `the relay connection ${resourceName(id)}`,
    path: formatResourceId(id),
    apiVersion,
    shape: hybridConnection,
  });
  return derive(connection, ({ properties }) => ({
    namespaceId,
    hybridConnection: { id: formatResourceId(id), listenerCount: properties.listenerCount ?? undefined },
  }));
}

async function locateBeside(arm: ResourceManager, cluster: Cluster): Promise<Observed<RelayLocation>> {
  const namespaces = await arm.list({
    what: `the relay namespaces of the resource group ${cluster.id.resourceGroup}`,
    path: `${resourceGroupId(cluster.id)}/providers/Microsoft.Relay/namespaces`,
    apiVersion,
    shape: namespace,
  });
  if (namespaces.state !== 'found') return namespaces;
  const [first, ...others] = namespaces.value;
  if (!first) return absent;
  if (others.length > 0) return ambiguous(cluster, namespaces.value.length);
  return found({ namespaceId: first.id, hybridConnection: undefined });
}

function ambiguous(cluster: Cluster, count: number): Observed<never> {
  const message = `The extension does not name its relay, and the resource group ${cluster.id.resourceGroup} has ${count} relay namespaces.`;
  return {
    state: 'unreadable',
    failure: {
      operation: `find the relay of the cluster ${resourceName(cluster.id)}`,
      code: 'RelayAmbiguous',
      message,
      details: [],
    },
  };
}
