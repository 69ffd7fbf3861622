import { readdirSync, readFileSync } from 'node:fs';
import type { LocalAzure } from '../local-azure/index.ts';
import { contosoIds, deployer, principalOf, subscriptionId, tenantId } from '../local-azure/scenarios.ts';

/** One run of the action, and how it is to end. */
export interface Story {
  /** Short, for the name of a file. */
  readonly name: string;
  readonly title: string;
  /** What is to be seen, a sentence or two. */
  readonly about: string;
  /** Subject of the job's OIDC token. */
  readonly subject: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What is checked out in the workspace folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** What happens in Azure before. */
  before?(azure: LocalAzure): void | Promise<void>;
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
}

const subject = 'repo:contoso/ml-platform:ref:refs/heads/main';

const signIn = {
  'client-id': deployer.clientId,
  'tenant-id': tenantId,
  'subscription-id': subscriptionId,
  'resource-group': 'rg-ml',
};

const aks = { ...signIn, 'workspace-name': 'ml-prod', name: 'gpu', 'resource-id': contosoIds.aks };
const arc = {
  ...signIn,
  'workspace-name': 'ml-edge',
  name: 'edge',
  'resource-id': contosoIds.arc,
  namespace: 'ml-jobs',
};

const fleet = { ...signIn, 'workspace-name': 'ml-prod', file: 'computes/*.yml' };

/** The files of demo/computes, as a repository has them, and a key as an earlier step writes one. */
const files = { ...computeFiles(), 'keys/workbench': 'This stands for a private key.\n' };

function computeFiles(): Record<string, string> {
  const folder = new URL('computes/', import.meta.url);
  const names = readdirSync(folder);
  return Object.fromEntries(
    names.map((name) => [`computes/${name}`, readFileSync(new URL(name, folder), 'utf8')]),
  );
}

/** Somebody attaches the cluster again behind the back of the repository, into another namespace. */
function drift({ state }: LocalAzure): void {
  const id = `${contosoIds.workspace}/computes/training`;
  const there = state.getResource(id);
  if (!there) throw new Error(`${id} is not there.`);
  const inner = there.properties['properties'];
  const moved = { ...(typeof inner === 'object' ? inner : {}), namespace: 'research' };
  state.putResource({ ...there, properties: { ...there.properties, properties: moved } });
}

/** What somebody with the right to do so does with the commands of the refusal. */
function assignRoles({ state }: LocalAzure): void {
  const { principalId } = principalOf(contosoIds.edgeIdentity);
  const relayNamespace = contosoIds.relay.slice(0, contosoIds.relay.indexOf('/hybridConnections'));
  state.assignRole({ principalId, role: 'Reader', scope: contosoIds.arc });
  state.assignRole({ principalId, role: 'Kubernetes Extension Contributor', scope: contosoIds.arc });
  state.assignRole({ principalId, role: 'Azure Relay Owner', scope: relayNamespace });
}

export const stories: readonly Story[] = [
  {
    name: 'attach-aks',
    title: 'An AKS cluster is attached',
    about:
      'The workspace ml-prod has a system-assigned identity, which needs no roles. The compute gpu is absent, so it is attached.',
    subject,
    inputs: aks,
    exitCode: 0,
    outputs: { action: 'create', changed: 'true', compliant: 'true', 'provisioning-state': 'Succeeded' },
  },
  {
    name: 'nothing-to-do',
    title: 'The second run finds nothing to do',
    about: 'Azure has what is declared, so nothing is written.',
    subject,
    inputs: aks,
    exitCode: 0,
    outputs: { action: 'none', changed: 'false', compliant: 'true', 'provisioning-state': 'Succeeded' },
  },
  {
    name: 'refused',
    title: 'An Arc cluster is refused while roles are missing',
    about:
      'The workspace ml-edge has a user-assigned identity without its roles on the cluster and on the relay. Attaching could not ' +
      'work, so nothing is written, and the commands that put it right are shown.',
    subject,
    inputs: arc,
    exitCode: 1,
    outputs: { action: 'create', changed: 'false', compliant: 'false', 'provisioning-state': 'Absent' },
  },
  {
    name: 'attach-arc',
    title: 'With the roles, the Arc cluster is attached',
    about: 'Somebody has run the commands. The same step now attaches the cluster.',
    subject,
    inputs: arc,
    before: assignRoles,
    exitCode: 0,
    outputs: { action: 'create', changed: 'true', compliant: 'true', 'provisioning-state': 'Succeeded' },
  },
  {
    name: 'fleet-plan',
    title: 'A fleet from files is planned on the pull request',
    about:
      'Three compute files, as `az ml compute attach --file` reads them, declare two namespaces of the cluster and a virtual machine. ' +
      'The plan says what attaching them would do, and writes nothing.',
    subject,
    files,
    inputs: { ...fleet, mode: 'plan' },
    exitCode: 0,
    outputs: { action: 'create', changed: 'false', 'provisioning-state': 'Absent' },
  },
  {
    name: 'fleet-attach',
    title: 'The fleet is attached',
    about: 'All three at once: what they share is read once, and one that failed would not stop the others.',
    subject,
    files,
    inputs: fleet,
    exitCode: 0,
    outputs: { action: 'create', changed: 'true', compliant: 'true', 'provisioning-state': 'Succeeded' },
  },
  {
    name: 'fleet-verify',
    title: 'A nightly verification finds a drift',
    about:
      'Somebody has attached the cluster again behind the back of the repository, into another namespace. The verification fails and ' +
      'shows both sides. It also warns of the compute gpu, which is attached and which no file declares.',
    subject,
    files,
    inputs: { ...fleet, mode: 'verify' },
    before: drift,
    exitCode: 1,
    outputs: { action: 'none', changed: 'false', compliant: 'true' },
  },
  {
    name: 'fleet-recreate',
    title: 'Attaching again mends it',
    about:
      'A namespace cannot be changed in place. With `recreate: when-different`, the one compute that differs is detached and attached ' +
      'again; the others are left alone.',
    subject,
    files,
    inputs: { ...fleet, recreate: 'when-different' },
    exitCode: 0,
    outputs: { action: 'none', changed: 'false', compliant: 'true' },
  },
  {
    name: 'fleet-detach',
    title: 'The fleet is detached',
    about: 'The computes go from the workspace; the cluster and the virtual machine stay.',
    subject,
    files,
    inputs: { ...fleet, mode: 'detach' },
    exitCode: 0,
    outputs: { action: 'detach', changed: 'true', compliant: 'true', 'provisioning-state': 'Absent' },
  },
];
