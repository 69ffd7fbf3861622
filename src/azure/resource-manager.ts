import type { TokenCredential } from '@azure/core-auth';
import { ServiceClient, type ServiceClientOptions } from '@azure/core-client';
import {
  createHttpHeaders,
  createPipelineRequest,
  isRestError,
  type PipelinePolicy,
  type PipelineResponse,
  redirectPolicyName,
} from '@azure/core-rest-pipeline';
import * as v from 'valibot';
import type { Cloud } from './clouds.ts';
import { type Failure, readErrorBody } from './failure.ts';
import { absent, found, type Observed } from './observed.ts';

/** The shape that a resource is read into: what is not named in it is ignored. */
export type Shape<T> = v.GenericSchema<unknown, T>;

/** A signed-in connection to Azure Resource Manager. */
export interface Connection {
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  /** Shared by every client of the run. */
  readonly pace: PipelinePolicy;
  /** Ends everything under way, at the run's deadline. */
  readonly signal: AbortSignal;
  /** Takes one line a request: method, path, status, duration, correlation ID. Never headers or bodies. */
  readonly debug: (line: string) => void;
}

/** What is read, in words that complete "Failed to read …"; where it is; and what is expected there. */
export interface Read<T> {
  readonly what: string;
  /** Path below the endpoint, a resource ID or a collection under one. */
  readonly path: string;
  readonly apiVersion: string;
  readonly shape: Shape<T>;
  readonly query?: Readonly<Record<string, string>>;
}

/** Reads of Azure Resource Manager. Transient errors are retried; a failed read is an answer, not an exception. */
export interface ResourceManager {
  get<T>(read: Read<T>): Promise<Observed<T> & { readonly retryAfterMs?: number }>;
  /** Reads every page of a collection; `shape` is that of one item. */
  list<T>(read: Read<T>): Promise<Observed<readonly T[]>>;
}

export function createResourceManager(connection: Connection): ResourceManager {
  const client = new ServiceClient(clientOptions(connection));
  addPolicies(client, connection);

  const send = (url: string): Promise<PipelineResponse> => {
    const headers = createHttpHeaders({ accept: 'application/json' });
    return client.sendRequest(createPipelineRequest({ url, headers, abortSignal: connection.signal }));
  };

  const read = async <T>(url: string, { what, shape }: Pick<Read<T>, 'what' | 'shape'>) => {
    try {
      const response = await send(url);
      const retryAfterMs = readRetryAfter(response);
      return { ...observe(what, shape, response), ...(retryAfterMs !== undefined && { retryAfterMs }) };
    } catch (error) {
      if (connection.signal.aborted) throw error;
      return { state: 'unreadable', failure: readFailure(`read ${what}`, error) } as const;
    }
  };

  const address = ({ path, apiVersion, query }: Omit<Read<unknown>, 'what' | 'shape'>): string => {
    const parameters = new URLSearchParams({ 'api-version': apiVersion, ...query });
    return `${connection.cloud.resourceManager}${encodePath(path)}?${parameters.toString().replaceAll('+', '%20')}`;
  };

  const list = async <T>({ what, shape, ...where }: Read<T>): Promise<Observed<readonly T[]>> => {
    const page = v.object({ value: v.array(shape), nextLink: v.nullish(v.string()) });
    const items: T[] = [];
    for (let url: string | null | undefined = address(where); url; ) {
      if (!url.startsWith(`${connection.cloud.resourceManager}/`)) return foreignPage(what, url);
      const answer: Observed<v.InferOutput<typeof page>> = await read(url, { what, shape: page });
      if (answer.state !== 'found') return answer;
      items.push(...answer.value.value);
      url = answer.value.nextLink;
    }
    return found(items);
  };

  return { get: ({ what, shape, ...where }) => read(address(where), { what, shape }), list };
}

/** Makes each read once, however many ask for it; what it was then, it stays. */
export function remember(arm: ResourceManager): ResourceManager {
  const reads = new Map<string, Promise<Observed<unknown>>>();
  const once = <T>(
    kind: string,
    read: Read<unknown>,
    send: () => Promise<Observed<T>>,
  ): Promise<Observed<T>> => {
    const key = `${kind} ${read.path.toLowerCase()} ${JSON.stringify(read.query ?? {})}`;
    const reading = (reads.get(key) as Promise<Observed<T>> | undefined) ?? send();
    reads.set(key, reading);
    return reading;
  };
  return {
    get: (read) => once('get', read, () => arm.get(read)),
    list: (read) => once('list', read, () => arm.list(read)),
  };
}

/** A resource ID or a path below one as the path of a URL. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** Options shared by every client of Azure Resource Manager in this project. */
export function clientOptions({ cloud, credential }: Connection): ServiceClientOptions {
  return {
    endpoint: cloud.resourceManager,
    credential,
    credentialScopes: cloud.scope,
    userAgentOptions: { userAgentPrefix: 'attach-aml-compute' },
  };
}

/** Makes a client keep the run's pace, log its requests and never follow a redirect, which would carry the token to another host. */
export function addPolicies(client: Pick<ServiceClient, 'pipeline'>, connection: Connection): void {
  client.pipeline.removePolicy({ name: redirectPolicyName });
  client.pipeline.addPolicy(connection.pace, { afterPhase: 'Retry' });
  client.pipeline.addPolicy(requestLog(connection.debug), {
    afterPhase: 'Retry',
    afterPolicies: [connection.pace.name],
  });
}

function requestLog(debug: Connection['debug']): PipelinePolicy {
  return {
    name: 'requestLog',
    async sendRequest(request, next) {
      const started = performance.now();
      const line = (outcome: string) =>
        debug(
          `${request.method} ${new URL(request.url).pathname} ${outcome} ${Math.round(performance.now() - started)} ms`,
        );
      try {
        const response = await next(request);
        line(`${response.status} ${correlationIdOf(response) ?? ''}`);
        return response;
      } catch (error) {
        if (!request.abortSignal?.aborted) line(errorCode(error));
        throw error;
      }
    },
  };
}

/** A page on another host would be asked for with this cloud's token: it is not. */
function foreignPage(what: string, url: string): Observed<never> {
  const message = `The next page is said to be at ${url}, which is not Azure Resource Manager.`;
  return {
    state: 'unreadable',
    failure: { operation: `read ${what}`, code: 'ForeignNextLink', message, details: [] },
  };
}

function observe<T>(what: string, shape: Shape<T>, response: PipelineResponse): Observed<T> {
  if (response.status === 404) return absent;
  if (response.status !== 200)
    return { state: 'unreadable', failure: answerFailure(`read ${what}`, response) };
  const read = v.safeParse(shape, parseJson(response.bodyAsText));
  if (read.success) return found(read.output);
  const problems = read.issues
    .map((issue) => `${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`)
    .join('; ');
  return {
    state: 'unreadable',
    failure: failureOf(`read ${what}`, response, {
      code: 'UnexpectedAnswer',
      message: problems,
      details: [],
    }),
  };
}

/** Turns what a client of Azure Resource Manager throws into a failure with everything that the service said. */
export function readFailure(operation: string, error: unknown): Failure {
  if (isRestError(error) && error.response) return answerFailure(operation, error.response);
  return {
    operation,
    code: errorCode(error),
    message: error instanceof Error ? error.message : String(error),
    details: [],
  };
}

/** Turns an answer that is an error into a failure. */
export function answerFailure(operation: string, response: PipelineResponse): Failure {
  const body = parseJson(response.bodyAsText);
  const error = readErrorBody(body);
  const said = error.message || (response.bodyAsText ?? '').slice(0, 2_000) || 'The answer has no body.';
  return failureOf(operation, response, {
    ...error,
    code: error.code || `HTTP ${response.status}`,
    message: said,
  });
}

function failureOf(
  operation: string,
  response: PipelineResponse,
  error: Pick<Failure, 'code' | 'message' | 'details'>,
): Failure {
  const correlationId = correlationIdOf(response);
  return { operation, status: response.status, ...error, ...(correlationId && { correlationId }) };
}

const correlationIdOf = (response: PipelineResponse): string | undefined =>
  response.headers.get('x-ms-correlation-request-id') ?? response.headers.get('x-ms-request-id');

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'NoAnswer';

/** Milliseconds that the service asks to wait: `Retry-After` in seconds or as a date. */
export function readRetryAfter(response: Pick<PipelineResponse, 'headers'>): number | undefined {
  const value = response.headers.get('retry-after');
  if (!value) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function parseJson(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
