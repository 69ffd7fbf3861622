import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { entraError, TokenRefused } from './entra-errors.ts';
import { proveFederatedIdentity } from './entra-federation.ts';
import { decodedPath, type HttpRequest, type HttpResponse } from './http.ts';
import type { Application } from './scenario.ts';
import type { SigningKey } from './signing-key.ts';

/** What the token endpoint knows. Origins are without a slash at the end. */
export interface Directory {
  readonly authority: string;
  readonly resourceManager: string;
  readonly tenantId: string;
  readonly applications: readonly Application[];
  /** Signs access tokens. */
  readonly key: SigningKey;
  /** The one issuer whose keys are known: the embedded GitHub. */
  readonly github: { readonly issuer: string; readonly key: SigningKey };
}

/** Entra answers a client secret or a federated credential with tokens of this life. */
const lifetimeSeconds = 3599;

/** Entra: discovery documents, keys, and the token endpoint for client credentials. */
export async function handleEntra(directory: Directory, request: HttpRequest): Promise<HttpResponse> {
  const [, tenant = '', ...rest] = decodedPath(request.url).split('/');
  const route = `${request.method} ${rest.join('/')}`;
  if (route === 'GET discovery/instance') return { status: 200, body: instances(directory, request) };
  if (tenant.toLowerCase() !== directory.tenantId.toLowerCase())
    return refuse(directory, tenantNotFound(tenant));
  switch (route) {
    case 'GET v2.0/.well-known/openid-configuration':
      return { status: 200, body: configuration(directory) };
    case 'GET discovery/v2.0/keys':
      return { status: 200, body: { keys: [directory.key.publicJwk] } };
    case 'POST oauth2/v2.0/token':
      return answerTokenRequest(directory, request);
    default:
      return { status: 404 };
  }
}

async function answerTokenRequest(directory: Directory, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await issueToken(directory, new URLSearchParams(request.body));
  } catch (error) {
    if (error instanceof TokenRefused) return refuse(directory, error);
    throw error;
  }
}

function refuse(directory: Directory, error: TokenRefused): HttpResponse {
  return entraError(error, directory.authority);
}

async function issueToken(directory: Directory, form: URLSearchParams): Promise<HttpResponse> {
  const grant = parameter(form, 'grant_type');
  if (grant !== 'client_credentials') throw unsupportedGrant(grant);
  const clientId = parameter(form, 'client_id');
  const application = directory.applications.find(
    (known) => known.clientId.toLowerCase() === clientId.toLowerCase(),
  );
  if (!application) throw applicationNotFound(clientId, directory.tenantId);
  const audience = readScope(directory, parameter(form, 'scope'));
  await authenticate(directory, application, form);
  return {
    status: 200,
    principal: application.objectId,
    body: {
      token_type: 'Bearer',
      expires_in: lifetimeSeconds,
      ext_expires_in: lifetimeSeconds,
      access_token: await accessToken(directory, application, audience),
    },
  };
}

async function authenticate(
  directory: Directory,
  application: Application,
  form: URLSearchParams,
): Promise<void> {
  const assertion = form.get('client_assertion');
  if (assertion !== null) return proveFederatedIdentity(assertion, application, directory.github);
  const secret = form.get('client_secret');
  if (secret === null) throw credentialMissing();
  if (!application.clientSecrets.includes(secret)) throw invalidSecret(application);
}

/** The audience of the token asked for. Clients send one, two or no slashes before `.default`. */
function readScope(directory: Directory, scope: string): string {
  const asked =
    scope.split(' ').filter((name) => !['openid', 'profile', 'offline_access'].includes(name))[0] ?? '';
  const resource = /^(.*)\/\.default$/.exec(asked)?.[1];
  if (resource === undefined) throw scopeInvalid(asked);
  if (resource.replace(/\/+$/, '') !== directory.resourceManager)
    throw resourceNotFound(resource, directory.tenantId);
  return resource;
}

function accessToken(directory: Directory, application: Application, audience: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    aud: audience,
    iss: `${directory.authority}/${directory.tenantId}/`,
    iat: now,
    nbf: now,
    exp: now + lifetimeSeconds,
    appid: application.clientId,
    app_displayname: application.name,
    appidacr: '2',
    idp: `${directory.authority}/${directory.tenantId}/`,
    idtyp: 'app',
    oid: application.objectId,
    sub: application.objectId,
    tid: directory.tenantId,
    uti: randomUUID(),
    ver: '1.0',
  };
  const header = { typ: 'JWT', alg: 'RS256', kid: directory.key.id };
  return new SignJWT(claims).setProtectedHeader(header).sign(directory.key.privateKey);
}

function configuration({ authority, tenantId }: Directory) {
  const tenant = `${authority}/${tenantId}`;
  return {
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `${tenant}/v2.0`,
    request_uri_parameter_supported: false,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${tenant}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${tenant}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'tid',
      'ver',
      'at_hash',
      'c_hash',
      'email',
    ],
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(authority).host,
  };
}

function instances({ authority, tenantId }: Directory, request: HttpRequest) {
  const { host } = new URL(authority);
  const asked = request.url.searchParams.get('authorization_endpoint');
  return {
    tenant_discovery_endpoint: `${asked ? new URL(asked).origin : authority}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

function parameter(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  const text = `The request body must contain the following parameter: '${name}'.`;
  throw new TokenRefused({ code: 900144, status: 400, error: 'invalid_request', text });
}

function unsupportedGrant(grant: string): TokenRefused {
  const text = `The app requested an unsupported grant type '${grant}'.`;
  return new TokenRefused({ code: 70003, status: 400, error: 'unsupported_grant_type', text });
}

function tenantNotFound(tenant: string): TokenRefused {
  const text = `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`;
  return new TokenRefused({ code: 90002, status: 400, error: 'invalid_request', text });
}

const wrongTenant =
  'This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.';

function applicationNotFound(clientId: string, tenantId: string): TokenRefused {
  const text = `Application with identifier '${clientId}' was not found in the directory '${tenantId}'. ${wrongTenant}`;
  return new TokenRefused({ code: 700016, status: 400, error: 'unauthorized_client', text });
}

function resourceNotFound(resource: string, tenantId: string): TokenRefused {
  const text = `The resource principal named ${resource} was not found in the tenant named ${tenantId}. ${wrongTenant}`;
  return new TokenRefused({ code: 500011, status: 400, error: 'invalid_resource', text });
}

function scopeInvalid(scope: string): TokenRefused {
  const text = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
  return new TokenRefused({ code: 1002012, status: 400, error: 'invalid_scope', text });
}

function credentialMissing(): TokenRefused {
  const text = `'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.`;
  return new TokenRefused({ code: 7000216, status: 401, error: 'invalid_client', text });
}

function invalidSecret({ clientId }: Application): TokenRefused {
  const text = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`;
  return new TokenRefused({ code: 7000215, status: 401, error: 'invalid_client', text });
}
