import type { Cluster, ClusterState } from './cluster.ts';
import { readCluster } from './cluster.ts';
import type { LiveCompute, ManagedIdentity } from './compute.ts';
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
import { readVirtualMachine, type VirtualMachine, type VirtualMachineState } from './virtual-machine.ts';
import { readWorkspace, type Workspace, type WorkspaceName, workspaceId } from './workspace.ts';

/** What is looked at: one compute, where it is declared to be and what it is declared to attach. */
export interface Subject<T extends Cluster | VirtualMachine = Cluster | VirtualMachine> {
  readonly workspace: WorkspaceName;
  readonly target: T;
  readonly identity: ManagedIdentity | undefined;
  /** The compute itself, which is never shared between computes. */
  readonly compute: Promise<Observed<LiveCompute>>;
  /** Where this run may have to write: its own permissions are read there. */
  readonly writes: { readonly workspace: boolean; readonly cluster: boolean; readonly relay: boolean };
}

/** Everything read from Azure before anything is decided of a compute. */
export type Facts = ClusterFacts | MachineFacts;

interface AnyFacts {
  readonly workspace: Observed<Workspace>;
  readonly compute: Observed<LiveCompute>;
  /** What the signed-in identity may do where this run would write. */
  readonly ownPermissions: OwnPermissions;
  /** Milliseconds since 1970. */
  readonly observedAt: number;
  readonly computeIdentities: readonly {
    readonly id: ResourceId;
    readonly identity: Observed<UserAssignedIdentity>;
  }[];
}

/** Of a compute that is a Kubernetes cluster. */
export interface ClusterFacts extends AnyFacts {
  readonly kind: 'cluster';
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
}

/** Of a compute that is a virtual machine. */
export interface MachineFacts extends AnyFacts {
  readonly kind: 'machine';
  readonly machine: Observed<VirtualMachineState>;
}

/** The roles of the workspace's identity on the cluster and, where there is a relay, on its namespace. */
export interface WorkspaceRoles {
  readonly onCluster: Observed<readonly HeldRole[]>;
  readonly onRelay: Observed<readonly HeldRole[]> | undefined;
}

/** Read only where something may have to be written. */
export interface OwnPermissions {
  /** On the identity that the compute is to have, when it is a user-assigned one. */
  readonly onIdentity: Observed<readonly Permission[]> | undefined;
  readonly onWorkspace: Observed<readonly Permission[]> | undefined;
  readonly onCluster: Observed<readonly Permission[]> | undefined;
  readonly onRelay: Observed<readonly Permission[]> | undefined;
}

/** Reads all facts, each once; what does not depend on another read is in flight together. */
export const observe = (arm: ResourceManager, subject: Subject): Promise<Facts> =>
  subject.target.kind === 'vm'
    ? observeMachine(arm, { ...subject, target: subject.target })
    : observeCluster(arm, { ...subject, target: subject.target });

function observeCluster(arm: ResourceManager, subject: Subject<Cluster>): Promise<ClusterFacts> {
  const { target: cluster } = subject;
  const extension = readExtension(arm, cluster);
  const relayLocation =
    cluster.kind === 'arc' ? extension.then((it) => locateRelay(arm, cluster, it)) : undefined;
  const shared = readShared(arm, subject, relayLocation);
  return allProperties({
    ...shared,
    kind: 'cluster' as const,
    cluster: readCluster(arm, cluster),
    extension,
    relayLocation,
    relay: relayLocation?.then((it) => readRelay(arm, it)),
    workspaceRoles: readWorkspaceRoles(createRoleReader(arm), cluster, shared.workspace, relayLocation),
    trustedAccess: cluster.kind === 'aks' ? readTrustedAccess(arm, cluster.id) : undefined,
  });
}

const observeMachine = (arm: ResourceManager, subject: Subject<VirtualMachine>): Promise<MachineFacts> =>
  allProperties({
    ...readShared(arm, subject, undefined),
    kind: 'machine' as const,
    machine: readVirtualMachine(arm, subject.target),
  });

/** Reads what every type of compute needs. */
function readShared(
  arm: ResourceManager,
  subject: Subject,
  relayLocation: Promise<Observed<RelayLocation>> | undefined,
) {
  const identities = declaredIdentities(subject.identity).map(async (id) => ({
    id,
    identity: await readUserAssignedIdentity(arm, id),
  }));
  return {
    workspace: readWorkspace(arm, subject.workspace),
    compute: subject.compute,
    ownPermissions: readPermissions(arm, subject, relayLocation),
    observedAt: Date.now(),
    computeIdentities: Promise.all(identities),
  };
}

/** What detaching needs to know: workspace and compute, and whether this run may. */
export type DetachFacts = Pick<AnyFacts, 'workspace' | 'compute' | 'ownPermissions'>;

/** Reads what detaching needs to know. */
export function observeForDetach(
  arm: ResourceManager,
  workspace: WorkspaceName,
  compute: Promise<Observed<LiveCompute>>,
): Promise<DetachFacts> {
  return allProperties({
    workspace: readWorkspace(arm, workspace),
    compute,
    ownPermissions: allProperties({
      onIdentity: undefined,
      onWorkspace: readOwnPermissions(arm, workspaceId(workspace)),
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
  { workspace, target, identity, writes }: Subject,
  relay: Promise<Observed<RelayLocation>> | undefined,
): Promise<OwnPermissions> {
  const onRelay = async () => {
    const there = await relay;
    return there?.state === 'found' ? readOwnPermissions(arm, there.value.namespaceId) : undefined;
  };
  const [used] = declaredIdentities(identity);
  return allProperties({
    onIdentity: used && writes.workspace ? readOwnPermissions(arm, formatResourceId(used)) : undefined,
    onWorkspace: writes.workspace ? readOwnPermissions(arm, workspaceId(workspace)) : undefined,
    onCluster: writes.cluster ? readOwnPermissions(arm, formatResourceId(target.id)) : undefined,
    onRelay: writes.relay ? onRelay() : undefined,
  });
}

function principalOf(workspace: Observed<Workspace>): string | undefined {
  if (workspace.state !== 'found') return undefined;
  const { identity } = workspace.value;
  return identity.kind === 'user-assigned' ? identity.principalId : undefined;
}

const declaredIdentities = (identity: ManagedIdentity | undefined): readonly ResourceId[] =>
  identity?.type === 'UserAssigned' ? identity.ids : [];

/** `Promise.all` for the properties of an object. */
async function allProperties<T extends object>(promises: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const entries = await Promise.all(
    Object.entries(promises).map(async ([key, value]) => [key, await value] as const),
  );
  return Object.fromEntries(entries) as { [K in keyof T]: Awaited<T[K]> };
}
