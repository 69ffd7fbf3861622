import * as v from 'valibot';

/** What an OIDC token says of itself; nobody has verified it, and its words may be hostile. */
export interface OidcClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

const payload = v.pipe(
  v.object({ iss: v.string(), sub: v.string(), aud: v.string() }),
  v.transform(({ iss, sub, aud }): OidcClaims => ({ issuer: iss, subject: sub, audience: aud })),
);

/** Reads the claims by which Entra looks for a federated credential; undefined when the token is not one of GitHub's. */
export function readOidcClaims(token: string): OidcClaims | undefined {
  const [, encoded = ''] = token.split('.');
  try {
    const read = v.safeParse(payload, JSON.parse(Buffer.from(encoded, 'base64url').toString()));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a subject names the repository by name and number, by name alone, or in a form of the owner's own. */
export type SubjectForm = 'immutable' | 'by name' | 'customized';

/**
 * Tells the form of a subject. Repositories created, renamed or transferred since 15 July 2026 have the immutable one,
 * `repo:OWNER@ID/REPOSITORY@ID:…`.
 */
export function subjectForm(subject: string): SubjectForm {
  if (/^repo:[^/@:]+@\d+\/[^/@:]+@\d+:/.test(subject)) return 'immutable';
  return /^repo:[^/@:]+\/[^/@:]+:/.test(subject) ? 'by name' : 'customized';
}
