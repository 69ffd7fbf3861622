import { formatResourceId, parseResourceId, type ResourceId, resourceType } from '../azure/resource-id.ts';
import type { Target } from './request.ts';

const aks = 'Microsoft.ContainerService/managedClusters';
const arc = 'Microsoft.Kubernetes/connectedClusters';

/** Reads the resource ID of a cluster; one that names something else is kept with what is wrong with it. */
export function readTarget(text: string): Target {
  const reading = parseResourceId(text);
  if (!reading.ok) return { kind: 'unusable', text, problem: reading.problem };
  const type = resourceType(reading.id).toLowerCase();
  if (type === aks.toLowerCase()) return { kind: 'aks', id: reading.id };
  if (type === arc.toLowerCase()) return { kind: 'arc', id: reading.id };
  return { kind: 'unusable', text, problem: misnamed(reading.id, type) };
}

function misnamed(id: ResourceId, type: string): string {
  const [outermost] = id.path;
  const outer = [aks, arc].find((cluster) => type.startsWith(`${cluster.toLowerCase()}/`));
  if (outer && outermost) {
    const cluster = formatResourceId({ ...id, path: [outermost] });
    return `names something inside a cluster: leave out what follows ${cluster}`;
  }
  if (type === 'microsoft.compute/virtualmachines')
    return 'names a virtual machine, which cannot be attached as type kubernetes';
  return `names a resource of type ${resourceType(id)}, which is not a cluster`;
}
