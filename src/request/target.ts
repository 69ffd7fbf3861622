import type { Cluster } from '../azure/cluster.ts';
import { formatResourceId, parseResourceId, type ResourceId, resourceType } from '../azure/resource-id.ts';
import type { VirtualMachine } from '../azure/virtual-machine.ts';
import type { Compute, ComputeType, Target, UnusableTarget } from './request.ts';

const aks = 'Microsoft.ContainerService/managedClusters';
const arc = 'Microsoft.Kubernetes/connectedClusters';
const machine = 'Microsoft.Compute/virtualMachines';

/** Reads the resource ID of what a type of compute attaches; one that names something else is kept with what is wrong. */
export function readTarget(text: string, type: ComputeType = 'kubernetes'): Target {
  const reading = parseResourceId(text);
  if (!reading.ok) return unusable(text, type, reading.problem);
  const named = resourceType(reading.id).toLowerCase();
  if (type === 'virtualmachine') {
    return named === machine.toLowerCase()
      ? { kind: 'vm', id: reading.id }
      : unusable(text, type, notMachine(reading.id, named));
  }
  if (named === aks.toLowerCase()) return { kind: 'aks', id: reading.id };
  if (named === arc.toLowerCase()) return { kind: 'arc', id: reading.id };
  return unusable(text, type, notCluster(reading.id, named));
}

const unusable = (text: string, type: ComputeType, problem: string): UnusableTarget => ({
  kind: 'unusable',
  type,
  text,
  problem,
});

function notCluster(id: ResourceId, type: string): string {
  if (type === machine.toLowerCase())
    return 'names a virtual machine, which is attached as type virtualmachine, not kubernetes';
  return (
    inside(id, type, [aks, arc], 'cluster') ??
    `names a resource of type ${resourceType(id)}, which is not a cluster`
  );
}

function notMachine(id: ResourceId, type: string): string {
  if ([aks, arc].some((cluster) => cluster.toLowerCase() === type))
    return 'names a cluster, which is attached as type kubernetes, not virtualmachine';
  return (
    inside(id, type, [machine], 'virtual machine') ??
    `names a resource of type ${resourceType(id)}, which is not a virtual machine`
  );
}

/** What to leave out, when the ID goes on below one of the types. */
function inside(id: ResourceId, type: string, outers: readonly string[], what: string): string | undefined {
  const [outermost] = id.path;
  if (!outermost || !outers.some((outer) => type.startsWith(`${outer.toLowerCase()}/`))) return undefined;
  return `names something inside a ${what}: leave out what follows ${formatResourceId({ ...id, path: [outermost] })}`;
}

/** What a compute attaches. */
export const targetOf = (compute: Compute): Cluster | VirtualMachine =>
  compute.type === 'kubernetes' ? compute.cluster : compute.machine;
