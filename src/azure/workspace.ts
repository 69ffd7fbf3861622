import * as v from 'valibot';
import type { Observed } from './observed.ts';
import { sameId } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** Where a workspace is. */
export interface WorkspaceName {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

export interface Workspace {
  readonly location: string | undefined;
  readonly provisioningState: string;
  readonly identity: WorkspaceIdentity;
}

/** The identity with which a workspace reaches the clusters that are attached to it. */
export type WorkspaceIdentity =
  | { readonly kind: 'system-assigned' }
  | { readonly kind: 'user-assigned'; readonly id: string; readonly principalId: string | undefined }
  | { readonly kind: 'undetermined'; readonly because: string };

/** API version of workspaces and computes. */
export const machineLearningApiVersion = '2024-10-01';

export const workspaceId = ({ subscriptionId, resourceGroup, name }: WorkspaceName): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${name}`;

const managedIdentity = v.object({
  type: v.string(),
  userAssignedIdentities: v.nullish(
    v.record(v.string(), v.object({ principalId: v.optional(v.string()) })),
    {},
  ),
});

const workspace = v.pipe(
  v.object({
    location: v.optional(v.string()),
    identity: v.nullish(managedIdentity),
    properties: v.object({
      provisioningState: v.optional(v.string(), 'Succeeded'),
      primaryUserAssignedIdentity: v.nullish(v.string()),
    }),
  }),
  v.transform(
    ({ location, identity, properties }): Workspace => ({
      location,
      provisioningState: properties.provisioningState,
      identity: attachingIdentity(identity ?? undefined, properties.primaryUserAssignedIdentity || undefined),
    }),
  ),
);

export const readWorkspace = (arm: ResourceManager, name: WorkspaceName): Promise<Observed<Workspace>> =>
  arm.get({
    what: `the workspace ${name.name}`,
    path: workspaceId(name),
    apiVersion: machineLearningApiVersion,
    shape: workspace,
  });

/**
 * Tells which of its identities a workspace attaches with: the primary user-assigned one (the only one, when there is
 * one), else the system-assigned one. Identities beside a system-assigned one serve other ends unless one is primary.
 */
function attachingIdentity(
  identity: v.InferOutput<typeof managedIdentity> | undefined,
  primary: string | undefined,
): WorkspaceIdentity {
  const assigned = Object.entries(identity?.userAssignedIdentities ?? {});
  const type = identity?.type.toLowerCase() ?? 'none';
  const chosen = primary
    ? assigned.find(([id]) => sameId(id, primary))
    : type.includes('systemassigned')
      ? undefined
      : onlyOne(assigned);
  if (chosen) return { kind: 'user-assigned', id: chosen[0], principalId: chosen[1].principalId };
  if (primary)
    return { kind: 'undetermined', because: `its primary identity ${primary} is not assigned to it` };
  if (type.includes('systemassigned')) return { kind: 'system-assigned' };
  if (assigned.length > 1)
    return {
      kind: 'undetermined',
      because: `it has ${assigned.length} user-assigned identities and none is primary`,
    };
  return { kind: 'undetermined', because: 'it has no managed identity' };
}

const onlyOne = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);
