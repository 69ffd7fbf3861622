import type { Cluster, ClusterState } from './cluster.ts';
import { readCluster } from './cluster.ts';
import {
  type ComputeAnswer,
  type ComputeName,
  type LiveCompute,
  type ManagedIdentity,
  readCompute,
} from './compute.ts';
import { type Extension, readExtension } from './extension.ts';
import { readUserAssignedIdentity, type UserAssignedIdentity } from './identity.ts';
import type { Observed } from './observed.ts';
import { locateRelay, type Relay, type RelayLocation, readRelay } from './relay.ts';
import { formatResourceId, type ResourceId } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';
import {
  createRoleReader,
  type HeldRole,
  type Permission,
  type RoleReader,
  readOwnPermissions,
} from './roles.ts';
import { readTrustedAccess, type TrustedAccessBinding } from './trusted-access.ts';
import { readWorkspace, type Workspace, type WorkspaceName, workspaceId } from './workspace.ts';

/** What is looked at: one compute, where it is declared to be and what it is declared to attach. */
export interface Subject {
  readonly workspace: WorkspaceName;
  readonly name: string;
  readonly cluster: Cluster;
  readonly identity: ManagedIdentity;
  /** Where this run may have to put something right: its own permissions are read there. */
  readonly repairs: { readonly cluster: boolean; readonly relay: boolean };
}

/** Everything read from Azure before anything is decided. */
export interface Facts {
  readonly workspace: Observed<Workspace>;
  readonly compute: Observed<LiveCompute>;
  readonly cluster: Observed<ClusterState>;
  readonly extension: Observed<Extension>;
  /** Where the relay of an Arc-enabled cluster is to be, which can be known when the relay itself cannot be read. */
  readonly relayLocation: Observed<RelayLocation> | undefined;
  /** The relay of an Arc-enabled cluster; AKS has none. */
  readonly relay: Observed<Relay> | undefined;
  /** Roles of the workspace's user-assigned identity; a system-assigned one needs none. */
  readonly workspaceRoles: WorkspaceRoles | undefined;
  /** Who is let into an AKS cluster past local accounts; Azure Arc has no such bindings. */
  readonly trustedAccess: Observed<readonly TrustedAccessBinding[]> | undefined;
  /** What the signed-in identity may do where this run would write. */
  readonly ownPermissions: OwnPermissions;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
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

/** Read for the cluster and the relay only when something there is to be put right. */
export interface OwnPermissions {
  /** On the identity that the compute is to have, when it is a user-assigned one. */
  readonly onIdentity: Observed<readonly Permission[]> | undefined;
  readonly onWorkspace: Observed<readonly Permission[]>;
  readonly onCluster: Observed<readonly Permission[]> | undefined;
  readonly onRelay: Observed<readonly Permission[]> | undefined;
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
  const trustedAccess =
    subject.cluster.kind === 'aks' ? readTrustedAccess(arm, subject.cluster.id) : undefined;
  const ownPermissions = readPermissions(arm, subject, relayLocation);
  const facts = {
    trustedAccess,
    ownPermissions,
    observedAt: Date.now(),
    workspace,
    compute,
    cluster,
    extension,
    relayLocation,
    relay,
    workspaceRoles,
    computeIdentities,
  };
  return allProperties(facts);
}

/** What detaching needs to know: workspace and compute, and whether this run may. */
export type DetachFacts = Pick<Facts, 'workspace' | 'compute' | 'ownPermissions'>;

/** Reads what detaching needs to know. */
export function observeForDetach(arm: ResourceManager, compute: ComputeName): Promise<DetachFacts> {
  const onWorkspace = readOwnPermissions(arm, workspaceId(compute.workspace));
  return allProperties({
    workspace: readWorkspace(arm, compute.workspace),
    compute: readCompute(arm, compute),
    ownPermissions: allProperties({
      onIdentity: undefined,
      onWorkspace,
      onCluster: undefined,
      onRelay: undefined,
    }),
  });
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

/** Reads this run's own permissions, each place at once. */
function readPermissions(
  arm: ResourceManager,
  { workspace, cluster, identity, repairs }: Subject,
  relay: Promise<Observed<RelayLocation>> | undefined,
): Promise<OwnPermissions> {
  const onRelay = async () => {
    const there = await relay;
    return there?.state === 'found' ? readOwnPermissions(arm, there.value.namespaceId) : undefined;
  };
  const [used] = declaredIdentities(identity);
  return allProperties({
    onIdentity: used && readOwnPermissions(arm, formatResourceId(used)),
    onWorkspace: readOwnPermissions(arm, workspaceId(workspace)),
    onCluster: repairs.cluster ? readOwnPermissions(arm, formatResourceId(cluster.id)) : undefined,
    onRelay: repairs.relay ? onRelay() : undefined,
  });
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
