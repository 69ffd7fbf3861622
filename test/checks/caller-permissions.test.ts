import { describe, expect, test } from '@jest/globals';
import type { Facts, OwnPermissions } from '../../src/azure/observe.ts';
import { absent, found, type Observed } from '../../src/azure/observed.ts';
import type { Permission } from '../../src/azure/roles.ts';
import { workspaceId } from '../../src/azure/workspace.ts';
import { callerPermissions } from '../../src/checks/caller-permissions.ts';
import type { Situation } from '../../src/checks/check.ts';
import {
  aLiveCompute,
  anAksCluster,
  anId,
  aPermission,
  aWorkspaceName,
  ids,
  mayDoAnything,
} from '../fixtures.ts';
import { commands, error, judge, notice, notVerified, ok, refusal, refused } from './judged.ts';

const computes = 'Microsoft.MachineLearningServices/workspaces/computes';
const may = (...actions: readonly string[]) => found([aPermission({ actions })]);
const mayWrite = may(`${computes}/read`, `${computes}/write`);

const own = (
  onWorkspace: Observed<readonly Permission[]>,
  changes: Partial<OwnPermissions> = {},
): Pick<Facts, 'ownPermissions'> => ({
  ownPermissions: {
    onWorkspace,
    onIdentity: undefined,
    onCluster: undefined,
    onRelay: undefined,
    ...changes,
  },
});

describe('on the identity that the compute is to have', () => {
  const assign = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  const computeIdentities = [{ id: anId(ids.identity), identity: found({ principalId: undefined }) }];

  test.each([
    ['what is needed', may(assign), ok(assign)],
    ['nothing', found([]), error(`${assign} is missing on the identity id-jobs`)],
    ['what cannot be read', refused, refusal],
  ])('it may do %s', (_, onIdentity, expected) => {
    expect(judge(callerPermissions, { computeIdentities, ...own(mayWrite, { onIdentity }) })).toEqual(
      expected,
    );
  });
});

describe('on the workspace', () => {
  test.each([
    ['everything', found([mayDoAnything]), ok(`${computes}/read, ${computes}/write`)],
    ['just what is needed', mayWrite, ok(`${computes}/write`)],
    ['reading', may('*/read'), error(`${computes}/write is missing on the workspace ml-prod`)],
    [
      'nothing',
      found([]),
      error(`${computes}/read is missing on the workspace ml-prod; ${computes}/write is missing`),
    ],
    [
      'everything but that',
      found([aPermission({ actions: ['*'], notActions: [`${computes}/*`] })]),
      error(`${computes}/write is missing`),
    ],
    ['what nobody tells', absent, notVerified('no permissions of this run')],
    ['what cannot be read', refused, refusal],
  ])('it may do %s', (_, held, expected) => {
    expect(judge(callerPermissions, own(held))).toEqual(expected);
  });

  test('in a plan, what is missing is only noticed', () => {
    expect(judge(callerPermissions, own(found([])), { mode: 'plan' })).toEqual(
      notice(`${computes}/write is missing`),
    );
  });

  test('what is missing comes with the commands that grant the least role', () => {
    expect(commands(judge(callerPermissions, own(found([]))))).toEqual([
      'az role definition create --role-definition docs/roles/attach.json',
      `az role assignment create --assignee '<client-id>' --role 'Attach AML Compute' --scope ${workspaceId(aWorkspaceName)}`,
    ]);
  });

  const failed = found(aLiveCompute({ provisioningState: 'Failed' }));
  const succeeded = found(aLiveCompute());
  const deletes = error(`${computes}/delete is missing`);
  test.each<[Situation['recreate'], string, Facts['compute'], unknown]>([
    ['when-failed', 'a failed compute', failed, deletes],
    ['when-different', 'a failed compute', failed, deletes],
    ['when-different', 'a compute', succeeded, deletes],
    ['when-failed', 'a compute', succeeded, ok('write')],
    ['never', 'a failed compute', failed, ok('write')],
    ['when-different', 'no compute', absent, ok('write')],
  ])('whether it has to detach: recreate %s, and there is %s', (recreate, _, compute, expected) => {
    expect(judge(callerPermissions, { ...own(mayWrite), compute }, { recreate })).toEqual(expected);
  });
});

describe('where something is to be put right', () => {
  const fixing = { fixes: new Set(['trusted-access'] as const) };
  const cluster = found(anAksCluster({ localAccountsDisabled: true }));
  const write = 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write';

  test.each([
    ['may', may(write), ok(write)],
    ['may not', may('*/read'), error(`${write} is missing on the cluster`)],
    ['may or may not', refused, refusal],
    [
      'was not asked whether it may',
      undefined,
      notVerified('read the permissions that this run has on the cluster'),
    ],
  ])('it %s write that', (_, onCluster, expected) => {
    expect(judge(callerPermissions, { ...own(mayWrite, { onCluster }), cluster }, fixing)).toEqual(expected);
  });

  test('what is missing comes with the least role for that', () => {
    expect(
      commands(judge(callerPermissions, { ...own(mayWrite, { onCluster: found([]) }), cluster }, fixing)),
    ).toEqual([
      'az role definition create --role-definition docs/roles/fix-trusted-access.json',
      `az role assignment create --assignee '<client-id>' --role 'Fix AML Compute trusted-access' --scope ${ids.aks}`,
    ]);
  });

  test('nothing more is needed when nothing is wrong, or nobody asked for it', () => {
    const nothing = own(mayWrite, { onCluster: found([]) });
    expect(judge(callerPermissions, nothing, fixing)).toEqual(ok('write'));
    expect(judge(callerPermissions, { ...nothing, cluster })).toEqual(ok('write'));
  });
});
