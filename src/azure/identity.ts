import * as v from 'valibot';
import { derive, type Observed } from './observed.ts';
import { formatResourceId, type ResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** A user-assigned managed identity. */
export interface UserAssignedIdentity {
  readonly principalId: string | undefined;
}

const userAssignedIdentity = v.object({ properties: v.object({ principalId: v.optional(v.string()) }) });

export async function readUserAssignedIdentity(
  arm: ResourceManager,
  id: ResourceId,
): Promise<Observed<UserAssignedIdentity>> {
  const identity = await arm.get({
    what: `the identity ${resourceName(id)}`,
    path: formatResourceId(id),
    apiVersion: '2023-01-31',
    shape: userAssignedIdentity,
  });
  return derive(identity, ({ properties }) => ({ principalId: properties.principalId }));
}
