import * as v from 'valibot';
import type { Cluster } from './cluster.ts';
import type { FailureDetail } from './failure.ts';
import { readErrorBody } from './failure.ts';
import { absent, found, type Observed } from './observed.ts';
import { formatResourceId, type ResourceId, resourceName } from './resource-id.ts';
import type { ResourceManager } from './resource-manager.ts';

/** The Azure Machine Learning extension on a cluster. */
export interface Extension {
  readonly name: string;
  readonly provisioningState: string;
  /** What Azure says went wrong: the extension's `errorInfo` and the `statuses` that are errors or warnings. */
  readonly problems: readonly FailureDetail[];
  /** Resource ID of the hybrid connection through which an Arc-enabled cluster is reached, when the extension names it. */
  readonly hybridConnectionId: string | undefined;
  readonly trainingEnabled: boolean;
  readonly inferenceEnabled: boolean;
  /** Endpoints answer over plain HTTP. */
  readonly insecureConnectionsAllowed: boolean;
}

export const extensionType = 'Microsoft.AzureML.Kubernetes';

export const extensionApiVersion = '2023-05-01';

/** Where the extensions of a cluster are. */
export const extensionsPath = (cluster: ResourceId): string =>
  `${formatResourceId(cluster)}/providers/Microsoft.KubernetesConfiguration/extensions`;

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
    hybridConnectionId: setting(properties.configurationSettings, 'relayserver.hybridConnectionResourceID'),
    trainingEnabled: isOn(properties.configurationSettings, 'enableTraining'),
    inferenceEnabled: isOn(properties.configurationSettings, 'enableInference'),
    insecureConnectionsAllowed: isOn(properties.configurationSettings, 'allowInsecureConnections'),
  })),
);

/** Finds the Azure Machine Learning extension, whatever its name, among a cluster's extensions. */
export async function readExtension(arm: ResourceManager, cluster: Cluster): Promise<Observed<Extension>> {
  const extensions = await arm.list({
    what: `the extensions of the cluster ${resourceName(cluster.id)}`,
    path: extensionsPath(cluster.id),
    apiVersion: extensionApiVersion,
    shape: extension,
  });
  if (extensions.state !== 'found') return extensions;
  const ours = extensions.value.find(
    (each) => each.extensionType.toLowerCase() === extensionType.toLowerCase(),
  );
  return ours ? found(ours) : absent;
}

type Settings = Readonly<Record<string, string | null | undefined>>;

/** Settings are written by many hands: their names compare without letter case, and `True` is as good as `true`. */
const setting = (settings: Settings, name: string): string | undefined =>
  Object.entries(settings).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] || undefined;

const isOn = (settings: Settings, name: string): boolean => setting(settings, name)?.toLowerCase() === 'true';

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
