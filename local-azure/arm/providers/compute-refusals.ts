import { stringAt } from '../../json.ts';
import { parentOf, sameId } from '../address.ts';
import { type MachineLearningProblem, type Refused, refuse, refuseMachineLearning } from '../errors.ts';
import { isAllowed } from '../rbac.ts';
import type { BodyProblem } from '../request-body.ts';
import { type ArmRequest, parseResourceId } from '../resource-type.ts';
import type { Resource } from '../state.ts';
import { type ComputeBody, computeType } from './compute-schema.ts';

/** Letters, digits and `-`, from 2 to 32, as Azure ML's documentation has it. */
export function checkName(request: ArmRequest): void {
  const name = request.address.names.at(-1) ?? '';
  if (/^[a-zA-Z][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]$/.test(name)) return;
  const message = `The specified compute name '${name}' is invalid. It must be 2 to 32 characters long, start with a letter, end with a letter or digit, and consist of letters, digits and '-'.`;
  throw problem(request, { status: 400, code: 'BadArgument', message, target: 'computeName' });
}

const targetTypes = {
  Kubernetes: ['Microsoft.ContainerService/managedClusters', 'Microsoft.Kubernetes/connectedClusters'],
  VirtualMachine: ['Microsoft.Compute/virtualMachines'],
} as const;

export function checkTarget(request: ArmRequest, { properties }: ComputeBody): void {
  const allowed = targetTypes[properties.computeType];
  const target = parseResourceId(properties.resourceId);
  if (target && allowed.some((known) => sameId(known, target.type))) return;
  const message = `The resource ID '${properties.resourceId}' is not valid for a compute of type '${properties.computeType}': ${allowed.join(' or ')} is expected.`;
  throw problem(request, { status: 400, code: 'BadArgument', message, target: 'properties.resourceId' });
}

/** Azure ML signs in to a virtual machine. */
export function checkWayIn(request: ArmRequest, { properties }: ComputeBody): void {
  if (properties.computeType !== 'VirtualMachine') return;
  const { username, password, privateKeyData } = properties.properties.administratorAccount ?? {};
  if (username && (password || privateKeyData)) return;
  const message =
    'The administrator account of a virtual machine needs a user name, and a password or a private key.';
  const target = 'properties.properties.administratorAccount';
  throw problem(request, { status: 400, code: 'BadArgument', message, target });
}

/** ARM's linked access check: whoever gives an identity to a resource must be allowed to assign it. */
export function checkIdentityAssignment(
  { state, address, principal }: ArmRequest,
  { identity }: ComputeBody,
): void {
  const assign = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  const ids = Object.keys(identity?.userAssignedIdentities ?? {});
  const refused = ids.filter((id) => !isAllowed(state, principal.objectId, assign, id));
  if (refused.length === 0) return;
  throw refuse(
    403,
    'LinkedAuthorizationFailed',
    `The client '${principal.clientId}' with object id '${principal.objectId}' has permission to perform action '${computeType}/write' on scope '${address.id}'; however, it does not have permission to perform action(s) '${assign}' on the linked scope(s) '${refused.join(',')}' (respectively) or the linked scope(s) are invalid.`,
  );
}

/** The wording is this project's: what Azure ML says to a write during a write is not documented. */
export function checkIdle(request: ArmRequest, compute: Resource | undefined): void {
  const state = stringAt(compute, 'properties', 'provisioningState') ?? '';
  if (!['Creating', 'Updating', 'Deleting'].includes(state)) return;
  const message = `The compute '${compute?.name}' cannot be changed while its provisioning state is '${state}'.`;
  throw problem(request, { status: 409, code: 'Conflict', message });
}

export function bodyRefused(
  request: ArmRequest,
  problems: readonly [BodyProblem, ...BodyProblem[]],
): Refused {
  const details = problems.map(({ path, message }) => ({ code: 'BadArgument', message, target: path }));
  const [first] = problems;
  const message = `The request is invalid. ${first.path}: ${first.message}`;
  return problem(request, { status: 400, code: 'BadArgument', message, target: first.path, details });
}

export function problem(request: ArmRequest, found: MachineLearningProblem): Refused {
  return refuseMachineLearning(found, workspaceLocation(request));
}

/** Azure ML's errors and operations name the region of the workspace. */
export function workspaceLocation({ state, address }: ArmRequest): string {
  return state.getResource(parentOf(address))?.location ?? 'global';
}
