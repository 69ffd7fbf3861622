import type { HttpRequest, HttpResponse } from '../http.ts';
import type { Json } from '../json.ts';
import { type Address, isResource, parentOf, parseAddress } from './address.ts';
import type { Principal } from './authentication.ts';
import { refuse, resourceNotFound } from './errors.ts';
import { pageOf } from './paging.ts';
import type { Resource, State } from './state.ts';

/** An authenticated request, on its way to a resource provider. */
export interface ArmRequest {
  readonly http: HttpRequest;
  readonly address: Address;
  readonly apiVersion: string;
  readonly principal: Principal;
  readonly state: State;
  /** ARM's own origin, without a slash at the end. */
  readonly origin: string;
}

export type ArmHandler = (request: ArmRequest) => HttpResponse;

/**
 * A resource type and what can be done with it. The action that role assignments must grant follows from the type:
 * `{type}/read`, `/write`, `/delete` and `/{name}/action`.
 */
export interface ResourceType {
  readonly type: string;
  readonly apiVersions: readonly string[];
  readonly get?: ArmHandler;
  readonly list?: ArmHandler;
  readonly put?: ArmHandler;
  readonly patch?: ArmHandler;
  readonly delete?: ArmHandler;
  readonly actions?: Readonly<Record<string, ArmHandler>>;
  /** Whether any signed-in principal may read it, without a role. */
  readonly isOpen?: (address: Address) => boolean;
}

type Present = (resource: Resource, request: ArmRequest) => Json;

/** A resource type that can be read and listed; what a GET shows of a resource is `present`'s to say. */
export function readable(
  type: string,
  apiVersions: readonly string[],
  present: Present = (resource) => resource,
): ResourceType & { readonly get: ArmHandler; readonly list: ArmHandler } {
  return {
    type,
    apiVersions,
    get: (request) => ({ status: 200, body: present(existing(request), request) }),
    list: (request) => {
      const parent = existingParent(request);
      const found = request.state.listResources(type, parent);
      return {
        status: 200,
        body: pageOf(
          found.map((resource) => present(resource, request)),
          request,
        ),
      };
    },
  };
}

/** @throws Refused with ResourceNotFound. */
export function existing({ state, address }: ArmRequest): Resource {
  const found = state.getResource(address.id);
  if (!found) throw resourceNotFound(address.type, address.names, address.resourceGroup);
  return found;
}

/**
 * The ID of the resource that the addressed one stands under, or of its resource group or subscription.
 * @throws Refused when the parent is a resource and does not exist.
 */
export function existingParent({ state, address, http }: ArmRequest): string {
  const parent = parentOf(address);
  const isContainer = !/\/providers\//i.test(parent);
  if (isContainer || state.getResource(parent)) return parent;
  const verb = http.method === 'GET' ? 'read' : 'write';
  throw refuse(
    404,
    'ParentResourceNotFound',
    `Failed to perform '${verb}' on resource(s) of type '${address.type.split('/').slice(1).join('/')}', because the parent resource '${parent}' could not be found.`,
  );
}

/** Parses the ID of a resource that a body names; undefined when it is not the ID of one resource. */
export function parseResourceId(id: string): Address | undefined {
  const address = id.startsWith('/') ? parseAddress(id) : undefined;
  return address?.resourceGroup !== undefined && isResource(address) ? address : undefined;
}
