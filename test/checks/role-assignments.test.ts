import { describe, expect, test } from '@jest/globals';
import { absent, found, type Observed } from '../../src/azure/observed.ts';
import { resourceGroupId } from '../../src/azure/resource-id.ts';
import type { HeldRole, Permission } from '../../src/azure/roles.ts';
import type { WorkspaceIdentity } from '../../src/azure/workspace.ts';
import {
  aksClusterAdmin,
  azureRelayOwner,
  kubernetesExtensionContributor,
  type RequiredRole,
  reader,
} from '../../src/checks/required-roles.ts';
import { roleAssignments } from '../../src/checks/role-assignments.ts';
import {
  aks,
  anArcCluster,
  aPermission,
  arc,
  aWorkspace,
  ids,
  mayDoAnything,
  principalId,
  subscriptionId,
} from '../fixtures.ts';
import { commands, error, judge, notVerified, ok, refusal, refused } from './judged.ts';

const custom = '00000000-0000-4000-8000-000000000001';

const held = (changes: Partial<HeldRole> = {}, ...permissions: readonly Permission[]): HeldRole => ({
  scope: ids.aks,
  roleId: custom,
  conditional: false,
  definition: found({ name: 'Custom', permissions }),
  ...changes,
});
const builtIn = (role: RequiredRole, changes: Partial<HeldRole> = {}): HeldRole =>
  held({ roleId: role.id, ...changes }, aPermission(role));

const assigned: WorkspaceIdentity = { kind: 'user-assigned', id: ids.identity, principalId };
const workspace = (identity: WorkspaceIdentity) => found(aWorkspace({ identity }));

/** What is said of the identity of a workspace that holds these roles on an AKS cluster. */
const judgeAks = (onCluster: Observed<readonly HeldRole[]>) =>
  judge(roleAssignments, {
    workspace: workspace(assigned),
    workspaceRoles: { onCluster, onRelay: undefined },
  });
const missingAll = error(
  'Reader is missing on the cluster aks-gpu; Kubernetes Extension Contributor is missing on the cluster aks-gpu; ' +
    'Azure Kubernetes Service Cluster Admin Role is missing on the cluster aks-gpu',
);
const enough = ok('Reader on the cluster aks-gpu');

describe('AKS', () => {
  const onGroup = { scope: resourceGroupId(aks.id).toUpperCase() };

  test.each<[string, readonly HeldRole[], unknown]>([
    [
      'the three roles',
      [builtIn(reader), builtIn(kubernetesExtensionContributor), builtIn(aksClusterAdmin)],
      enough,
    ],
    ['a role that grants as much', [held({}, mayDoAnything)], enough],
    ['such a role on the resource group', [held(onGroup, mayDoAnything)], enough],
    ['such a role on the root', [held({ scope: '/' }, mayDoAnything)], enough],
    [
      'roles that grant as much together',
      [
        held({}, aPermission({ actions: ['*/read', '*/action'] })),
        held(
          onGroup,
          aPermission({
            actions: ['Microsoft.KubernetesConfiguration/*', 'Microsoft.Insights/*', 'Microsoft.Resources/*'],
          }),
        ),
      ],
      enough,
    ],
    [
      'the three roles, whose definitions cannot be read',
      [reader, kubernetesExtensionContributor, aksClusterAdmin].map((role) =>
        builtIn(role, { definition: refused }),
      ),
      enough,
    ],
    ['none', [], missingAll],
    [
      'such a role below the cluster',
      [held({ scope: `${ids.aks}/agentPools/gpu` }, mayDoAnything)],
      missingAll,
    ],
    ['such a role on another cluster', [held({ scope: ids.otherAks }, mayDoAnything)], missingAll],
    ['a role whose definition is gone', [held({ definition: absent })], missingAll],
    [
      'only some',
      [builtIn(reader), builtIn(aksClusterAdmin)],
      error('Kubernetes Extension Contributor is missing'),
    ],
    [
      'such a role under a condition',
      [held({ conditional: true }, mayDoAnything)],
      error('Reader is missing on the cluster aks-gpu (it is assigned only under a condition)'),
    ],
    [
      'such a role under a condition and without one',
      [held({ conditional: true }, mayDoAnything), held({}, mayDoAnything)],
      enough,
    ],
    ['a role whose definition cannot be read', [held({ definition: refused })], refusal],
    [
      'the roles, and one that cannot be read',
      [held({}, mayDoAnything), held({ definition: refused })],
      enough,
    ],
  ])('%s', (_, roles, expected) => {
    expect(judgeAks(found(roles))).toEqual(expected);
  });

  test('assignments that cannot be read', () => {
    expect(judgeAks(refused)).toEqual(refusal);
  });

  test('missing roles come with the commands that assign them, and the same writes each time', () => {
    const verdict = judgeAks(found([builtIn(reader), builtIn(aksClusterAdmin)]));
    expect(commands(verdict)).toEqual([
      `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role 'Kubernetes Extension Contributor' --scope ${ids.aks}`,
    ]);
    expect(verdict?.fix?.repairs).toMatchObject([
      {
        path: expect.stringMatching(
          new RegExp(`^${ids.aks}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`),
        ),
        body: {
          properties: {
            roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${kubernetesExtensionContributor.id}`,
            principalId,
            principalType: 'ServicePrincipal',
          },
        },
      },
    ]);
    expect(judgeAks(found([builtIn(reader), builtIn(aksClusterAdmin)]))).toEqual(verdict);
  });

  test('each missing role is written under a name of its own', () => {
    const paths = judgeAks(found([]))?.fix?.repairs?.map(({ path }) => path) ?? [];
    expect(new Set(paths).size).toBe(3);
  });
});

describe('Azure Arc', () => {
  const onCluster = found([held({ scope: ids.arc }, mayDoAnything)]);
  const there = { namespaceId: ids.relay, hybridConnection: undefined };
  const relay = found(there);
  const judgeArc = (facts: Parameters<typeof judge>[1], onRelay: Observed<readonly HeldRole[]> | undefined) =>
    judge(
      roleAssignments,
      {
        workspace: workspace(assigned),
        cluster: found(anArcCluster()),
        relayLocation: found(there),
        workspaceRoles: { onCluster, onRelay },
        ...facts,
      },
      { cluster: arc },
    );

  test.each<[string, Observed<readonly HeldRole[]>, unknown]>([
    [
      'Azure Relay Owner',
      found([builtIn(azureRelayOwner, { scope: ids.relay })]),
      ok('Azure Relay Owner on the relay relay-edge'),
    ],
    [
      'Owner, which grants no data actions',
      found([held({ scope: ids.relay }, mayDoAnything)]),
      error('Azure Relay Owner is missing on the relay relay-edge'),
    ],
    ['nothing', found([]), error('Azure Relay Owner is missing on the relay relay-edge')],
    ['what cannot be read', refused, refusal],
  ])('%s on the relay', (_, onRelay, expected) => {
    expect(judgeArc({ relay }, onRelay)).toEqual(expected);
  });

  test('the roles of AKS only are not needed', () => {
    const verdict = judgeArc(
      { relay: absent, workspaceRoles: { onCluster: found([]), onRelay: undefined } },
      undefined,
    );
    expect(verdict?.actual).not.toContain('Azure Kubernetes Service');
  });

  test.each<[string, Parameters<typeof judge>[1], unknown]>([
    ['is absent is its own finding', { relay: absent }, ok('Reader on the cluster arc-edge')],
    ['is nowhere is its own finding', { relay: absent, relayLocation: absent }, ok('Reader on the cluster')],
    ['cannot be found leaves its role open', { relay: refused, relayLocation: refused }, refusal],
    ['cannot be read says nothing of its role', { relay: refused }, error('Azure Relay Owner is missing')],
  ])('a relay that %s', (_, facts, expected) => {
    expect(judgeArc(facts, found([]))).toEqual(expected);
  });
});

test.each<[string, Observed<ReturnType<typeof aWorkspace>>, unknown]>([
  ['a system-assigned identity needs none', workspace({ kind: 'system-assigned' }), ok('none needed')],
  [
    'an identity whose object ID is not told',
    workspace({ ...assigned, principalId: undefined }),
    notVerified(`find the object ID of the identity ${ids.identity}`),
  ],
  [
    'an identity that cannot be told',
    workspace({ kind: 'undetermined', because: 'none is primary' }),
    undefined,
  ],
  ['a workspace that is absent', absent, undefined],
  ['a workspace that cannot be read', refused, refusal],
])('%s', (_, observed, expected) => {
  expect(judge(roleAssignments, { workspace: observed })).toEqual(expected);
});
