import { errors, importJWK, jwtVerify } from 'jose';
import { type HttpRequest, header } from '../http.ts';
import type { SigningKey } from '../signing-key.ts';
import { Refused } from './errors.ts';

/** Who makes a request. */
export interface Principal {
  /** Object ID: what role assignments name. */
  readonly objectId: string;
  /** Application ID. */
  readonly clientId: string;
}

/** Whose tokens ARM accepts. Origins are without a slash at the end. */
export interface TokenAuthority {
  readonly authority: string;
  readonly resourceManager: string;
  readonly tenantId: string;
  readonly key: SigningKey;
}

/**
 * Verifies the access token of a request: signature, audience, issuer, times, tenant.
 * @throws Refused, 401 with the challenge and codes of ARM.
 */
export async function authenticate(request: HttpRequest, trusted: TokenAuthority): Promise<Principal> {
  const token = /^Bearer\s+(\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  if (token === undefined) {
    const message = "Authentication failed. The 'Authorization' header is missing.";
    throw challenge('AuthenticationFailed', message, trusted);
  }
  try {
    const { payload } = await jwtVerify(token, await importJWK(trusted.key.publicJwk), {
      algorithms: ['RS256'],
      issuer: `${trusted.authority}/${trusted.tenantId}/`,
      audience: [trusted.resourceManager, `${trusted.resourceManager}/`, `${trusted.resourceManager}//`],
    });
    return { objectId: String(payload['oid']), clientId: String(payload['appid']) };
  } catch (error) {
    throw tokenRefused(error, trusted);
  }
}

function tokenRefused(error: unknown, trusted: TokenAuthority): Refused {
  if (error instanceof errors.JWTExpired) {
    const expired = new Date(Number(error.payload.exp) * 1000).toISOString();
    const message = `The access token expiry UTC time '${expired}' is earlier than current UTC time '${new Date().toISOString()}'.`;
    return challenge('ExpiredAuthenticationToken', message, trusted);
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    const message = `The access token has been obtained for wrong audience or resource '${String(error.payload.aud)}'. It should exactly match with one of the allowed audiences '${trusted.resourceManager}/'.`;
    return challenge('InvalidAuthenticationTokenAudience', message, trusted);
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss') {
    const message = `The access token is from the wrong issuer '${String(error.payload.iss)}'. It must match the tenant '${trusted.authority}/${trusted.tenantId}/' associated with this subscription.`;
    return challenge('InvalidAuthenticationTokenTenant', message, trusted);
  }
  return challenge('InvalidAuthenticationToken', 'The access token is invalid.', trusted);
}

function challenge(code: string, message: string, { authority, tenantId }: TokenAuthority): Refused {
  const parameters = `authorization_uri="${authority}/${tenantId}", error="invalid_token", error_description="${message}"`;
  return new Refused(message, {
    status: 401,
    headers: { 'www-authenticate': `Bearer ${parameters}` },
    body: { error: { code, message } },
  });
}
