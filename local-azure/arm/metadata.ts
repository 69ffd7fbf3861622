import { type HttpRequest, type HttpResponse, query } from '../http.ts';
import type { JsonObject } from '../json.ts';
import { refuse } from './errors.ts';

/** The name by which clients select this cloud (`MLClient(…, cloud='LocalAzure')`). */
export const cloudName = 'LocalAzure';

interface Origins {
  readonly authority: string;
  readonly resourceManager: string;
}

/** The endpoints of this cloud, in the three shapes that ARM's metadata endpoint has had. */
export function describeCloud(request: HttpRequest, origins: Origins): HttpResponse {
  switch (query(request, 'api-version')) {
    case undefined:
      throw refuse(
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      );
    case '2015-01-01':
    case '2018-05-01':
      return { status: 200, body: firstShape(origins) };
    case '2019-05-01':
    case '2020-06-01':
      return { status: 200, body: [cloud(origins)] };
    default:
      return { status: 200, body: cloud(origins) };
  }
}

function authentication({ authority, resourceManager }: Origins) {
  return { loginEndpoint: authority, audiences: [resourceManager, `${resourceManager}/`] };
}

function firstShape(origins: Origins): JsonObject {
  return {
    galleryEndpoint: 'https://gallery.local-azure.invalid/',
    graphEndpoint: 'https://graph.local-azure.invalid/',
    portalEndpoint: 'https://portal.local-azure.invalid/',
    authentication: authentication(origins),
  };
}

/** Everything but sign-in and ARM has a name that can never be resolved, so that no client reaches the real Azure. */
function cloud(origins: Origins): JsonObject {
  return {
    name: cloudName,
    portal: 'https://portal.local-azure.invalid',
    authentication: { ...authentication(origins), tenant: 'common', identityProvider: 'AAD' },
    resourceManager: `${origins.resourceManager}/`,
    graph: 'https://graph.local-azure.invalid/',
    graphAudience: 'https://graph.local-azure.invalid/',
    microsoftGraphResourceId: 'https://graph.local-azure.invalid/',
    media: 'https://rest.media.local-azure.invalid',
    batch: 'https://batch.local-azure.invalid/',
    gallery: 'https://gallery.local-azure.invalid/',
    sqlManagement: 'https://management.local-azure.invalid:8443/',
    activeDirectoryDataLake: 'https://datalake.local-azure.invalid/',
    logAnalyticsResourceId: 'https://api.loganalytics.local-azure.invalid',
    appInsightsResourceId: 'https://api.applicationinsights.local-azure.invalid',
    synapseAnalyticsResourceId: 'https://dev.synapse.local-azure.invalid',
    ossrDbmsResourceId: 'https://ossrdbms-aad.database.local-azure.invalid',
    vmImageAliasDoc: 'https://images.local-azure.invalid/aliases.json',
    suffixes: {
      storage: 'core.local-azure.invalid',
      keyVaultDns: 'vault.local-azure.invalid',
      mhsmDns: 'managedhsm.local-azure.invalid',
      acrLoginServer: 'registry.local-azure.invalid',
      sqlServerHostname: 'database.local-azure.invalid',
      mysqlServerEndpoint: 'mysql.local-azure.invalid',
      postgresqlServerEndpoint: 'postgres.local-azure.invalid',
      mariadbServerEndpoint: 'mariadb.local-azure.invalid',
      storageSyncEndpointSuffix: 'afs.local-azure.invalid',
      synapseAnalytics: 'dev.synapse.local-azure.invalid',
      attestationEndpoint: 'attest.local-azure.invalid',
      azureDataLakeStoreFileSystem: 'datalakestore.local-azure.invalid',
      azureDataLakeAnalyticsCatalogAndJob: 'datalakeanalytics.local-azure.invalid',
      azureFrontDoorEndpointSuffix: 'frontdoor.local-azure.invalid',
    },
  };
}
