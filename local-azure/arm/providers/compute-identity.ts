import { guidOf } from '../../guid.ts';
import { type JsonObject, stringAt } from '../../json.ts';
import type { State } from '../state.ts';
import type { ComputeIdentity } from './compute-schema.ts';

/** A compute's managed identity as Azure answers it: with the principals that it stands for. */
export function describeIdentity(identity: ComputeIdentity, computeId: string, state: State): JsonObject {
  const { type } = identity;
  return {
    type,
    ...(type.startsWith('SystemAssigned') && {
      principalId: guidOf(computeId),
      tenantId: state.scenario.tenantId,
    }),
    ...(type.endsWith('UserAssigned') && { userAssignedIdentities: describeUserAssigned(identity, state) }),
  };
}

function describeUserAssigned({ userAssignedIdentities }: ComputeIdentity, state: State): JsonObject {
  const ids = Object.keys(userAssignedIdentities ?? {});
  return Object.fromEntries(ids.map((id) => [id, principalOf(id, state)]));
}

function principalOf(id: string, state: State): JsonObject {
  const identity = state.getResource(id);
  const principalId = stringAt(identity, 'properties', 'principalId');
  const clientId = stringAt(identity, 'properties', 'clientId');
  return { ...(principalId && { principalId }), ...(clientId && { clientId }) };
}
