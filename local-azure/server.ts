import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificates } from './certificates.ts';
import type { Faults } from './faults.ts';
import type { Handler, Host, HttpRequest, HttpResponse } from './http.ts';
import type { Json } from './json.ts';
import { type Exchange, recordExchange } from './recording.ts';
import type { FaultEffect } from './scenario.ts';

export interface Listener {
  /** E.g. `https://localhost:41233`, without a slash at the end. */
  readonly origin: string;
  /** Given once all origins are known, because the services name one another. */
  serve(handler: Handler): void;
  close(): Promise<void>;
}

interface ListenerOptions {
  readonly host: Host;
  readonly certificates: Certificates;
  readonly faults: Faults;
  readonly latencyMs: number;
  record(exchange: Exchange): void;
}

/** Listens with TLS on a free port of loopback. Every request is recorded, whatever becomes of it. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  let handler: Handler = () => ({ status: 503 });
  const server = createServer(options.certificates.server, (incoming, outgoing) => {
    answer(incoming, outgoing, options, handler).catch((error: Error) => outgoing.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    serve: (given) => {
      handler = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: ListenerOptions,
  handler: Handler,
): Promise<void> {
  const startedAt = Date.now();
  const request = await readRequest(incoming);
  const { host } = options;
  const fault = options.faults.strike(host, request);
  await pause(options.latencyMs);
  const response = await respond(request, handler, fault);
  const headers = response ? responseHeaders(response) : {};
  options.record(recordExchange({ host, request, response, headers, startedAt, fault }));
  if (!response) {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  send(outgoing, response, headers, fault !== undefined && 'truncate' in fault);
}

async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(`https://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Undefined when the connection is to be dropped without an answer. */
async function respond(
  request: HttpRequest,
  handler: Handler,
  fault: FaultEffect | undefined,
): Promise<HttpResponse | undefined> {
  if (fault === undefined || 'truncate' in fault) return handle(request, handler);
  if ('status' in fault) return { ...fault, headers: fault.headers ?? {}, body: fault.body as Json };
  if ('hangMs' in fault) {
    await pause(fault.hangMs);
    return undefined;
  }
  if ('delayMs' in fault) {
    await pause(fault.delayMs);
    return handle(request, handler);
  }
  if (fault.reset === 'after') await handle(request, handler);
  return undefined;
}

/** A mistake of the embedded Azure itself must look like one, and never hang a client. */
async function handle(request: HttpRequest, handler: Handler): Promise<HttpResponse> {
  try {
    return await handler(request);
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, body: { error: { code: 'LocalAzureInternalError', message } } };
  }
}

/** Waits without keeping the process alive. */
async function pause(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { ref: false });
}

function responseHeaders({ headers, body }: HttpResponse): Record<string, string> {
  const type = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  return {
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    ...type,
    date: new Date().toUTCString(),
    ...headers,
  };
}

function send(
  outgoing: ServerResponse,
  response: HttpResponse,
  headers: Record<string, string>,
  truncate: boolean,
): void {
  const body = response.body === undefined ? '' : JSON.stringify(response.body);
  const length = response.status === 204 ? {} : { 'content-length': Buffer.byteLength(body) };
  outgoing.writeHead(response.status, { ...headers, ...length });
  if (!truncate) {
    outgoing.end(body);
    return;
  }
  outgoing.write(body.slice(0, body.length / 2), () => outgoing.socket?.destroy());
}
