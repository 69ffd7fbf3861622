import type { LiveCompute, LiveIdentity, ManagedIdentity } from '../azure/compute.ts';
import { parseResourceId } from '../azure/resource-id.ts';
import { type Compute, type ComputeType, computeTypes, type Declaration, type Target } from './request.ts';
import { readTarget } from './target.ts';

/** The type of an attached compute; undefined for the computes that Azure ML itself makes, and for older kinds. */
export const attachedType = ({ computeType }: LiveCompute): ComputeType | undefined =>
  computeTypes.find((type) => type === computeType.toLowerCase());

/** Declares a compute just as it is attached, so that what it needs can be verified. Undefined: it cannot be worked on. */
export function declareAsAttached(
  live: LiveCompute,
  type: ComputeType,
): { readonly declaration: Declaration; readonly compute: Compute | undefined } {
  const target = readTarget(live.resourceId ?? '', type);
  const namespace = live.namespace ?? 'default';
  const declaration = { name: live.name, target, ...(type === 'kubernetes' && { namespace }) };
  return { declaration, compute: computeOf(live, target, namespace) };
}

function computeOf(live: LiveCompute, target: Target, namespace: string): Compute | undefined {
  const whatever = { description: undefined, tags: undefined };
  const compute = { name: live.name, identity: identityOf(live.identity), ...whatever };
  switch (target.kind) {
    case 'unusable':
      return undefined;
    case 'vm': {
      const ssh = {
        port: live.sshPort ?? 22,
        username: undefined,
        password: undefined,
        privateKey: undefined,
      };
      return { ...compute, type: 'virtualmachine', machine: target, ssh };
    }
    case 'aks':
    case 'arc': {
      const types = { instanceTypes: undefined, defaultInstanceType: undefined };
      return { ...compute, type: 'kubernetes', cluster: target, namespace, ...types };
    }
  }
}

/** Undefined for what cannot be declared, such as both kinds at once. */
function identityOf({ type, userAssigned }: LiveIdentity): ManagedIdentity | undefined {
  if (/^(none|systemassigned)$/i.test(type))
    return { type: /^none$/i.test(type) ? 'None' : 'SystemAssigned' };
  const [first, ...others] = userAssigned.flatMap(({ id }) => {
    const reading = parseResourceId(id);
    return reading.ok ? [reading.id] : [];
  });
  return first && /^userassigned$/i.test(type)
    ? { type: 'UserAssigned', ids: [first, ...others] }
    : undefined;
}
