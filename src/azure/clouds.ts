import * as v from 'valibot';
import { FailureError } from './failure.ts';
import { getJson } from './json.ts';

/** The endpoints of one Azure cloud. They belong together: a token for one cloud is worth nothing in another. */
export interface Cloud {
  /** Origin of Azure Resource Manager, without a slash at the end. */
  readonly resourceManager: string;
  /** Origin of the Entra authority. */
  readonly authority: string;
  /** OAuth scope of a token for Azure Resource Manager. */
  readonly scope: string;
  /** Origin of Azure Machine Learning studio. */
  readonly studio: string;
  /** Entra does not know a custom cloud's authority: it must not be asked about it. */
  readonly custom: boolean;
}

export const cloudNames = ['AzureCloud', 'AzureUSGovernment', 'AzureChinaCloud'] as const;
export type CloudName = (typeof cloudNames)[number];

export type CloudChoice =
  | { readonly kind: 'named'; readonly name: CloudName }
  | { readonly kind: 'described'; readonly metadataUrl: string };

/** AKS has trusted access in the public cloud only; what a described cloud has, its own answers tell. */
export const offersTrustedAccess = (choice: CloudChoice): boolean =>
  choice.kind === 'described' || choice.name === 'AzureCloud';

/** Source: the cloud environments of the Azure CLI (`az cloud list`) and Azure ML's documentation of sovereign clouds. */
const namedClouds: Readonly<Record<CloudName, Cloud>> = {
  AzureCloud: named('management.azure.com', 'login.microsoftonline.com', 'ml.azure.com'),
  AzureUSGovernment: named('management.usgovcloudapi.net', 'login.microsoftonline.us', 'ml.azure.us'),
  AzureChinaCloud: named('management.chinacloudapi.cn', 'login.chinacloudapi.cn', 'studio.ml.azure.cn'),
};

function named(resourceManager: string, authority: string, studio: string): Cloud {
  return {
    resourceManager: `https://${resourceManager}`,
    authority: `https://${authority}`,
    scope: `https://${resourceManager}/.default`,
    studio: `https://${studio}`,
    custom: false,
  };
}

/**
 * Finds a cloud's endpoints, asking the cloud itself when it is a described one.
 * @throws FailureError when the description cannot be read or lacks an endpoint.
 */
export async function resolveCloud(choice: CloudChoice, signal: AbortSignal): Promise<Cloud> {
  return choice.kind === 'named' ? namedClouds[choice.name] : describedCloud(choice.metadataUrl, signal);
}

const description = v.object({
  resourceManager: v.optional(v.string()),
  portal: v.optional(v.string()),
  authentication: v.object({ loginEndpoint: v.string(), audiences: v.array(v.string()) }),
});
type Description = v.InferOutput<typeof description>;

/** API 2022-09-01 answers one cloud, 2019-05-01 a list, older ones `loginEndpoint` and `audiences` of one. */
const descriptions = v.union([description, v.pipe(v.array(description), v.minLength(1))]);

async function describedCloud(metadataUrl: string, signal: AbortSignal): Promise<Cloud> {
  const operation = 'read the cloud described by ARM_CLOUD_METADATA_URL';
  const answer = await fetchJson(metadataUrl, operation, signal);
  const read = v.safeParse(descriptions, answer);
  const found = read.success ? chooseDescription(read.output, metadataUrl) : undefined;
  if (!found) {
    const message = `${metadataUrl} does not answer with the endpoints of a cloud (authentication.loginEndpoint, authentication.audiences).`;
    throw new FailureError({ operation, code: 'CloudMetadataInvalid', message, details: [] });
  }
  return cloudOf(found, metadataUrl);
}

/** A list holds the clouds that an endpoint knows: the one that it serves itself is meant. */
function chooseDescription(found: Description | Description[], metadataUrl: string): Description | undefined {
  if (!Array.isArray(found)) return found;
  const origin = new URL(metadataUrl).origin;
  return (
    found.find(({ resourceManager }) => resourceManager && URL.parse(resourceManager)?.origin === origin) ??
    found[0]
  );
}

function cloudOf({ resourceManager, portal, authentication }: Description, metadataUrl: string): Cloud {
  const origin = new URL(resourceManager ?? metadataUrl).origin;
  const audience = authentication.audiences[0] ?? origin;
  return {
    resourceManager: origin,
    authority: new URL(authentication.loginEndpoint).origin,
    scope: `${audience.replace(/\/$/, '')}/.default`,
    studio: studioBeside(portal),
    custom: true,
  };
}

/** Studio has no entry in a cloud's metadata; as azure-ai-ml does, its host is derived from the portal's. */
function studioBeside(portal: string | undefined): string {
  const host = (portal && URL.parse(portal)?.hostname) || 'portal.azure.com';
  return `https://ml.azure.${host.split('.').slice(2).join('.') || host}`;
}

async function fetchJson(url: string, operation: string, abortSignal: AbortSignal): Promise<unknown> {
  try {
    return await getJson(url, abortSignal);
  } catch (error) {
    if (abortSignal.aborted) throw error;
    const message = `${url}: ${error instanceof Error ? error.message : String(error)}`;
    throw new FailureError(
      { operation, code: 'CloudMetadataUnreadable', message, details: [] },
      { cause: error },
    );
  }
}
