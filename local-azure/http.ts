import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from './json.ts';

/** One of the three services that the embedded Azure plays. */
export type Host = 'arm' | 'entra' | 'github';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** The body as it was sent; empty when there was none. */
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; absent: no body. */
  readonly body?: Json;
  /** Object ID of the principal on whose authority the request was answered. */
  readonly principal?: string;
}

export type Handler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** The path with its escapes undone; as it stands when they are malformed. */
export function decodedPath({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/** The value of a header that may be given only once. */
export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The value of a query parameter, whose name is matched in any case as Azure does. */
export function query(request: HttpRequest, name: string): string | undefined {
  for (const [key, value] of request.url.searchParams) {
    if (key.toLowerCase() === name.toLowerCase()) return value;
  }
  return undefined;
}
