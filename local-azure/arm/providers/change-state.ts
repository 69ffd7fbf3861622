import type { Operation } from '../operations.ts';
import type { Resource, State } from '../state.ts';

/** Starts an operation at whose end the resource has reached its final state, or is gone. */
export function changeState(state: State, { id }: Resource, to: 'Succeeded' | 'deleted'): Operation {
  return state.operations.start(id, state.scenario.provisioningMs, () => {
    const resource = state.getResource(id);
    if (to === 'deleted') state.deleteResource(id);
    else if (resource)
      state.putResource({ ...resource, properties: { ...resource.properties, provisioningState: to } });
    return { status: 'Succeeded' };
  });
}
