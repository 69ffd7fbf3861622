import { describe, expect, test } from '@jest/globals';
import type { Files } from '../../src/request/files.ts';
import type { InputName } from '../../src/request/inputs.ts';
import { type Environment, readRequest } from '../../src/request/read-request.ts';
import type { AttachRequest, Compute, Request } from '../../src/request/request.ts';
import { anId, aRequest, ids, inputs, subscriptionId, userAssigned } from '../fixtures.ts';

type Given = Partial<Record<InputName, string>>;

/** A folder without files. */
const noFiles: Files = {
  find: async () => [],
  read: async () => ({ ok: false, problem: 'cannot be read' }),
};

const reading = (given: Given, environment: Environment = {}) =>
  readRequest(inputs(given), environment, noFiles);

/** A request to attach, read from inputs without a problem. */
async function request(given: Given = {}, metadataUrl?: string): Promise<AttachRequest> {
  const read = await anyRequest(given, metadataUrl);
  if (read.mode === 'detach' || read.mode === 'verify') throw new Error(read.mode);
  return read;
}

async function anyRequest(given: Given, metadataUrl?: string): Promise<Request> {
  const read = await reading(given, { ARM_CLOUD_METADATA_URL: metadataUrl });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.request;
}

/** The one compute that inputs declare. */
async function compute(given: Given): Promise<Compute> {
  const [first] = (await request(given)).computes;
  if (!first) throw new Error('There is none.');
  return first.compute;
}

/** The problems by input. */
async function problems(given: Given): Promise<Partial<Record<string, string>>> {
  const read = await reading(given);
  return read.ok ? {} : Object.fromEntries(read.problems.map(({ field, expected }) => [field, expected]));
}

test('usual inputs become a request', async () => {
  expect(await request()).toEqual(aRequest());
});

test('an input that is left empty or blank has its default', async () => {
  const blank = {
    mode: '',
    namespace: ' ',
    timeout: '',
    wait: '\n',
    recreate: '',
    environment: '',
    type: '',
  };
  expect(await request(blank)).toEqual(aRequest());
});

test('spaces around a value and the letter case of a choice do not matter', async () => {
  const given = { name: ' gpu ', mode: 'Attach', recreate: 'NEVER', environment: 'azureusgovernment' };
  expect(await request(given)).toEqual(
    aRequest({ recreate: 'never', cloud: { kind: 'named', name: 'AzureUSGovernment' } }),
  );
});

test.each(['plan', 'Plan'])('mode "%s" is a plan of the same', async (mode) => {
  expect(await request({ mode })).toEqual(aRequest({ mode: 'plan' }));
});

test.each(['detach', 'Detach', ' DETACH '])(
  'mode "%s" takes the name only, and whatever name there is',
  async (mode) => {
    const given = {
      mode,
      name: '-1-',
      'resource-id': '',
      namespace: 'X',
      'identity-type': 'x',
      timeout: '8.2',
    };
    const { recreate, fixes, ...run } = aRequest();
    expect(await anyRequest(given)).toEqual({
      ...run,
      mode: 'detach',
      computes: [{ name: '-1-' }],
      timeoutMs: 492_000,
    });
  },
);

test('checks to skip and prerequisites to fix are given one a line, or by comma', async () => {
  expect(await request({ 'skip-checks': 'relay\n Cluster \n', fix: 'extension, trusted-access' })).toEqual(
    aRequest({
      skipChecks: new Set(['relay', 'cluster']),
      fixes: new Set(['extension', 'trusted-access']),
    }),
  );
});

test('all that can be fixed may be said in one word', async () => {
  expect((await request({ fix: 'all' })).fixes).toEqual(
    new Set(['role-assignments', 'trusted-access', 'extension']),
  );
});

test('without client-id and tenant-id, the sign-in of the job is used', async () => {
  expect((await request({ 'client-id': '', 'tenant-id': '' })).signIn).toEqual({ kind: 'ambient' });
});

test('ARM_CLOUD_METADATA_URL goes before environment', async () => {
  const metadataUrl = 'https://arm.local/metadata/endpoints';
  expect((await request({ environment: 'AzureChinaCloud' }, metadataUrl)).cloud).toEqual({
    kind: 'described',
    metadataUrl,
  });
});

test.each([
  ['60', 3_600_000],
  ['2.5', 150_000],
  ['.5', 30_000],
  ['8.2', 492_000],
  ['0.0000001', 1],
  ['1440', 86_400_000],
])('timeout %s is %d milliseconds, which a timer takes', async (timeout, milliseconds) => {
  expect((await request({ timeout })).timeoutMs).toBe(milliseconds);
});

test.each([
  ['', { type: 'None' }],
  ['SystemAssigned', { type: 'SystemAssigned' }],
  ['system_assigned', { type: 'SystemAssigned' }],
])('identity-type "%s" is %j', async (type, identity) => {
  expect((await compute({ 'identity-type': type })).identity).toEqual(identity);
});

test.each(['UserAssigned', 'user_assigned'])(
  'identity-type %s takes identities by comma and by line',
  async (type) => {
    const given = `${ids.identity},\n  ${ids.otherIdentity}\n`;
    expect((await compute({ 'identity-type': type, 'user-assigned-identities': given })).identity).toEqual(
      userAssigned(ids.identity, ids.otherIdentity),
    );
  },
);

test('an Arc-enabled cluster is told from an AKS one', async () => {
  expect(await compute({ 'resource-id': ids.arc })).toMatchObject({
    cluster: { kind: 'arc', id: anId(ids.arc) },
  });
});

describe('what cannot be used', () => {
  test.each<[InputName, string, string]>([
    ['mode', 'attatch', 'one of attach, plan, verify, detach'],
    ['client-id', 'my-app', 'a GUID, for example'],
    ['tenant-id', 'contoso.com', 'a GUID, for example'],
    ['subscription-id', '', 'a GUID, for example'],
    ['subscription-id', `${subscriptionId}0`, 'a GUID, for example'],
    ['environment', 'AzureGermanCloud', 'one of AzureCloud, AzureUSGovernment, AzureChinaCloud'],
    ['resource-group', '', 'for example ml-prod'],
    ['resource-group', 'a/b', 'for example ml-prod'],
    ['resource-group', '..', 'for example ml-prod'],
    ['workspace-name', 'ab', '3 to 33 letters'],
    ['workspace-name', '../../x', '3 to 33 letters'],
    ['name', '', 'for example gpu-cluster'],
    ['type', 'aks', 'one of kubernetes, virtualmachine'],
    ['ssh-port', '2222', 'nothing for a compute of type kubernetes'],
    ['ssh-private-key', 'key', 'nothing for a compute of type kubernetes'],
    ['parallel', '0', 'from 1 to 100'],
    ['parallel', '2.5', 'from 1 to 100'],
    ['file', 'computes/*.yml', 'compute YAML files'],
    ['resource-id', '', 'az aks show'],
    ['identity-type', 'Managed', 'SystemAssigned or UserAssigned'],
    ['wait', 'yes', 'one of true, false'],
    ['timeout', '0', 'more than 0'],
    ['timeout', '1441', 'at most 1440 minutes'],
    ['timeout', '-5', 'for example 60 or 2.5'],
    ['timeout', '1e3', 'for example 60 or 2.5'],
    ['timeout', '1 h', 'for example 60 or 2.5'],
    ['recreate', 'always', 'one of never, when-failed, when-different'],
    ['fail-on', 'notice', 'one of error, warning, never'],
    ['fix', 'relay\nnamespace', 'any of role-assignments, trusted-access, extension, all, one a line'],
    ['skip-checks', 'all', 'any of resource-id, compute-name,'],
  ])('%s "%s" is told with what is expected', async (input, value, expected) => {
    expect(await problems({ [input]: value })).toEqual({ [input]: expect.stringContaining(expected) });
  });

  test.each<[string, Given]>([
    ['a client without a tenant', { 'tenant-id': '' }],
    ['a tenant without a client', { 'client-id': '' }],
  ])('%s', async (_, given) => {
    expect(await problems(given)).toEqual({ 'client-id': expect.stringContaining('together') });
  });

  test.each<[string, Given]>([
    ['UserAssigned without an identity', { 'identity-type': 'UserAssigned' }],
    ['identities without UserAssigned', { 'user-assigned-identities': ids.identity }],
    [
      'identities beside SystemAssigned',
      { 'identity-type': 'SystemAssigned', 'user-assigned-identities': ids.identity },
    ],
    [
      'an ID that is not one of an identity',
      { 'identity-type': 'UserAssigned', 'user-assigned-identities': `${ids.identity}, ${ids.aks}` },
    ],
  ])('%s', async (_, given) => {
    expect(Object.keys(await problems(given))).toEqual(['user-assigned-identities']);
  });

  test('is told all at once, about the run and about the compute', async () => {
    const given = { mode: 'x', 'tenant-id': '', timeout: 'x', name: '', 'identity-type': 'UserAssigned' };
    expect(Object.keys(await problems(given)).sort()).toEqual([
      'client-id',
      'mode',
      'name',
      'timeout',
      'user-assigned-identities',
    ]);
  });

  test('is told once each', async () => {
    expect(await reading({ fix: 'a\nb\nc', timeout: '' })).toMatchObject({ problems: [{ field: 'fix' }] });
  });

  test('of a detach is told, too', async () => {
    expect(Object.keys(await problems({ mode: 'detach', name: '', wait: 'x' }))).toEqual(['wait', 'name']);
  });

  test('comes with the value that was given', async () => {
    const problems = [{ field: 'wait', actual: '"maybe"' }];
    expect(await reading({ wait: ' maybe ' })).toMatchObject({ ok: false, problems });
  });

  test('does not hide what can be judged of the declaration', async () => {
    const given = { mode: 'x', name: '1st', namespace: 'Jobs', 'resource-id': '/subscriptions/x' };
    expect((await reading(given)).declarations).toEqual([
      {
        name: '1st',
        namespace: 'Jobs',
        target: expect.objectContaining({ kind: 'unusable', text: '/subscriptions/x' }),
      },
    ]);
  });

  test('a resource ID that does not name a cluster is no request', async () => {
    expect(await reading({ 'resource-id': ids.vm })).toMatchObject({ ok: false, problems: [] });
  });
});
