import type { ComputeDefinition, LiveCompute } from '../azure/compute.ts';
import { formatResourceId } from '../azure/resource-id.ts';
import type { Compute } from '../request/request.ts';
import { targetOf } from '../request/target.ts';

/**
 * What is written to bring a compute into its declared state. Over one that is there, whatever is not declared is
 * written as Azure has it: a PUT takes for removed what it does not find.
 */
export function definitionOf(
  compute: Compute,
  location: string | undefined,
  live: LiveCompute | undefined,
): ComputeDefinition {
  const tags = live || compute.tags ? { ...live?.tags, ...compute.tags } : undefined;
  return {
    location,
    resourceId: formatResourceId(targetOf(compute).id),
    identity: compute.identity ?? { type: 'None' },
    description: compute.description ?? live?.description,
    tags: tags && Object.keys(tags).length > 0 ? tags : undefined,
    replaces: live !== undefined,
    attaches: attachmentOf(compute, live),
  };
}

function attachmentOf(compute: Compute, live: LiveCompute | undefined): ComputeDefinition['attaches'] {
  if (compute.type === 'kubernetes') {
    const types = { ...live?.instanceTypes, ...compute.instanceTypes };
    const instanceTypes = Object.keys(types).length > 0 ? types : undefined;
    const defaultInstanceType = compute.defaultInstanceType ?? live?.defaultInstanceType;
    return { computeType: 'Kubernetes', namespace: compute.namespace, instanceTypes, defaultInstanceType };
  }
  const { port: sshPort, username, password, privateKey } = compute.ssh;
  return { computeType: 'VirtualMachine', sshPort, username, password, privateKey };
}
