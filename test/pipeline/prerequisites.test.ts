import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario, ScenarioResource } from '../../local-azure/scenario.ts';
import {
  aksCluster,
  amlExtension,
  arcCluster,
  clusterGroup,
  contoso,
  contosoIds,
  deployer,
  mlGroup,
  principalOf,
  relay,
  subscriptionId,
  userAssignedIdentity,
  workspace,
} from '../../local-azure/scenarios.ts';
import type { Finding } from '../../src/checks/finding.ts';
import { checks } from '../../src/checks/index.ts';
import type { CheckId } from '../../src/request/request.ts';
import { arcInputs, type GivenInputs, runAction, startTrusted } from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const { aks, arc, edgeIdentity, edgeWorkspace } = contosoIds;
const { principalId } = principalOf(edgeIdentity);
const relayNamespace = contosoIds.relay.slice(0, contosoIds.relay.indexOf('/hybridConnections'));
const jobs = userAssignedIdentity({ name: 'id-jobs' });
const inference = userAssignedIdentity({ name: 'id-inference' });
const workloadRole = 'Microsoft.MachineLearningServices/workspaces/mlworkload';

const given: GivenInputs = {
  ...arcInputs,
  mode: 'plan',
  'identity-type': 'UserAssigned',
  'user-assigned-identities': jobs.id,
};
const clusters = { AKS: { ...given, name: 'gpu', 'resource-id': aks }, Arc: given } as const;
type ClusterKind = keyof typeof clusters;

/** A change of what there is. */
type Change = (scenario: Scenario) => Scenario;

/** Adds resources, in the place of those that have the same ID. */
const having =
  (...resources: ScenarioResource[]): Change =>
  (scenario) => ({
    ...scenario,
    resources: [
      ...(scenario.resources ?? []).filter(({ id }) => !resources.some((resource) => resource.id === id)),
      ...resources,
    ],
  });

/** Takes away every resource whose ID ends so. */
const lacking =
  (ending: string): Change =>
  (scenario) => ({ ...scenario, resources: scenario.resources?.filter(({ id }) => !id.endsWith(ending)) });

/** Gives a principal these roles and no others. */
const holding =
  (holder: string, ...held: { role: string; scope: string; condition?: string }[]): Change =>
  (scenario) => ({
    ...scenario,
    roleAssignments: [
      ...(scenario.roleAssignments ?? []).filter((each) => each.principalId !== holder),
      ...held.map((each) => ({ principalId: holder, ...each })),
    ],
  });

const both =
  (...changes: Change[]): Change =>
  (scenario) =>
    changes.reduce((changed, change) => change(changed), scenario);

const aksWith = (overrides: Record<string, unknown>) =>
  aksCluster({ name: 'aks-gpu', overrides: { disableLocalAccounts: true, ...overrides } });
const arcWith = (overrides: Record<string, unknown>) => arcCluster({ name: 'arc-edge', overrides });
const edgeWith = (overrides: Record<string, unknown>) =>
  workspace({ name: 'ml-edge', identity: { userAssigned: [edgeIdentity] }, overrides });

const binding = (name: string, sourceResourceId: string, provisioningState = 'Succeeded') => ({
  id: `${aks}/trustedAccessRoleBindings/${name}`,
  properties: { sourceResourceId, roles: [workloadRole], provisioningState },
});
const others = [1, 2, 3, 4, 5, 6, 7, 8].map((each) => binding(`other-${each}`, `${edgeWorkspace}-${each}`));

/** A workspace with a user-assigned identity, an AKS cluster without local accounts and an Arc-enabled one, all well. */
const healthy = (): Scenario =>
  both(
    having(aksWith({}), jobs, inference, binding('ml-edge', edgeWorkspace)),
    holding(
      principalId,
      { role: 'Contributor', scope: clusterGroup },
      { role: 'Azure Relay Owner', scope: relayNamespace },
    ),
  )(contoso());

async function findingsOf(scenario: Scenario, inputs: GivenInputs): Promise<readonly Finding[]> {
  azure = await startTrusted(scenario);
  const { report } = await runAction(azure, inputs);
  expect(azure.writes()).toEqual([]);
  return report.computes[0]?.findings ?? [];
}

const find = (findings: readonly Finding[], check: CheckId) => findings.find((each) => each.check === check);

const needingFacts = checks.filter(({ needs }) => needs === 'facts').map(({ id }) => id);

describe('all is well', () => {
  const notOf: Record<ClusterKind, readonly CheckId[]> = {
    AKS: ['relay'],
    Arc: ['same-subscription', 'cluster-identity', 'trusted-access'],
  };

  test.each<ClusterKind>(['AKS', 'Arc'])('with an %s cluster', async (kind) => {
    const findings = await findingsOf(healthy(), clusters[kind]);
    const read = findings.filter(({ check }) => needingFacts.includes(check));
    expect(read.map(({ check }) => check)).toEqual(needingFacts.filter((id) => !notOf[kind].includes(id)));
    for (const finding of read) expect(finding).toMatchObject({ severity: 'ok', verified: true });
  });
});

describe('what is wrong is found', () => {
  const day = 86_400_000;
  const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
  const settings = (changes: Record<string, string>) => amlExtension(aks, { settings: changes });
  const arcExtension = (hybridConnection?: string) =>
    amlExtension(arc, hybridConnection === undefined ? {} : { relay: hybridConnection });
  const elsewhere = '9e0d6a3b-5c1f-4b27-8d94-f7a1c2e3b5d6';
  const foreign = (id: string) => id.replaceAll(subscriptionId, elsewhere);
  const servicePrincipal: ScenarioResource = {
    ...aksWith({ servicePrincipalProfile: { clientId: elsewhere } }),
    identity: null,
  };
  const twoIdentities = workspace({
    name: 'ml-edge',
    identity: { userAssigned: [edgeIdentity, jobs.id] },
    overrides: { primaryUserAssignedIdentity: null },
  });
  const roleOnCluster = { role: 'Contributor', scope: clusterGroup };
  const ownRelay = { role: 'Azure Relay Owner', scope: relayNamespace };

  test.each<[CheckId, string, ClusterKind, Change, Partial<Finding>, GivenInputs?]>([
    [
      'workspace',
      'absent',
      'AKS',
      lacking('/ml-edge'),
      { severity: 'error', actual: 'no workspace "ml-edge"' },
    ],
    [
      'workspace',
      'not ready',
      'AKS',
      having(edgeWith({ provisioningState: 'Updating' })),
      { severity: 'error', actual: 'Updating' },
    ],
    [
      'workspace',
      'of a name that breaks workloads',
      'AKS',
      having(workspace({ name: 'ml-edge-', identity: { userAssigned: [edgeIdentity] } })),
      { severity: 'warning', actual: '"ml-edge-"' },
      { 'workspace-name': 'ml-edge-' },
    ],
    [
      'cluster',
      'absent',
      'AKS',
      lacking('/aks-gpu'),
      { severity: 'error', actual: 'no AKS cluster "aks-gpu"' },
    ],
    [
      'cluster',
      'stopped',
      'AKS',
      having(aksWith({ powerState: { code: 'Stopped' } })),
      { severity: 'error', actual: 'stopped' },
    ],
    [
      'cluster',
      'not ready',
      'AKS',
      having(aksWith({ provisioningState: 'Updating' })),
      { severity: 'error', actual: 'Updating' },
    ],
    ['cluster', 'absent', 'Arc', lacking('/arc-edge'), { severity: 'error', actual: '"arc-edge"' }],
    ...['Connecting', 'Offline', 'Expired'].map(
      (connectivityStatus) =>
        [
          'cluster',
          connectivityStatus,
          'Arc',
          having(arcWith({ connectivityStatus })),
          { severity: 'error', actual: connectivityStatus },
        ] as [CheckId, string, ClusterKind, Change, Partial<Finding>],
    ),
    [
      'cluster',
      'not ready',
      'Arc',
      having(arcWith({ provisioningState: 'Failed' })),
      { severity: 'error', actual: 'Failed' },
    ],
    [
      'cluster',
      'with a certificate that expires soon',
      'Arc',
      having(arcWith({ managedIdentityCertificateExpirationTime: inDays(29.5) })),
      { severity: 'warning', actual: 'days until it expires: 29' },
    ],
    [
      'same-subscription',
      'two',
      'AKS',
      both(
        having(
          { ...aksWith({}), id: foreign(aks) },
          { ...amlExtension(aks), id: foreign(amlExtension(aks).id) },
        ),
        holding(
          deployer.objectId,
          { role: 'Contributor', scope: mlGroup },
          { role: 'Contributor', scope: foreign(clusterGroup) },
        ),
      ),
      { severity: 'error', actual: elsewhere },
      { 'resource-id': foreign(aks) },
    ],
    [
      'cluster-identity',
      'a service principal',
      'AKS',
      having(servicePrincipal),
      { severity: 'error', actual: 'a service principal' },
    ],
    [
      'kubernetes-version',
      'too old',
      'AKS',
      having(aksWith({ currentKubernetesVersion: '1.29.3' })),
      { severity: 'warning', actual: '1.29.3' },
    ],
    [
      'kubernetes-version',
      'untold',
      'Arc',
      having(arcWith({ kubernetesVersion: null })),
      { severity: 'warning', verified: false, actual: 'no version' },
    ],
    ['extension', 'absent', 'AKS', lacking('/azureml'), { severity: 'error', actual: 'there is none' }],
    [
      'extension',
      'of another type',
      'AKS',
      having(amlExtension(aks, { overrides: { extensionType: 'Microsoft.Flux' } })),
      { severity: 'error', actual: 'there is none' },
    ],
    [
      'extension',
      'failed',
      'Arc',
      having(
        amlExtension(arc, {
          relay: contosoIds.relay,
          overrides: {
            provisioningState: 'Failed',
            errorInfo: { code: 'HelmFailed', message: 'No node fits.' },
            statuses: [{ code: 'PodPending', level: 'Error', message: 'Relay server waits.' }],
          },
        }),
      ),
      { severity: 'error', actual: 'Failed; HelmFailed: No node fits.; PodPending: Relay server waits.' },
    ],
    [
      'extension-features',
      'none',
      'AKS',
      having(settings({ enableTraining: 'false', enableInference: 'False' })),
      { severity: 'warning', actual: 'neither is enabled' },
    ],
    [
      'extension-features',
      'insecure connections',
      'AKS',
      having(settings({ allowInsecureConnections: 'TRUE' })),
      { severity: 'notice', actual: 'allowInsecureConnections' },
    ],
    [
      'trusted-access',
      'absent',
      'AKS',
      lacking('/trustedAccessRoleBindings/ml-edge'),
      { severity: 'error', actual: 'local accounts are disabled, and there is none' },
    ],
    [
      'trusted-access',
      'on its way',
      'AKS',
      having(binding('ml-edge', edgeWorkspace, 'Updating')),
      { severity: 'error', actual: 'Updating' },
    ],
    [
      'trusted-access',
      'of other workspaces, as many as can be',
      'AKS',
      both(lacking('/trustedAccessRoleBindings/ml-edge'), having(...others)),
      { severity: 'error', actual: 'as many bindings as it can have (8)' },
    ],
    ...[{ enablePrivateCluster: true }, { authorizedIPRanges: ['192.0.2.0/24'] }].map(
      (apiServerAccessProfile) =>
        [
          'trusted-access',
          `absent, where it is only advisable (${Object.keys(apiServerAccessProfile)})`,
          'AKS',
          both(
            having(aksWith({ disableLocalAccounts: false, apiServerAccessProfile })),
            lacking('/trustedAccessRoleBindings/ml-edge'),
          ),
          { severity: 'warning', actual: 'there is none' },
        ] as [CheckId, string, ClusterKind, Change, Partial<Finding>],
    ),
    [
      'relay',
      'absent',
      'Arc',
      lacking('/amlarc'),
      { severity: 'error', actual: `there is none at ${contosoIds.relay}` },
    ],
    [
      'relay',
      'without a listener',
      'Arc',
      having(...relay({ namespace: 'arc-edge-relay', hybridConnection: 'amlarc', listenerCount: 0 })),
      { severity: 'warning', actual: 'amlarc has no listener' },
    ],
    [
      'relay',
      'neither named nor beside the cluster',
      'Arc',
      both(having(arcExtension()), lacking('/amlarc'), lacking('/arc-edge-relay')),
      { severity: 'error', actual: 'there is none' },
    ],
    [
      'relay',
      'not named, with two beside the cluster',
      'Arc',
      having(arcExtension(), ...relay({ namespace: 'other-relay', hybridConnection: 'amlarc' })),
      { severity: 'warning', verified: false, actual: '2 relay namespaces' },
    ],
    [
      'workspace-identity',
      'one of two',
      'AKS',
      having(twoIdentities),
      { severity: 'error', actual: '2 user-assigned identities and none is primary' },
    ],
    [
      'workspace-identity',
      'none',
      'AKS',
      having({ ...edgeWith({ primaryUserAssignedIdentity: null }), identity: null }),
      { severity: 'error', actual: 'no managed identity' },
    ],
    [
      'role-assignments',
      'none',
      'AKS',
      holding(principalId),
      {
        severity: 'error',
        actual:
          'Reader is missing on the cluster aks-gpu; Kubernetes Extension Contributor is missing on the cluster aks-gpu; Azure Kubernetes Service Cluster Admin Role is missing on the cluster aks-gpu',
      },
    ],
    [
      'role-assignments',
      'none',
      'Arc',
      holding(principalId),
      {
        severity: 'error',
        actual:
          'Reader is missing on the cluster arc-edge; Kubernetes Extension Contributor is missing on the cluster arc-edge; Azure Relay Owner is missing on the relay arc-edge-relay',
      },
    ],
    [
      'role-assignments',
      'below the scope',
      'Arc',
      holding(principalId, roleOnCluster, { ...ownRelay, scope: contosoIds.relay }),
      { severity: 'error', actual: 'Azure Relay Owner is missing on the relay arc-edge-relay' },
    ],
    [
      'role-assignments',
      'under a condition',
      'Arc',
      holding(principalId, roleOnCluster, { ...ownRelay, condition: "@Resource[x] StringEquals 'y'" }),
      { severity: 'error', actual: 'it is assigned only under a condition' },
    ],
    [
      'compute-identity',
      'absent',
      'AKS',
      lacking('/id-jobs'),
      { severity: 'error', actual: `there is no ${jobs.id}` },
    ],
    [
      'compute-identity',
      'more than one',
      'AKS',
      (scenario) => scenario,
      { severity: 'warning', actual: `2 are given; Azure uses only the first, ${jobs.id}` },
      { 'user-assigned-identities': `${jobs.id},${inference.id}` },
    ],
    [
      'caller-permissions',
      'too few',
      'AKS',
      holding(deployer.objectId, { role: 'Reader', scope: mlGroup }, roleOnCluster),
      {
        severity: 'notice',
        actual:
          'Microsoft.MachineLearningServices/workspaces/computes/write is missing on the workspace ml-edge',
      },
    ],
    [
      'caller-permissions',
      'too few to attach',
      'AKS',
      holding(deployer.objectId, { role: 'Reader', scope: mlGroup }, roleOnCluster),
      { severity: 'error', actual: 'computes/write is missing' },
      { mode: 'attach' },
    ],
    [
      'caller-permissions',
      'too few to put right',
      'AKS',
      holding(principalId),
      {
        severity: 'notice',
        actual: 'Microsoft.Authorization/roleAssignments/write is missing on the cluster',
      },
      { fix: 'role-assignments' },
    ],
  ])('%s: %s (%s)', async (check, _, kind, change, { severity, verified = true, actual }, inputs = {}) => {
    const findings = await findingsOf(change(healthy()), { ...clusters[kind], ...inputs });
    expect(find(findings, check)).toMatchObject({
      severity,
      verified,
      actual: expect.stringContaining(actual ?? ''),
      link: expect.stringMatching(/^https:/),
    });
  });
});

describe('what may not be read is not verified, with the missing action and its scope', () => {
  /** A fact, the part of the path by which it is read, the action and the scope that it takes, and who needs it. */
  type Row = [fact: string, ClusterKind, path: string, action: string, scope: string, needed: CheckId[]];
  const authorization = 'Microsoft.Authorization';
  const extensions = 'Microsoft.KubernetesConfiguration/extensions';

  test.each<Row>([
    [
      'the workspace',
      'AKS',
      '/workspaces/ml-edge?',
      'Microsoft.MachineLearningServices/workspaces/read',
      edgeWorkspace,
      ['workspace', 'workspace-identity', 'role-assignments'],
    ],
    [
      'the cluster',
      'AKS',
      '/managedClusters/aks-gpu?',
      'Microsoft.ContainerService/managedClusters/read',
      aks,
      ['cluster', 'cluster-identity', 'kubernetes-version', 'trusted-access'],
    ],
    [
      'the cluster',
      'Arc',
      '/connectedClusters/arc-edge?',
      'Microsoft.Kubernetes/connectedClusters/read',
      arc,
      ['cluster', 'kubernetes-version'],
    ],
    ['the extension', 'AKS', '/extensions?', `${extensions}/read`, aks, ['extension', 'extension-features']],
    [
      'the extension, without which the relay is not known',
      'Arc',
      '/extensions?',
      `${extensions}/read`,
      arc,
      ['extension', 'extension-features', 'relay', 'role-assignments'],
    ],
    [
      'the trusted access role bindings',
      'AKS',
      '/trustedAccessRoleBindings?',
      'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read',
      aks,
      ['trusted-access'],
    ],
    [
      'the roles on the cluster',
      'AKS',
      '/aks-gpu/providers/Microsoft.Authorization/roleAssignments?',
      `${authorization}/roleAssignments/read`,
      aks,
      ['role-assignments'],
    ],
    [
      'the roles on the relay',
      'Arc',
      '/arc-edge-relay/providers/Microsoft.Authorization/roleAssignments?',
      `${authorization}/roleAssignments/read`,
      relayNamespace,
      ['role-assignments'],
    ],
    [
      'what a role grants',
      'AKS',
      '/roleDefinitions/',
      `${authorization}/roleDefinitions/read`,
      aks,
      ['role-assignments'],
    ],
    [
      "the compute's identity",
      'AKS',
      '/userAssignedIdentities/id-jobs?',
      'Microsoft.ManagedIdentity/userAssignedIdentities/read',
      jobs.id,
      ['compute-identity'],
    ],
    [
      'what whoever signs in may do',
      'AKS',
      '/workspaces/ml-edge/providers/Microsoft.Authorization/permissions?',
      `${authorization}/permissions/read`,
      edgeWorkspace,
      ['caller-permissions'],
    ],
    [
      'the relay',
      'Arc',
      '/hybridConnections/amlarc?',
      'Microsoft.Relay/namespaces/hybridConnections/read',
      contosoIds.relay,
      ['relay'],
    ],
  ])('%s (%s)', async (_, kind, path, action, scope, needed) => {
    const before = await findingsOf(healthy(), clusters[kind]);
    await azure.close();
    const message = `The client does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;
    const body = { error: { code: 'AuthorizationFailed', message } };
    const faults = [{ when: { method: 'GET', path }, times: 9, effect: { status: 403, body } }];
    const findings = await findingsOf({ ...healthy(), faults }, clusters[kind]);

    for (const check of needed) {
      const finding = find(findings, check);
      expect(finding).toMatchObject({ check, severity: 'warning', verified: false });
      expect(finding?.actual).toMatch(/^not verified: failed to /);
      expect(finding?.actual).toContain(`AuthorizationFailed: ${message}`);
    }
    const untouched = (all: readonly Finding[]) => all.filter(({ check }) => !needed.includes(check));
    expect(untouched(findings)).toEqual(untouched(before));
  });
});
