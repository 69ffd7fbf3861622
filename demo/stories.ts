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
];
