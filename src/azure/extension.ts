import * as v from 'valibot';
import type { Cluster } from './cluster.ts';
import type { FailureDetail } from './failure.ts';
import { readErrorBody } from './failure.ts';
import { derive, type Observed } from './observed.ts';
import { formatResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** The Azure Machine Learning extension on a cluster. */
export interface Extension {
  readonly name: string;
  readonly provisioningState: string;
  /** What Azure says went wrong: the extension's `errorInfo` and the `statuses` that are errors or warnings. */
  readonly problems: readonly FailureDetail[];
  /** Resource ID of the hybrid connection through which an Arc-enabled cluster is reached, when the extension names it. */
  readonly hybridConnectionId: string | undefined;
}

export const extensionType = 'Microsoft.AzureML.Kubernetes';

const status = v.object({
  code: v.nullish(v.string()),
  level: v.nullish(v.string()),
  displayStatus: v.nullish(v.string()),
  message: v.nullish(v.string()),
});

const extension = v.pipe(
  v.object({
    name: v.string(),
    properties: v.object({
      extensionType: v.optional(v.string(), ''),
      provisioningState: v.optional(v.string(), 'unknown'),
      errorInfo: v.nullish(v.unknown()),
      statuses: v.nullish(v.array(status), []),
      configurationSettings: v.nullish(v.record(v.string(), v.nullish(v.string())), {}),
    }),
  }),
  v.transform(({ name, properties }) => ({
    extensionType: properties.extensionType,
    name,
    provisioningState: properties.provisioningState,
    problems: [...errorInfo(properties.errorInfo), ...troubled(properties.statuses)],
    hybridConnectionId:
      properties.configurationSettings['relayserver.hybridConnectionResourceID'] || undefined,
  })),
);

/** Finds the Azure Machine Learning extension, whatever its name, among a cluster's extensions. */
export async function readExtension(arm: ResourceManager, cluster: Cluster): Promise<Observed<Extension>> {
  const extensions = await arm.list({
    what: `the extensions of the cluster ${resourceName(cluster.id)}`,
    path: `${formatResourceId(cluster.id)}/providers/Microsoft.KubernetesConfiguration/extensions`,
    apiVersion: '2023-05-01',
    shape: extension,
  });
  const ours = derive(extensions, (all) =>
    all.find((each) => each.extensionType.toLowerCase() === extensionType.toLowerCase()),
  );
  return ours.state !== 'found'
    ? ours
    : ours.value
      ? { state: 'found', value: ours.value }
      : { state: 'absent' };
}

function errorInfo(info: unknown): FailureDetail[] {
  const { code, message, details } = readErrorBody(info);
  return code || message ? [{ code, message }, ...details] : [...details];
}

const troubled = (statuses: readonly v.InferOutput<typeof status>[]): FailureDetail[] =>
  statuses
    .filter(({ level }) => level && level.toLowerCase() !== 'information')
    .map(({ code, displayStatus, message }) => ({
      code: code || displayStatus || '',
      message: message ?? '',
    }));
