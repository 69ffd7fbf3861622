import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { type TrustedAccessBinding, workloadRole } from '../../src/azure/trusted-access.ts';
import { workspaceId } from '../../src/azure/workspace.ts';
import { trustedAccess } from '../../src/checks/trusted-access.ts';
import { anAksCluster, anArcCluster, aWorkspaceName, ids, subscriptionId } from '../fixtures.ts';
import { commands, error, judge, ok, refusal, refused, warning } from './judged.ts';

const source = workspaceId(aWorkspaceName);
const binding = (changes: Partial<TrustedAccessBinding> = {}): TrustedAccessBinding => ({
  name: 'ml',
  sourceResourceId: source,
  roles: [workloadRole],
  provisioningState: 'Succeeded',
  ...changes,
});
const foreign = binding({ sourceResourceId: source.replace('ml-prod', 'ml-test') });

const closed = found(anAksCluster({ localAccountsDisabled: true }));
const restricted = found(anAksCluster({ apiServerRestricted: true }));

test.each([
  ['its own binding', found([foreign, binding()]), ok('"ml"')],
  [
    'its own binding, in another letter case',
    found([binding({ sourceResourceId: source.toUpperCase(), roles: [workloadRole.toUpperCase()] })]),
    ok('"ml"'),
  ],
  [
    'a binding that is being made',
    found([binding({ provisioningState: 'Updating' })]),
    error('provisioning state Updating'),
  ],
  [
    'a binding with another role',
    found([binding({ roles: ['a/b'] })]),
    error('local accounts are disabled, and there is none'),
  ],
  ["another workspace's binding", found([foreign]), error('there is none')],
  ['no binding', found([]), error('there is none')],
  ['bindings that are not known to the API', absent, error('there is none')],
  [
    'as many bindings of others as can be',
    found(Array(8).fill(foreign)),
    error('as many bindings as it can have (8)'),
  ],
  ['unreadable bindings', refused, refusal],
])('a cluster without local accounts, with %s', (_, observed, expected) => {
  expect(judge(trustedAccess, { cluster: closed, trustedAccess: observed })).toEqual(expected);
});

test('a cluster that is unreadable does not tell whether it needs one', () => {
  expect(judge(trustedAccess, { cluster: refused })).toEqual(refusal);
});

test.each([
  ['Updating', []],
  ['Failed', undefined],
])('a binding that is %s: what is left to write', (provisioningState, repairs) => {
  const verdict = judge(trustedAccess, {
    cluster: closed,
    trustedAccess: found([binding({ provisioningState })]),
  });
  expect(verdict?.fix?.repairs).toEqual(repairs);
});

test('an API server that is not open to all only may need it', () => {
  expect(judge(trustedAccess, { cluster: restricted })).toEqual(
    warning('the API server is private or limited to some addresses, and there is none'),
  );
});

const where = `--subscription ${subscriptionId} --resource-group rg-ml --cluster-name aks-gpu`;

test('a missing binding comes with the command, and the write, that make it under a name that stays', () => {
  const verdict = judge(trustedAccess, { cluster: closed });
  const name = /--name (azureml-[0-9a-f]{8}) /.exec(commands(verdict)[0] ?? '')?.[1];
  expect(commands(verdict)).toEqual([
    `az aks trustedaccess rolebinding create ${where} --name ${name} --source-resource-id ${source} --roles ${workloadRole}`,
  ]);
  expect(verdict?.fix?.repairs).toMatchObject([
    {
      path: `${ids.aks}/trustedAccessRoleBindings/${name}`,
      body: { properties: { sourceResourceId: source, roles: [workloadRole] } },
    },
  ]);
  expect(judge(trustedAccess, { cluster: closed })).toEqual(verdict);
});

test('where there is no room for a binding, none is written', () => {
  const verdict = judge(trustedAccess, { cluster: closed, trustedAccess: found(Array(8).fill(foreign)) });
  expect(verdict?.fix?.repairs).toBeUndefined();
  expect(commands(verdict)).toEqual([`az aks trustedaccess rolebinding list ${where}`]);
});

test.each([
  ['an open cluster', { cluster: found(anAksCluster()) }],
  ['Azure Arc', { cluster: found(anArcCluster()), trustedAccess: undefined }],
  ['Azure Arc that is unreadable', { cluster: refused, trustedAccess: undefined }],
  ['a cluster that is absent', { cluster: absent }],
])('does not apply to %s', (_, facts) => {
  expect(judge(trustedAccess, facts)).toBeUndefined();
});

test('in a cloud without trusted access, a cluster needs local accounts', () => {
  const verdict = judge(
    trustedAccess,
    { cluster: closed, trustedAccess: refused },
    { trustedAccessOffered: false },
  );
  expect(verdict).toEqual(error('local accounts are disabled'));
  expect(commands(verdict)).toEqual([expect.stringMatching(/^az aks update .*--enable-local-accounts$/)]);
  expect(verdict?.fix?.repairs).toBeUndefined();
});
