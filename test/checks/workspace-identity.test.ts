import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import type { WorkspaceIdentity } from '../../src/azure/workspace.ts';
import { workspaceIdentity } from '../../src/checks/workspace-identity.ts';
import { aWorkspace, ids, principalId, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, ok, refusal, refused } from './judged.ts';

const undetermined: WorkspaceIdentity = { kind: 'undetermined', because: 'it has no managed identity' };

test.each<[WorkspaceIdentity, unknown]>([
  [{ kind: 'system-assigned' }, ok('system-assigned')],
  [{ kind: 'user-assigned', id: ids.identity, principalId }, ok('user-assigned, id-jobs')],
  [undetermined, error('it has no managed identity')],
])('%j', (identity, expected) => {
  expect(judge(workspaceIdentity, { workspace: found(aWorkspace({ identity })) })).toEqual(expected);
});

test('an identity that cannot be told comes with the command that names one', () => {
  const workspace = found(aWorkspace({ identity: undetermined }));
  expect(commands(judge(workspaceIdentity, { workspace }))).toEqual([
    `az ml workspace update --subscription ${subscriptionId} --resource-group rg-ml --name ml-prod --primary-user-assigned-identity '<identity resource ID>'`,
  ]);
});

test.each([
  ['absent is its own finding', absent, undefined],
  ['unreadable does not tell it', refused, refusal],
])('a workspace that is %s', (_, workspace, expected) => {
  expect(judge(workspaceIdentity, { workspace })).toEqual(expected);
});
