import type { AccessToken, TokenCredential } from '@azure/core-auth';
import {
  AzureCliCredential,
  ChainedTokenCredential,
  ClientAssertionCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import * as v from 'valibot';
import type { Cloud } from './clouds.ts';
import { FailureError } from './failure.ts';
import { getJson } from './json.ts';
import { type OidcClaims, readOidcClaims } from './oidc-claims.ts';

/** Whom to sign in as. */
export type SignIn =
  | {
      readonly kind: 'github-oidc';
      readonly clientId: string;
      readonly tenantId: string;
      readonly audience: string;
    }
  | { readonly kind: 'ambient' };

/** What signing in needs of the runner. */
export interface TokenSource {
  /** Asks GitHub's OIDC issuer for a fresh token, which lives five minutes. */
  idToken(audience: string): Promise<string>;
  /** Keeps a secret out of everything that the job prints from now on. */
  mask(secret: string): void;
}

/**
 * Signs in to Azure and proves it by getting a token, which later requests reuse.
 * @throws FailureError with the whole text of Entra or of GitHub when no token can be had.
 */
export async function signIn(
  as: SignIn,
  cloud: Cloud,
  source: TokenSource,
  signal: AbortSignal,
): Promise<TokenCredential> {
  const assertion = briefly(() => source.idToken(as.kind === 'github-oidc' ? as.audience : ''));
  // Asked for here, so that what GitHub says of a token that it does not give reaches the reader as it is.
  const presented = as.kind === 'github-oidc' ? readOidcClaims(await assertion()) : undefined;
  const credential = masked(createCredential(as, cloud, assertion), source);
  try {
    // Tokens for continuous access evaluation are cached apart; the clients ask for such ones.
    await credential.getToken(cloud.scope, { abortSignal: signal, enableCae: true });
    return credential;
  } catch (error) {
    if (signal.aborted) throw error;
    throw signInFailure(as, error, await whatEntraSays(as, cloud, error, signal), presented);
  }
}

function createCredential(as: SignIn, cloud: Cloud, assertion: () => Promise<string>): TokenCredential {
  const options = { authorityHost: cloud.authority, disableInstanceDiscovery: cloud.custom };
  switch (as.kind) {
    case 'github-oidc':
      return new ClientAssertionCredential(as.tenantId, as.clientId, assertion, options);
    case 'ambient':
      return new ChainedTokenCredential(...ambientCredentials(options));
  }
}

/**
 * The sign-ins that a job may already have, the most deliberate first. Managed identity comes last: a hosted runner is an
 * Azure VM without one, where asking takes seconds.
 */
function ambientCredentials(options: {
  authorityHost: string;
  disableInstanceDiscovery: boolean;
}): TokenCredential[] {
  const workloadIdentity = process.env['AZURE_FEDERATED_TOKEN_FILE']
    ? [new WorkloadIdentityCredential(options)]
    : [];
  const clientId = process.env['AZURE_CLIENT_ID'];
  const managedIdentity = new ManagedIdentityCredential(clientId ? { ...options, clientId } : options);
  return [new EnvironmentCredential(options), ...workloadIdentity, new AzureCliCredential(), managedIdentity];
}

const assertionLifetimeMs = 4 * 60_000;

/** Keeps an assertion for less than its five minutes of life: the credential asks twice for every token. */
function briefly(ask: () => Promise<string>): () => Promise<string> {
  let kept: { readonly assertion: Promise<string>; readonly until: number } | undefined;
  return () => {
    if (!kept || Date.now() >= kept.until) {
      kept = { assertion: ask(), until: Date.now() + assertionLifetimeMs };
      kept.assertion.catch(() => {
        kept = undefined;
      });
    }
    return kept.assertion;
  };
}

function masked(credential: TokenCredential, source: TokenSource): TokenCredential {
  let known: string | undefined;
  return {
    async getToken(scopes, options): Promise<AccessToken | null> {
      const token = await credential.getToken(scopes, options);
      if (token && token.token !== known) source.mask(token.token);
      known = token?.token;
      return token;
    },
  };
}

const refusal = v.object({ error_description: v.string() });

/** The client drops what Entra says of a tenant that there is not: Entra is asked once more, for its own words. */
async function whatEntraSays(
  as: SignIn,
  { authority }: Cloud,
  error: unknown,
  signal: AbortSignal,
): Promise<string> {
  const message = error instanceof Error ? error.message : String(error);
  if (as.kind === 'ambient' || !message.includes('endpoints_resolution_error')) return message;
  try {
    const url = `${authority}/${as.tenantId}/v2.0/.well-known/openid-configuration`;
    return v.parse(refusal, await getJson(url, signal)).error_description;
  } catch {
    return message;
  }
}

/** Entra's text is kept whole; its code and correlation ID are picked out of it for the report's headings. */
function signInFailure(
  as: SignIn,
  cause: unknown,
  message: string,
  presented: OidcClaims | undefined,
): FailureError {
  const correlationId = /Correlation ID: ([0-9a-f-]{36})/i.exec(message)?.[1];
  return new FailureError(
    {
      operation: as.kind === 'github-oidc' ? `sign in to Azure as ${as.clientId}` : 'sign in to Azure',
      code: /AADSTS\d+/.exec(message)?.[0] ?? 'SignInFailed',
      message,
      details: [],
      ...(correlationId && { correlationId }),
      ...(presented && { presented }),
      ...(as.kind === 'ambient' && { advice: ambientAdvice }),
    },
    { cause },
  );
}

const ambientAdvice =
  'Give client-id and tenant-id to sign in through GitHub, or sign the job in before this step, for example with azure/login.';
