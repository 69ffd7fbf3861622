import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { workspace } from '../../src/checks/workspace.ts';
import { aWorkspace, aWorkspaceName, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, ok, refusal, refused, warning } from './judged.ts';

test.each([
  ['ready', found(aWorkspace()), ok('"ml-prod" is ready')],
  ['not ready', found(aWorkspace({ provisioningState: 'Creating' })), error('provisioning state Creating')],
  ['absent', absent, error('there is no workspace "ml-prod" in the resource group "rg-ml"')],
  ['unreadable', refused, refusal],
])('a workspace that is %s', (_, observed, expected) => {
  expect(judge(workspace, { workspace: observed })).toEqual(expected);
});

test.each([{ name: 'ml-prod-' }, { resourceGroup: 'rg-ml-' }])(
  'a name that ends with "-" breaks workloads: %j',
  (change) => {
    expect(judge(workspace, {}, { workspace: { ...aWorkspaceName, ...change } })).toEqual(
      warning('break with such a name'),
    );
  },
);

test('an absent workspace comes with the command that lists those that there are', () => {
  expect(commands(judge(workspace, { workspace: absent }))).toEqual([
    `az ml workspace list --subscription ${subscriptionId} --query '[].{name:name, group:resourceGroup}' --output table`,
  ]);
});
