import { createResourceManager } from './arm/router.ts';
import { createState, type Resource, type RoleAssignment } from './arm/state.ts';
import { makeCertificates } from './certificates.ts';
import { handleEntra } from './entra.ts';
import { createFaults } from './faults.ts';
import { createGitHubOidc, type Job } from './github-oidc.ts';
import type { Host } from './http.ts';
import type { Exchange } from './recording.ts';
import {
  type Fault,
  parseScenario,
  type Scenario,
  type ScenarioResource,
  type ScenarioRoleAssignment,
} from './scenario.ts';
import { listen } from './server.ts';
import { makeSigningKey } from './signing-key.ts';

export type { Resource, RoleAssignment } from './arm/state.ts';
export type { Job } from './github-oidc.ts';
export type { Exchange } from './recording.ts';
export type { Fault, Scenario, ScenarioResource, ScenarioRoleAssignment } from './scenario.ts';

/** What the runner gives a job that may ask for OIDC tokens, and what points its clients at this Azure. */
export interface JobVariables {
  readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
  readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  readonly ARM_CLOUD_METADATA_URL: string;
}

/** A look behind the scenes: what Azure holds, read and changed without a request. */
export interface StateHandle {
  /** Undefined when there is none. IDs are matched in any case. */
  getResource(id: string): Resource | undefined;
  /** Adds or replaces a resource as it is. */
  putResource(resource: ScenarioResource): Resource;
  deleteResource(id: string): void;
  assignRole(assignment: ScenarioRoleAssignment): RoleAssignment;
  roleAssignments(): readonly RoleAssignment[];
  addFault(fault: Fault): void;
}

export interface LocalAzure {
  /** Origins without a slash at the end, e.g. `https://localhost:41233`. */
  readonly endpoints: {
    readonly resourceManager: string;
    readonly authority: string;
    readonly github: string;
  };
  /** The certificate authority made at start, PEM. */
  readonly certificateAuthority: string;
  /** Every request answered so far, in the order in which they were over. It grows. */
  readonly traffic: readonly Exchange[];
  /** Of these, what was to change something in ARM: PUT, PATCH, POST and DELETE, whatever was answered. */
  writes(): Exchange[];
  jobVariables(job: Job): JobVariables;
  readonly state: StateHandle;
  /** Ends all connections. Nothing keeps the process alive afterwards. */
  close(): Promise<void>;
}

/**
 * Starts an Azure on loopback: Azure Resource Manager, Entra, and GitHub's OIDC issuer, each with TLS on a port of its own.
 * @throws Error that names every field of the scenario that is wrong.
 */
export async function startLocalAzure(given: Scenario): Promise<LocalAzure> {
  const scenario = parseScenario(given);
  const state = createState(scenario);
  const faults = createFaults(scenario.faults);
  const traffic: Exchange[] = [];
  const [certificates, entraKey, githubKey] = await Promise.all([
    makeCertificates(),
    makeSigningKey(),
    makeSigningKey(),
  ]);

  const open = (host: Host) =>
    listen({
      host,
      certificates,
      faults,
      latencyMs: scenario.latencyMs,
      record: (exchange) => traffic.push(exchange),
    });
  const [arm, entra, github] = await Promise.all([open('arm'), open('entra'), open('github')]);

  const { tenantId, applications } = scenario;
  const trusted = { authority: entra.origin, resourceManager: arm.origin, tenantId, key: entraKey };
  const oidc = createGitHubOidc(github.origin, githubKey);
  const directory = { ...trusted, applications, github: { issuer: github.origin, key: githubKey } };
  arm.serve(createResourceManager(state, trusted));
  entra.serve((request) => handleEntra(directory, request));
  github.serve(oidc.handle);

  return {
    endpoints: { resourceManager: arm.origin, authority: entra.origin, github: github.origin },
    certificateAuthority: certificates.authority,
    traffic,
    writes: () =>
      traffic.filter(
        ({ host, request }) => host === 'arm' && request.method !== 'GET' && request.method !== 'HEAD',
      ),
    jobVariables: (job) => ({
      ...oidc.admit(job),
      ARM_CLOUD_METADATA_URL: `${arm.origin}/metadata/endpoints?api-version=2019-05-01`,
    }),
    state: {
      getResource: state.getResource,
      putResource: state.putResource,
      deleteResource: state.deleteResource,
      assignRole: state.assignRole,
      roleAssignments: state.roleAssignments,
      addFault: faults.add,
    },
    close: async () => {
      await Promise.all([arm.close(), entra.close(), github.close()]);
    },
  };
}
