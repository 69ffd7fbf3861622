import * as v from 'valibot';
import type { CloudChoice, CloudName } from '../azure/clouds.ts';
import type { Cluster } from '../azure/cluster.ts';
import type { ManagedIdentity } from '../azure/compute.ts';
import type { ResourceId } from '../azure/resource-id.ts';
import {
  computeInputs,
  type InputName,
  type Inputs,
  inputDefaults,
  readDeclaration,
  runInputs,
} from './inputs.ts';
import type { Declaration, KubernetesCompute, Request } from './request.ts';

/** An input that cannot be used as it is. */
export interface InputProblem {
  readonly input: InputName;
  /** What was given; empty when nothing was. */
  readonly value: string;
  /** What is expected instead, with an example. */
  readonly expected: string;
}

/** The declaration, to be judged, with the whole request or with every problem that keeps it from being one. */
export type Reading =
  | { readonly ok: true; readonly declaration: Declaration; readonly request: Request }
  | { readonly ok: false; readonly declaration: Declaration; readonly problems: readonly InputProblem[] };

/** Variables of the job that say where things are. */
export interface Environment {
  readonly ARM_CLOUD_METADATA_URL?: string | undefined;
}

/** Reads the inputs into a request. Every problem is found, not only the first. */
export function readRequest(given: Inputs, environment: Environment): Reading {
  const inputs = withDefaults(given);
  const declaration = readDeclaration(inputs);
  const run = v.safeParse(runInputs, inputs);
  const compute = v.safeParse(computeInputs, inputs);
  if (run.success && compute.success && declaration.target && declaration.target.kind !== 'unusable') {
    return {
      ok: true,
      declaration,
      request: request(run.output, kubernetes(compute.output, declaration.target), environment),
    };
  }
  const issues = [...(run.issues ?? []), ...(compute.issues ?? [])];
  return { ok: false, declaration, problems: issues.map((issue) => problem(inputs, issue)) };
}

function withDefaults(given: Inputs): Inputs {
  const names = Object.keys(inputDefaults) as InputName[];
  return Object.fromEntries(names.map((name) => [name, given[name].trim() || inputDefaults[name]])) as Inputs;
}

function problem(inputs: Inputs, issue: v.BaseIssue<unknown>): InputProblem {
  const input = issue.path?.[0]?.key as InputName;
  return { input, value: inputs[input], expected: issue.message };
}

function request(
  run: v.InferOutput<typeof runInputs>,
  compute: KubernetesCompute,
  environment: Environment,
): Request {
  const { 'client-id': clientId, 'tenant-id': tenantId, audience } = run;
  return {
    mode: run.mode,
    signIn:
      clientId && tenantId ? { kind: 'github-oidc', clientId, tenantId, audience } : { kind: 'ambient' },
    cloud: cloudChoice(run.environment, environment.ARM_CLOUD_METADATA_URL),
    workspace: {
      subscriptionId: run['subscription-id'],
      resourceGroup: run['resource-group'],
      name: run['workspace-name'],
    },
    compute,
    recreate: run.recreate,
    wait: run.wait,
    timeoutMs: run.timeout * 60_000,
  };
}

const kubernetes = (given: v.InferOutput<typeof computeInputs>, cluster: Cluster): KubernetesCompute => ({
  type: given.type,
  name: given.name,
  cluster,
  namespace: given.namespace,
  identity: managedIdentity(given['identity-type'], given['user-assigned-identities']),
});

function managedIdentity(
  type: ManagedIdentity['type'],
  [first, ...others]: readonly ResourceId[],
): ManagedIdentity {
  if (type !== 'UserAssigned') return { type };
  return first ? { type, ids: [first, ...others] } : { type: 'None' };
}

const cloudChoice = (name: CloudName, metadataUrl: string | undefined): CloudChoice =>
  metadataUrl ? { kind: 'described', metadataUrl } : { kind: 'named', name };
