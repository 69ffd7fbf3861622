import { compactVerify, decodeJwt, importJWK, type JWTPayload } from 'jose';
import { TokenRefused } from './entra-errors.ts';
import type { Application, FederatedCredential } from './scenario.ts';
import type { SigningKey } from './signing-key.ts';

/** An issuer and the key that its tokens are checked with. */
interface TrustedIssuer {
  readonly issuer: string;
  readonly key: SigningKey;
}

/**
 * Checks a token of another issuer against an application's federated credentials: issuer, audience and subject, each
 * exactly, then signature and times.
 * @throws TokenRefused with the AADSTS code that the real service answers.
 */
export async function proveFederatedIdentity(
  assertion: string,
  application: Application,
  trusted: TrustedIssuer,
): Promise<void> {
  const claims = readClaims(assertion);
  const credentials = application.federatedCredentials.map((known) => ({
    ...known,
    issuer: known.issuer ?? trusted.issuer,
  }));
  matchCredential(claims, credentials, application);
  await verifySignature(assertion, trusted);
  checkTimes(claims);
}

function readClaims(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    throw new TokenRefused({
      code: 50027,
      status: 400,
      error: 'invalid_request',
      text: 'JWT token is invalid or malformed.',
    });
  }
}

type Credential = FederatedCredential & { readonly issuer: string };

/** Narrows by issuer, then audience, then subject, so that the first one that matches nothing is what is reported. */
function matchCredential(
  claims: JWTPayload,
  credentials: readonly Credential[],
  application: Application,
): void {
  if (credentials.length === 0) throw noCredentials(application);
  const issuer = claims.iss ?? '';
  const ofIssuer = credentials.filter((known) => known.issuer === issuer);
  if (ofIssuer.length === 0) throw noMatch(700211, 'issuer', issuer);
  const audiences = [claims.aud ?? ''].flat();
  const forAudience = ofIssuer.filter((known) => audiences.includes(known.audience));
  if (forAudience.length === 0) throw noMatch(700212, 'audience', audiences.join(','));
  const subject = claims.sub ?? '';
  if (forAudience.some((known) => known.subject === subject)) return;
  const inOtherCase = forAudience.some((known) => known.subject.toLowerCase() === subject.toLowerCase());
  throw inOtherCase ? caseDiffers(subject) : noMatch(700213, 'subject', subject);
}

async function verifySignature(assertion: string, trusted: TrustedIssuer): Promise<void> {
  const key = await importJWK(trusted.key.publicJwk);
  try {
    await compactVerify(assertion, key, { algorithms: ['RS256'] });
  } catch {
    const text = `Client assertion failed signature validation. [Reason - The key was not found., Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app.]`;
    throw new TokenRefused({ code: 700027, status: 401, error: 'invalid_client', text });
  }
}

/** Seconds by which Entra lets clocks differ. */
const clockSkew = 300;

function checkTimes({ nbf = 0, exp = 0 }: JWTPayload): void {
  const now = Date.now() / 1000;
  if (now <= exp + clockSkew && now >= nbf - clockSkew) return;
  const text = `Client assertion is not within its valid time range. Current time: ${moment(now)}, assertion valid from ${moment(nbf)}, expiry time of assertion ${moment(exp)}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`;
  throw new TokenRefused({ code: 700024, status: 401, error: 'invalid_client', text });
}

function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

const advice =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion.';
const documentation = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';
const caseChange =
  'https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024';

function noMatch(code: number, claim: 'issuer' | 'audience' | 'subject', value: string): TokenRefused {
  const text = `No matching federated identity record found for presented assertion ${claim} '${value}'. ${advice} ${documentation}`;
  return new TokenRefused({ code, status: 401, error: 'invalid_client', text });
}

function caseDiffers(subject: string): TokenRefused {
  const text = `No matching federated identity record found for presented assertion subject '${subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${advice} See documentation at: ${documentation}. See breaking change notification and remediation at: ${caseChange}.`;
  return new TokenRefused({ code: 7002138, status: 401, error: 'invalid_client', text });
}

function noCredentials({ clientId, name }: Application): TokenRefused {
  const text = `The client '${clientId}'(${name}) has no configured federated identity credentials.`;
  return new TokenRefused({ code: 70025, status: 401, error: 'invalid_client', text });
}
