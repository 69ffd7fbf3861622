import { query } from '../../http.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import { apiVersions } from '../api-versions.ts';
import { type ArmRequest, type ResourceType, readable } from '../resource-type.ts';
import type { Resource } from '../state.ts';

export const virtualMachineTypes: readonly ResourceType[] = [
  readable('Microsoft.Compute/virtualMachines', apiVersions.virtualMachines, present),
];

/** The instance view, which says whether the machine runs, is shown only to those who ask for it. */
function present(machine: Resource, { http }: ArmRequest): JsonObject {
  const expands = query(http, '$expand')?.toLowerCase() === 'instanceview';
  const { instanceView, ...properties } = machine.properties;
  return {
    ...machine,
    properties: expands && isJsonObject(instanceView) ? { ...properties, instanceView } : properties,
  };
}
