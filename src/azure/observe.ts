import type { Cluster, ClusterState } from './cluster.ts';
import { readCluster } from './cluster.ts';
import { type ComputeAnswer, type LiveCompute, type ManagedIdentity, readCompute } from './compute.ts';
import { type Extension, readExtension } from './extension.ts';
import { readUserAssignedIdentity, type UserAssignedIdentity } from './identity.ts';
import type { Observed } from './observed.ts';
import { locateRelay, type Relay, type RelayLocation, readRelay } from './relay.ts';
import { formatResourceId, type ResourceId } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';
import { createRoleReader, type HeldRole, type RoleReader } from './roles.ts';
import { readWorkspace, type Workspace, type WorkspaceName } from './workspace.ts';

/** What is looked at: one compute, where it is declared to be and what it is declared to attach. */
export interface Subject {
  readonly workspace: WorkspaceName;
  readonly name: string;
  readonly cluster: Cluster;
  readonly identity: ManagedIdentity;
}

/** Everything read from Azure before anything is decided. */
export interface Facts {
  readonly workspace: Observed<Workspace>;
  readonly compute: Observed<LiveCompute>;
  readonly cluster: Observed<ClusterState>;
  readonly extension: Observed<Extension>;
  /** The relay of an Arc-enabled cluster; AKS has none. */
  readonly relay: Observed<Relay> | undefined;
  /** Roles of the workspace's user-assigned identity; a system-assigned one needs none. */
  readonly workspaceRoles: WorkspaceRoles | undefined;
  readonly computeIdentities: readonly {
    readonly id: ResourceId;
    readonly identity: Observed<UserAssignedIdentity>;
  }[];
}

/** The roles of the workspace's identity on the cluster and, where there is a relay, on its namespace. */
export interface WorkspaceRoles {
  readonly onCluster: Observed<readonly HeldRole[]>;
  readonly onRelay: Observed<readonly HeldRole[]> | undefined;
}

/** Reads all facts, each once; what does not depend on another read is in flight together. */
export async function observe(arm: ResourceManager, subject: Subject): Promise<Facts> {
  const workspace = readWorkspace(arm, subject.workspace);
  const extension = readExtension(arm, subject.cluster);
  const relayLocation =
    subject.cluster.kind === 'arc'
      ? extension.then((it) => locateRelay(arm, subject.cluster, it))
      : undefined;
  const relay = relayLocation?.then((it) => readRelay(arm, it));
  const compute: Promise<ComputeAnswer> = readCompute(arm, subject);
  const cluster = readCluster(arm, subject.cluster);
  const workspaceRoles = readWorkspaceRoles(createRoleReader(arm), subject.cluster, workspace, relayLocation);
  const computeIdentities = Promise.all(
    declaredIdentities(subject.identity).map(async (id) => ({
      id,
      identity: await readUserAssignedIdentity(arm, id),
    })),
  );
  const facts = { workspace, compute, cluster, extension, relay, workspaceRoles, computeIdentities };
  return allProperties(facts);
}

async function readWorkspaceRoles(
  readRoles: RoleReader,
  cluster: Cluster,
  workspace: Promise<Observed<Workspace>>,
  relay: Promise<Observed<RelayLocation>> | undefined,
): Promise<WorkspaceRoles | undefined> {
  const principalId = principalOf(await workspace);
  if (!principalId) return undefined;
  const onRelay = relay?.then((it) =>
    it.state === 'found' ? readRoles(it.value.namespaceId, principalId) : undefined,
  );
  return allProperties({ onCluster: readRoles(formatResourceId(cluster.id), principalId), onRelay });
}

function principalOf(workspace: Observed<Workspace>): string | undefined {
  if (workspace.state !== 'found') return undefined;
  const { identity } = workspace.value;
  return identity.kind === 'user-assigned' ? identity.principalId : undefined;
}

const declaredIdentities = (identity: ManagedIdentity): readonly ResourceId[] =>
  identity.type === 'UserAssigned' ? identity.ids : [];

/** `Promise.all` for the properties of an object. */
async function allProperties<T extends object>(promises: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const entries = await Promise.all(
    Object.entries(promises).map(async ([key, value]) => [key, await value] as const),
  );
  return Object.fromEntries(entries) as { [K in keyof T]: Awaited<T[K]> };
}
