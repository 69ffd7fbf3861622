import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { absent, found } from '../src/azure/observed.ts';
import { callerPermissions, judgeDetachPermission } from '../src/checks/caller-permissions.ts';
import type { Verdict } from '../src/checks/finding.ts';
import { fixables } from '../src/request/request.ts';
import {
  aFacts,
  aLiveCompute,
  anAksCluster,
  aSituation,
  aWorkspace,
  aWorkspaceName,
  principalId,
} from './fixtures.ts';

const folder = new URL('../docs/roles/', import.meta.url);
const read = (file: string): { Name: string; Actions: string[] } =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

test.each(readdirSync(folder))('%s is a custom role that grants each action by its name', (file) => {
  expect(read(file)).toEqual({
    Name: expect.stringMatching(/\bAML Compute\b/),
    IsCustom: true,
    Description: expect.stringMatching(/\.$/),
    Actions: expect.arrayContaining([expect.stringMatching(/^Microsoft\./)]),
    NotActions: [],
    DataActions: [],
    NotDataActions: [],
    AssignableScopes: ['/subscriptions/<subscription-id>'],
  });
  const { Actions } = read(file);
  expect(Actions.filter((action) => action.includes('*'))).toEqual([]);
  expect(new Set(Actions).size).toBe(Actions.length);
});

/** Everything is missing, and nothing may be done about it. */
const helpless = aFacts({
  workspace: found(aWorkspace({ identity: { kind: 'user-assigned', id: 'id', principalId } })),
  cluster: found(anAksCluster({ localAccountsDisabled: true })),
  extension: absent,
  workspaceRoles: { onCluster: found([]), onRelay: undefined },
  ownPermissions: { onIdentity: undefined, onWorkspace: found([]), onCluster: found([]), onRelay: undefined },
});

const after = (command: readonly string[], option: string) => command[command.indexOf(option) + 1] ?? '';

/** The roles that a refusal names, each with the file in which it says that the role is. */
const named = (verdict: Verdict | undefined) => {
  const commands = verdict?.fix?.commands ?? [];
  const files = commands.filter((command) => command.includes('--role-definition'));
  const names = commands.filter((command) => command.includes('--role'));
  return files.map((command, index) => [
    after(command, '--role-definition').replace('docs/roles/', ''),
    after(names[index] ?? [], '--role'),
  ]);
};

test('the roles that a refusal names are in the files that it names', () => {
  const attach = callerPermissions.judge(helpless, aSituation({ fixes: new Set(fixables) }));
  const detach = judgeDetachPermission({ ...helpless, compute: found(aLiveCompute()) }, aWorkspaceName);
  const roles = [...named(attach), ...named(detach)];
  expect(roles.map(([file]) => file).sort()).toEqual(
    readdirSync(folder).filter((file) => file !== 'plan.json'),
  );
  for (const [file = '', name] of roles) expect(read(file).Name).toBe(name);
});
