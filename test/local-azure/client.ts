import tls from 'node:tls';
import { type LocalAzure, type Scenario, startLocalAzure } from '../../local-azure/index.ts';
import { deployer, tenantId } from '../../local-azure/scenarios.ts';

export const mainBranch = 'repo:contoso/ml-platform:ref:refs/heads/main';

/** Starts an Azure and trusts its certificate authority in this process. */
export async function start(scenario: Scenario): Promise<LocalAzure> {
  const azure = await startLocalAzure(scenario);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), azure.certificateAuthority]);
  return azure;
}

// biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what it takes the body for.
type Body = any;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** GitHub's OIDC token for a job, asked as `@actions/core` does. */
export async function idToken(
  azure: LocalAzure,
  claims: Readonly<Record<string, unknown>> = {},
  audience = 'api://AzureADTokenExchange',
): Promise<string> {
  const job = azure.jobVariables({ subject: mainBranch, claims });
  const url = `${job.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent(audience)}`;
  const { body } = await send(url, {
    headers: { authorization: `Bearer ${job.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` },
  });
  return body.value;
}

/** Asks Entra for a token; `form` replaces parameters of the good request. */
export async function requestToken(
  azure: LocalAzure,
  form: Readonly<Record<string, string>>,
  tenant = tenantId,
): Promise<Answer> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: deployer.clientId,
    scope: `${azure.endpoints.resourceManager}/.default`,
    ...form,
  });
  return send(`${azure.endpoints.authority}/${tenant}/oauth2/v2.0/token`, { method: 'POST', body });
}

export interface ArmClient {
  /** `path` is an ARM path, or a whole URL, which has its API version already. */
  request(method: string, path: string, apiVersion?: string, body?: unknown): Promise<Answer>;
  get(path: string, apiVersion?: string): Promise<Answer>;
  /** Polls an accepted operation until it is over. */
  finish(accepted: Answer): Promise<Answer>;
}

/** A client of ARM that is signed in as an application, through GitHub, or by a client secret. */
export async function signIn(azure: LocalAzure, clientId?: string, secret?: string): Promise<ArmClient> {
  const credential = secret ? { client_secret: secret } : { client_assertion: await idToken(azure) };
  const token = await requestToken(azure, { ...credential, ...(clientId && { client_id: clientId }) });
  const request: ArmClient['request'] = (method, path, apiVersion = '2024-10-01', body = undefined) => {
    const separator = path.includes('?') ? '&' : '?';
    const url = `${azure.endpoints.resourceManager}${path}${separator}api-version=${apiVersion}`;
    const headers = {
      authorization: `Bearer ${token.body.access_token}`,
      'content-type': 'application/json',
    };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return send(path.startsWith('https:') ? path : url, init);
  };
  const get: ArmClient['get'] = (path, apiVersion) => request('GET', path, apiVersion);
  return {
    request,
    get,
    finish: (accepted) => poll(get, accepted.headers.get('azure-asyncoperation') ?? ''),
  };
}

async function poll(get: ArmClient['get'], url: string): Promise<Answer> {
  const status = await get(url);
  if (status.body?.status !== 'InProgress') return status;
  await new Promise((resolve) => setTimeout(resolve, 20));
  return poll(get, url);
}
