import { randomUUID } from 'node:crypto';
import type { HttpResponse } from './http.ts';

interface Refusal {
  /** The number after `AADSTS`. */
  readonly code: number;
  readonly status: 400 | 401;
  /** OAuth 2.0 error. */
  readonly error: string;
  readonly text: string;
}

/** Entra refuses to issue a token. Texts and codes are those of the real service. */
export class TokenRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`AADSTS${refusal.code}: ${refusal.text}`);
    this.name = 'TokenRefused';
    this.refusal = refusal;
  }
}

/** The body that Entra's token endpoint answers a refused request with. */
export function entraError({ message, refusal }: TokenRefused, authority: string): HttpResponse {
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const trace = randomUUID();
  const correlation = randomUUID();
  return {
    status: refusal.status,
    headers: { 'x-ms-request-id': trace },
    body: {
      error: refusal.error,
      error_description: `${message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [refusal.code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `${authority}/error?code=${refusal.code}`,
    },
  };
}
