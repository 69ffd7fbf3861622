import { randomUUID } from 'node:crypto';
import { decodedPath, type HttpRequest, type HttpResponse, header, query } from '../http.ts';
import { type Address, isResource, parentOf, parseAddress, sameId } from './address.ts';
import { authenticate, type Principal, type TokenAuthority } from './authentication.ts';
import { Refused, refuse } from './errors.ts';
import { describeCloud } from './metadata.ts';
import { resourceTypes } from './providers/index.ts';
import { isAllowed } from './rbac.ts';
import type { ArmHandler, ResourceType } from './resource-type.ts';
import type { State } from './state.ts';
import { createThrottle, kindOf, remainingHeader, type Throttle } from './throttling.ts';

/** Azure Resource Manager: authenticates, routes by resource type, authorises, and hands on to the provider. */
export function createResourceManager(state: State, trusted: TokenAuthority) {
  const { throttling } = state.scenario;
  const throttle = throttling && createThrottle(throttling);
  return async (request: HttpRequest): Promise<HttpResponse> => {
    const response = await answer(request, state, trusted, throttle);
    const unlimited = throttle ? {} : { [remainingHeader(kindOf(request))]: unlimitedTokens };
    const headers = { ...commonHeaders(request), ...unlimited, ...response.headers };
    return { ...response, headers };
  };
}

function answer(
  request: HttpRequest,
  state: State,
  trusted: TokenAuthority,
  throttle: Throttle | undefined,
): Promise<HttpResponse> {
  return orRefusal(async () => {
    if (/^\/+metadata\/endpoints\/?$/i.test(request.url.pathname)) return describeCloud(request, trusted);
    const principal = await authenticate(request, trusted);
    const remaining = throttle && takeToken(request, principal, throttle);
    const response = await orRefusal(() => ({
      ...dispatch(request, principal, state, trusted.resourceManager),
      principal: principal.objectId,
    }));
    return { ...response, headers: { ...remaining, ...response.headers } };
  });
}

async function orRefusal(answering: () => HttpResponse | Promise<HttpResponse>): Promise<HttpResponse> {
  try {
    return await answering();
  } catch (error) {
    if (error instanceof Refused) return error.response;
    throw error;
  }
}

/** Requests that are about no subscription draw on none. */
function takeToken(
  request: HttpRequest,
  { objectId }: Principal,
  throttle: Throttle,
): Record<string, string> | undefined {
  const subscriptionId = /^\/+subscriptions\/+([^/]+)/i.exec(decodedPath(request.url))?.[1];
  if (!subscriptionId) return undefined;
  const kind = kindOf(request);
  return { [remainingHeader(kind)]: String(throttle.take(kind, subscriptionId, objectId)) };
}

function dispatch(request: HttpRequest, principal: Principal, state: State, origin: string): HttpResponse {
  const address = parseAddress(decodedPath(request.url));
  if (!address)
    throw refuse(404, 'InvalidRequestUri', `The request path '${request.url.pathname}' is not a resource's.`);
  checkSubscription(address, state);
  const apiVersion = requiredApiVersion(request);
  const { type, handler, action } = findOperation(request.method, address);
  checkApiVersion(type, apiVersion, address);
  if (!(request.method === 'GET' && type.isOpen?.(address)))
    authorise(state, principal, action, scopeOf(address));
  checkResourceGroup(address, state);
  return handler({ http: request, address, apiVersion, principal, state, origin });
}

function checkSubscription({ subscriptionId }: Address, state: State): void {
  if (subscriptionId === undefined || state.subscriptions().some((known) => sameId(known, subscriptionId)))
    return;
  throw refuse(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
}

function checkResourceGroup({ subscriptionId, resourceGroup }: Address, state: State): void {
  if (resourceGroup === undefined) return;
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  if (state.resourceGroups().some((known) => sameId(known, id))) return;
  throw refuse(404, 'ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
}

function requiredApiVersion(request: HttpRequest): string {
  const version = query(request, 'api-version');
  if (version) return version;
  throw refuse(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );
}

interface Operation {
  readonly type: ResourceType;
  readonly handler: ArmHandler;
  /** What a role must grant. */
  readonly action: string;
}

function findOperation(method: string, address: Address): Operation {
  const name = address.type.slice(address.type.lastIndexOf('/') + 1);
  const owner = method === 'POST' ? findType(address.type.slice(0, -name.length - 1)) : undefined;
  const type = owner ?? findType(address.type) ?? unknownType(address);
  const [handler, verb] =
    method === 'POST' ? [actionOf(type, name), `${name}/action`] : methodOf(type, method, address);
  if (handler) return { type, handler, action: `${type.type}/${verb}` };
  throw refuse(405, 'MethodNotAllowed', `The HTTP method '${method}' is not supported for '${address.id}'.`);
}

function findType(name: string): ResourceType | undefined {
  return resourceTypes.find(({ type }) => sameId(type, name));
}

function actionOf({ actions = {} }: ResourceType, name: string): ArmHandler | undefined {
  return Object.entries(actions).find(([known]) => sameId(known, name))?.[1];
}

function methodOf(type: ResourceType, method: string, address: Address): [ArmHandler | undefined, string] {
  if (!isResource(address)) return [method === 'GET' ? type.list : undefined, 'read'];
  switch (method) {
    case 'GET':
      return [type.get, 'read'];
    case 'PUT':
      return [type.put, 'write'];
    case 'PATCH':
      return [type.patch, 'write'];
    case 'DELETE':
      return [type.delete, 'delete'];
    default:
      return [undefined, 'read'];
  }
}

function unknownType({ type }: Address): never {
  const [namespace = '', ...types] = type.split('/');
  if (!resourceTypes.some((known) => sameId(known.type.split('/')[0] ?? '', namespace))) {
    throw refuse(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`);
  }
  const message = `The resource type '${types.join('/')}' could not be found in the namespace '${namespace}'.`;
  throw refuse(404, 'InvalidResourceType', message);
}

function checkApiVersion({ apiVersions }: ResourceType, asked: string, { type }: Address): void {
  if (apiVersions.includes(asked.toLowerCase())) return;
  const [namespace = '', ...types] = type.split('/');
  const message = `The resource type '${types.join('/')}' could not be found in the namespace '${namespace}' for api version '${asked}'. The supported api-versions are '${apiVersions.join(',')}'.`;
  throw refuse(400, 'InvalidResourceType', message);
}

/** What a role must be held at: the resource itself, or what a list or an action belongs to. */
function scopeOf(address: Address): string {
  return isResource(address) ? address.id : parentOf(address);
}

function authorise(state: State, principal: Principal, action: string, scope: string): void {
  if (isAllowed(state, principal.objectId, action, scope)) return;
  throw refuse(
    403,
    'AuthorizationFailed',
    `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over scope '${scope || '/'}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

function commonHeaders(request: HttpRequest): Record<string, string> {
  const id = randomUUID();
  const clientRequestId = header(request, 'x-ms-client-request-id');
  const wantsIt = header(request, 'x-ms-return-client-request-id')?.toLowerCase() === 'true';
  return {
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': header(request, 'x-ms-correlation-request-id') ?? randomUUID(),
    'x-ms-routing-request-id': `WESTEUROPE:${new Date().toISOString().replace(/[-:.]/g, '').slice(0, 15)}Z:${id}`,
    ...(clientRequestId && wantsIt && { 'x-ms-client-request-id': clientRequestId }),
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  };
}

/** What is told to be left where requests are not limited. */
const unlimitedTokens = '249';
