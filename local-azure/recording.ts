import type { IncomingHttpHeaders } from 'node:http';
import type { Host, HttpRequest, HttpResponse } from './http.ts';
import { isJsonObject } from './json.ts';
import type { FaultEffect } from './scenario.ts';

/** One request and what was answered. `request` and `response` are what an OpenAPI validator takes. */
export interface Exchange {
  readonly host: Host;
  readonly request: {
    readonly method: string;
    readonly url: string;
    /** Without credentials: `authorization` is `Bearer <redacted>`. */
    readonly headers: IncomingHttpHeaders;
    /** JSON where the client sent JSON, the text otherwise; undefined when there was no body. */
    readonly body?: unknown;
  };
  /** Undefined when the connection was dropped before an answer. */
  readonly response?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Object ID of the principal on whose authority the request was answered. */
  readonly principal?: string;
  /** The fault that was injected. */
  readonly fault?: FaultEffect;
}

interface Happened {
  readonly host: Host;
  readonly request: HttpRequest;
  readonly response: HttpResponse | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly startedAt: number;
  readonly fault: FaultEffect | undefined;
}

const redacted = '<redacted>';

/**
 * Makes the record of a request that is over. Tokens, assertions, client secrets, and the passwords and private keys of
 * virtual machines stay out of it.
 */
export function recordExchange({ host, request, response, headers, startedAt, fault }: Happened): Exchange {
  const body = recordedBody(request);
  return {
    host,
    request: {
      method: request.method,
      url: request.url.href,
      headers: withoutCredentials(request.headers),
      ...(body !== undefined && { body }),
    },
    ...(response && {
      response: {
        status: response.status,
        headers,
        ...(response.body !== undefined && { body: withoutAccount(withoutToken(response.body)) }),
      },
    }),
    startedAt,
    finishedAt: Date.now(),
    ...(response?.principal !== undefined && { principal: response.principal }),
    ...(fault && { fault }),
  };
}

function withoutCredentials(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return headers.authorization === undefined ? headers : { ...headers, authorization: `Bearer ${redacted}` };
}

function recordedBody({ headers, body }: HttpRequest): unknown {
  if (body === '') return undefined;
  if (/^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? ''))
    return formWithoutSecrets(body);
  try {
    return withoutAccount(JSON.parse(body));
  } catch {
    return body;
  }
}

/**
 * A body without what Azure ML signs in to a virtual machine with: a PUT sends it, `listKeys` answers it. What Azure
 * would refuse, a name in another case or a value of another type, may be a secret all the same.
 */
function withoutAccount(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutAccount);
  if (!isJsonObject(body)) return body;
  const entries = Object.entries(body).map(([name, value]) => [
    name,
    secretNames.has(name.toLowerCase()) && (value ?? null) !== null ? redacted : withoutAccount(value),
  ]);
  return Object.fromEntries(entries);
}

const secretNames = new Set(['password', 'privatekeydata']);

function formWithoutSecrets(body: string): string {
  const form = new URLSearchParams(body);
  for (const name of ['client_secret', 'client_assertion']) if (form.has(name)) form.set(name, redacted);
  return form.toString();
}

function withoutToken(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  if ('access_token' in body) return { ...body, access_token: redacted };
  // What GitHub's OIDC endpoint answers.
  return 'count' in body && 'value' in body ? { ...body, value: redacted } : body;
}

/** The exchange as a line of NDJSON, in the shape that the OpenAPI validator reads. */
export function trafficLine({ request, response }: Exchange): string {
  return `${JSON.stringify({ request, response })}\n`;
}
