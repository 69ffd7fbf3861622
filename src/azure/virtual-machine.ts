import * as v from 'valibot';
import type { Observed } from './observed.ts';
import { formatResourceId, type ResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** Which virtual machine is meant. */
export interface VirtualMachine {
  readonly kind: 'vm';
  readonly id: ResourceId;
}

/** What Azure says of a virtual machine. */
export interface VirtualMachineState {
  readonly provisioningState: string;
  /** Such as `running` or `deallocated`. */
  readonly powerState: string | undefined;
  /** `Linux` or `Windows`. */
  readonly osType: string | undefined;
}

const powerPrefix = 'PowerState/';

const virtualMachine = v.pipe(
  v.object({
    properties: v.object({
      provisioningState: v.optional(v.string(), 'unknown'),
      storageProfile: v.nullish(v.object({ osDisk: v.nullish(v.object({ osType: v.nullish(v.string()) })) })),
      instanceView: v.nullish(
        v.object({ statuses: v.nullish(v.array(v.object({ code: v.nullish(v.string(), '') })), []) }),
      ),
    }),
  }),
  v.transform(({ properties: { provisioningState, storageProfile, instanceView } }): VirtualMachineState => {
    const power = instanceView?.statuses.find(({ code }) => code.startsWith(powerPrefix));
    return {
      provisioningState,
      powerState: power?.code.slice(powerPrefix.length),
      osType: storageProfile?.osDisk?.osType ?? undefined,
    };
  }),
);

/** Reads a virtual machine together with whether it runs, which Azure tells only when asked for the instance view. */
export const readVirtualMachine = (
  arm: ResourceManager,
  { id }: VirtualMachine,
): Promise<Observed<VirtualMachineState>> =>
  arm.get({
    what: `the virtual machine ${resourceName(id)}`,
    path: formatResourceId(id),
    apiVersion: '2024-07-01',
    query: { $expand: 'instanceView' },
    shape: virtualMachine,
  });
