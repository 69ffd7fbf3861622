import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Files } from '../../src/request/files.ts';
import type { InputName } from '../../src/request/inputs.ts';
import { type Environment, type Reading, readRequest } from '../../src/request/read-request.ts';
import type { DeclaredCompute } from '../../src/request/request.ts';
import { aks, ids, inputs, subscriptionId, userAssigned } from '../fixtures.ts';

type Given = Partial<Record<InputName, string>>;
type Texts = Readonly<Record<string, string>>;

/** Files in memory; a pattern is a path, or `*` for all. */
const inMemory = (texts: Texts): Files => ({
  find: async (pattern) =>
    pattern === '*' ? Object.keys(texts).sort() : [pattern].filter((path) => path in texts),
  read: async (path) => {
    const text = texts[path];
    return text === undefined ? { ok: false, problem: 'cannot be read (ENOENT)' } : { ok: true, text };
  },
});

/** Reads files next to inputs that say nothing of a compute. */
const read = (texts: Texts, given: Given = {}, environment: Environment = {}): Promise<Reading> =>
  readRequest(inputs({ name: '', 'resource-id': '', file: '*', ...given }), environment, inMemory(texts));

const gpu = `name: gpu\ntype: kubernetes\nresource_id: ${ids.aks}\n`;
const machine = `name: dsvm\ntype: virtualmachine\nresource_id: ${ids.vm}\n`;

/** Problems as `file:line:column: field: what; expected what`. */
async function problems(texts: Texts, given: Given = {}): Promise<string[]> {
  const reading = await read(texts, given);
  if (reading.ok) return [];
  return reading.problems.map(({ at, field, actual, expected }) => {
    const place = at ? `${at.file}:${at.line}:${at.column}: ` : '';
    return `${place}${field}: ${actual}; expected ${expected}`;
  });
}

/** Problems as `file:line:column: field`. */
const fields = async (texts: Texts, given: Given = {}): Promise<string[]> =>
  (await problems(texts, given)).map((line) => /^(\S+\d: )?[^:]*/.exec(line)?.[0] ?? line);

async function computes(texts: Texts, given: Given = {}): Promise<readonly DeclaredCompute[]> {
  const reading = await read(texts, given);
  if (!reading.ok || reading.request.mode !== 'attach') throw new Error(JSON.stringify(reading));
  return reading.request.computes;
}

describe("Azure's own examples are read:", () => {
  test('a Kubernetes cluster', async () => {
    const text = `$schema: http://azureml/sdk-2-0/KubernetesCompute.json
description: 'A specification of an K8S cluster (to be attached or already attached)'
name: testarc
namespace: default
type: kubernetes
resource_id : ${ids.arc}
`;
    expect(await computes({ 'a.yml': text })).toMatchObject([
      {
        compute: {
          name: 'testarc',
          namespace: 'default',
          cluster: { kind: 'arc' },
          description: 'A specification of an K8S cluster (to be attached or already attached)',
          identity: { type: 'None' },
        },
      },
    ]);
  });

  test('a virtual machine without settings', async () => {
    const text = `$schema: https://azuremlschemas.azureedge.net/latest/vmCompute.schema.json \n${machine}`;
    expect(await computes({ 'a.yml': text })).toMatchObject([
      {
        compute: {
          name: 'dsvm',
          machine: { kind: 'vm' },
          ssh: { port: 22, username: undefined, password: undefined },
        },
      },
    ]);
  });

  test('a virtual machine with a password and a key', async () => {
    const settings = `description: some example
ssh_settings:
   ssh_port: 8888
   admin_username: azureuser
   admin_password: azureuserpassword
   ssh_private_key_file: keys/id
`;
    const reading = await read({ 'a.yml': machine + settings, 'keys/id': 'KEY\n' }, { file: 'a.yml' });
    const ssh = { port: 8888, username: 'azureuser', password: 'azureuserpassword', privateKey: 'KEY\n' };
    expect(reading).toMatchObject({
      ok: true,
      secrets: ['azureuserpassword', 'KEY\n'],
      request: { computes: [{ compute: { description: 'some example', ssh } }] },
    });
  });
});

test('a file says all that there is to a Kubernetes compute', async () => {
  const text = `${gpu}namespace: jobs
tags: { team: vision }
identity:
  type: user_assigned
  user_assigned_identities:
    - resource_id: ${ids.identity}
properties:
  defaultInstanceType: big
  instanceTypes:
    big:
      nodeSelector: { pool: gpu }
      resources:
        requests: { cpu: 1, memory: ~ }
        limits: { cpu: 1.5, nvidia.com/gpu: 1, memory: 2Gi }
    small: {}
`;
  const [declared] = await computes({ 'a.yml': text });
  expect(declared?.compute).toEqual({
    type: 'kubernetes',
    name: 'gpu',
    cluster: aks,
    namespace: 'jobs',
    description: undefined,
    tags: { team: 'vision' },
    identity: userAssigned(ids.identity),
    defaultInstanceType: 'big',
    instanceTypes: {
      big: {
        nodeSelector: { pool: 'gpu' },
        requests: { cpu: '1' },
        limits: { cpu: '1.5', 'nvidia.com/gpu': '1', memory: '2Gi' },
      },
      small: { nodeSelector: {}, requests: {}, limits: {} },
    },
  });
});

test.each(['', 'namespace:\n', 'namespace: " "\n'])(
  'the namespace of %j is the default one',
  async (text) => {
    expect(await computes({ 'a.yml': gpu + text })).toMatchObject([
      { compute: { namespace: 'default' }, declaration: { namespace: 'default' } },
    ]);
  },
);

test('what the checks judge is told with its place', async () => {
  const [declared] = await computes({ 'a.yml': `# A comment\n${gpu}namespace: jobs\n` });
  const at = (line: number) => ({ file: 'a.yml', line, column: 1 });
  expect(declared?.declaration).toMatchObject({
    name: 'gpu',
    namespace: 'jobs',
    at: at(2),
    places: { 'compute-name': at(2), 'resource-id': at(4), namespace: at(5), 'instance-types': at(2) },
  });
});

test('variables and expressions stay as they are', async () => {
  const [variable, expression] = ['$' + '{NAME}', '$' + '{{ github.sha }}'];
  const text = `${gpu}description: ${expression}\ntags: { a: "${variable}", b: y, c: 1e3 }\n`;
  expect(await computes({ 'a.yml': text })).toMatchObject([
    { compute: { description: expression, tags: { a: variable, b: 'y', c: '1e3' } } },
  ]);
});

describe('an input next to one file', () => {
  test('overrides its field', async () => {
    const given = { name: 'other', namespace: 'jobs', 'identity-type': 'SystemAssigned' };
    expect(await computes({ 'a.yml': `${gpu}namespace: default\n` }, given)).toMatchObject([
      { compute: { name: 'other', namespace: 'jobs', identity: { type: 'SystemAssigned' } } },
    ]);
  });

  test('overrides one field of several', async () => {
    const settings = 'ssh_settings: { admin_username: me, admin_password: old, ssh_port: 2222 }\n';
    expect(await computes({ 'a.yml': machine + settings }, { 'admin-password': 'new' })).toMatchObject([
      { compute: { ssh: { username: 'me', password: 'new', port: 2222 } } },
    ]);
  });

  test('that has the default of the input overrides nothing', async () => {
    const given = { namespace: 'default', type: 'kubernetes', 'ssh-port': '22' };
    expect(await computes({ 'a.yml': `${gpu}namespace: jobs\n` }, given)).toMatchObject([
      { compute: { namespace: 'jobs' } },
    ]);
  });

  test('is named where it is what cannot be used', async () => {
    const told = await problems({ 'a.yml': gpu }, { 'identity-type': 'Robot', 'ssh-port': '70000' });
    expect(told).toEqual([
      expect.stringMatching(/^identity-type: "Robot"; expected SystemAssigned or UserAssigned/),
      expect.stringMatching(/^ssh-port: "70000"; expected nothing for a compute of type kubernetes/),
    ]);
  });

  test('gives a private key in place of a file, which is not read', async () => {
    const settings = 'ssh_settings: { admin_username: me, ssh_private_key_file: gone }\n';
    expect(await read({ 'a.yml': machine + settings }, { 'ssh-private-key': 'KEY' })).toMatchObject({
      ok: true,
      secrets: ['KEY\n'],
      request: { computes: [{ compute: { ssh: { username: 'me', privateKey: 'KEY\n' } } }] },
    });
  });
});

test('an input next to several files is bad input, and so is a pattern that matches nothing', async () => {
  const texts = { 'a.yml': gpu, 'b.yml': machine };
  expect(await problems(texts, { namespace: 'jobs', 'ssh-private-key': 'KEY', file: '*\nc.yml' })).toEqual([
    expect.stringMatching(/^file: "c.yml", which matches no file; expected compute YAML files/),
    expect.stringMatching(/^namespace: given next to several files/),
    expect.stringMatching(/^ssh-private-key: given next to several files/),
  ]);
});

test('a file that is named twice is one', async () => {
  expect(await computes({ 'a.yml': gpu }, { file: 'a.yml\n\n *\na.yml' })).toHaveLength(1);
});

describe('is told with its place:', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key, with the nearest',
      `${gpu}namspace: x\n`,
      'a.yml:4:1: namspace: an unknown key; expected namespace, the nearest known key',
    ],
    [
      'an unknown key that is near to none',
      `${gpu}zzzzzzzz: x\n`,
      'a.yml:4:1: zzzzzzzz: an unknown key; expected one of the keys $schema',
    ],
    [
      'a short key that is near to none',
      `${gpu}x: x\n`,
      'a.yml:4:1: x: an unknown key; expected one of the keys',
    ],
    ['a key of the other type', `${gpu}ssh_settings: {}\n`, 'a.yml:4:1: ssh_settings: an unknown key'],
    [
      'an unknown key within',
      `${gpu}identity:\n  typ: x\n`,
      'a.yml:5:3: identity.typ: an unknown key; expected type',
    ],
    [
      'text where a mapping is expected',
      `${gpu}identity: x\n`,
      'a.yml:4:1: identity: "x"; expected a mapping with the keys ',
    ],
    [
      'a mapping where a list is expected',
      `${gpu}identity:\n  type: user_assigned\n  user_assigned_identities: {}\n`,
      'a.yml:6:3: identity.user_assigned_identities: a mapping; expected a list',
    ],
    [
      'a number where text is expected',
      `${gpu}description: 5\n`,
      'a.yml:4:1: description: "5"; expected text',
    ],
    ['a truth value', `${gpu}tags:\n  gpu: yes\n`, 'a.yml:5:3: tags.gpu: "true"; expected text (in quotes'],
    ['a date', `${gpu}tags:\n  day: 2026-11-22\n`, 'a.yml:5:3: tags.day: a date; expected text'],
    ['a list of tags', `${gpu}tags: [a]\n`, 'a.yml:4:1: tags: a list; expected a mapping'],
    ['a date for tags', `${gpu}tags: 2026-11-22\n`, 'a.yml:4:1: tags: a date; expected a mapping'],
    ['an empty list', `${gpu}properties: []\n`, 'a.yml:4:1: properties: a list; expected a mapping'],
    [
      'a type that is none',
      gpu.replace('kubernetes', 'aks'),
      'a.yml:2:1: type: "aks"; expected one of kubernetes, virtualmachine',
    ],
    ['a type that is missing', 'name: gpu\n', 'a.yml:1:1: type: missing; expected one of kubernetes'],
    ['a name that is missing', gpu.replace('name: gpu\n', ''), 'a.yml:1:1: name: missing; expected a name'],
    ['a name that is blank', gpu.replace('gpu', '" "'), 'a.yml:1:1: name: " "; expected a name'],
    [
      'a resource ID that is missing',
      'name: gpu\ntype: virtualmachine\n',
      'a.yml:1:1: resource_id: missing; expected the resource ID of the virtual machine',
    ],
    ...['0', '70000', '22.5', 'ssh', '-1', '"22 "'].map((port): [string, string, string] => [
      `the port ${port}`,
      `${machine}ssh_settings:\n  ssh_port: ${port}\n`,
      `a.yml:5:3: ssh_settings.ssh_port: "${port.replaceAll('"', '')}"; expected a TCP port`,
    ]),
    [
      'an identity without an ID',
      `${gpu}identity:\n  type: user_assigned\n`,
      'a.yml:4:1: identity.user_assigned_identities: missing; expected at least one',
    ],
    [
      'an ID of something else',
      `${gpu}identity:\n  type: user_assigned\n  user_assigned_identities:\n    - resource_id: ${ids.aks}\n`,
      'a.yml:7:7: identity.user_assigned_identities.0.resource_id: "/subscriptions/',
    ],
    [
      'a quantity that is neither text nor a number',
      `${gpu}properties:\n  instanceTypes:\n    a:\n      resources:\n        limits: { cpu: [1] }\n`,
      'a.yml:8:19: properties.instanceTypes.a.resources.limits.cpu: a list; expected a quantity',
    ],
    [
      'an instance type that is empty',
      `${gpu}properties:\n  instanceTypes:\n    a:\n`,
      'a.yml:6:5: properties.instanceTypes.a: missing; expected a mapping with the keys nodeSelector, resources',
    ],
    ['what is no YAML', 'name: [', 'a.yml:1:8: : not valid YAML'],
  ])('%s', async (_, text, expected) => {
    expect(await problems({ 'a.yml': text })).toContainEqual(expect.stringContaining(expected));
  });

  test('everything in every file at once', async () => {
    const texts = { 'a.yml': `${gpu}xx: 1\nww: 2\n`, 'b.yml': 'name: [', 'c.yml': `${machine}zz: 3\n` };
    expect(await fields(texts, { timeout: 'soon' })).toEqual([
      'timeout',
      'b.yml:1:8: ',
      'a.yml:4:1: xx',
      'a.yml:5:1: ww',
      'c.yml:4:1: zz',
    ]);
  });

  test('a file that cannot be read', async () => {
    const files = { ...inMemory({}), find: async () => ['a.yml'] };
    expect(await readRequest(inputs({ file: 'a.yml' }), {}, files)).toMatchObject({
      problems: [{ field: 'file', actual: '"a.yml", which cannot be read (ENOENT)' }],
    });
  });

  test('a key file that cannot be read', async () => {
    const settings = 'ssh_settings:\n  ssh_private_key_file: gone\n';
    expect(await problems({ 'a.yml': machine + settings })).toEqual([
      expect.stringMatching(/^a.yml:5:3: ssh_settings.ssh_private_key_file: "gone", which cannot be read/),
    ]);
  });
});

describe('a secret', () => {
  const secret = 'Tr0ub4dor';

  test.each<[string, string, Given]>([
    ['is a number', 'ssh_settings: { admin_password: 271828, pasword: x }\n', {}],
    ['is a list', `ssh_settings: { admin_password: [${secret}] }\n`, {}],
    ['is a mapping', `ssh_settings: { admin_password: { ${secret}: ${secret} } }\n`, {}],
    ['lacks the space before it', `ssh_settings: { admin_password:${secret} }\n`, {}],
    ['lacks the colon before it', `ssh_settings:\n  admin_username me\n  admin_password ${secret}\n`, {}],
    ['stands beside its key', `ssh_settings: { pasword: ${secret}, admin_password }\n`, {}],
    ['stands beside its mapping', `admin_password: ${secret}\n`, {}],
    ['is taken for a tag', `ssh_settings: { admin_password: !${secret} }\n`, {}],
    ['is a private key', `ssh_settings:\n  ssh_private_key_file: |\n    BEGIN\n    ${secret}\n`, {}],
    [
      'is a private key in one line',
      `ssh_settings: { ssh_private_key_file: BEGIN PRIVATE KEY ${secret} }\n`,
      {},
    ],
    ['is an input', 'what: x\n', { 'admin-password': secret, 'ssh-private-key': secret }],
    ['is an input of no use', gpu, { 'admin-password': secret, 'ssh-private-key': secret }],
  ])('that %s is in no problem', async (_, text, given) => {
    const told = await problems({ 'a.yml': text.startsWith('name') ? text : machine + text }, given);
    expect(told).not.toEqual([]);
    expect(told.join()).not.toMatch(/Tr0ub4dor|271828/);
  });

  test.each<[string, string, Given, string[]]>([
    ['in a file', 'ssh_settings: { admin_password: a b }\n', {}, ['a b']],
    ['that is a number', 'ssh_settings: { admin_password: 271828 }\n', {}, ['271828']],
    ['of a file with problems', 'x: y\nssh_settings: { admin_password: a b }\n', {}, ['a b']],
    ['of a file for a detach', 'ssh_settings: { admin_password: a b }\n', { mode: 'detach' }, ['a b']],
    ['that is an input', '', { 'admin-password': 'a b' }, ['a b']],
  ])('%s is listed', async (_, text, given, secrets) => {
    expect((await read({ 'a.yml': machine + text }, given)).secrets).toEqual(secrets);
  });
});

describe('whatever stands at a key,', () => {
  const known = fc.constantFrom(
    ...[
      'name',
      'type',
      'resource_id',
      'namespace',
      'identity',
      'tags',
      'properties',
      'ssh_settings',
      'location',
    ],
    ...['admin_password', 'ssh_private_key_file', 'instanceTypes', 'resources', 'toString', '__proto__'],
  );
  const leaf = fc.oneof(fc.constantFrom(null, true, 22, 'kubernetes', ids.aks, ids.vm), fc.string());
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.dictionary(known, tie('value'), { maxKeys: 4 }),
      fc.array(tie('value'), { maxLength: 2 }),
    ),
  }));
  const usual = { name: 'gpu', resource_id: ids.vm, type: 'virtualmachine' };

  test('a file is read, or what is wrong is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(known, value),
        fc.constantFrom('attach', 'detach'),
        async (content, mode) => {
          const reading = await read({ 'a.yml': JSON.stringify({ ...usual, ...content }) }, { mode });
          const told = reading.ok ? [reading.request] : [...reading.problems, ...reading.declarations];
          expect(told).not.toEqual([]);
        },
      ),
      // What once threw.
      { numRuns: 300, examples: [[{ ssh_settings: { admin_password: [{ toString: {} }] } }, 'attach']] },
    );
  });
});

describe('declared twice', () => {
  const inNamespace = (name: string, namespace: string, id: string = ids.aks) =>
    `name: ${name}\ntype: kubernetes\nresource_id: ${id}\nnamespace: ${namespace}\n`;

  test.each<[string, string, string, string[]]>([
    ['is a name, in any letter case', inNamespace('gpu', 'a'), inNamespace('GPU', 'b'), ['b.yml:1:1: name']],
    [
      'is a cluster with a namespace, in any letter case',
      inNamespace('a1', 'x'),
      inNamespace('b1', 'x', ids.aks.toUpperCase()),
      ['b.yml:3:1: resource_id'],
    ],
    [
      'is a cluster with its default namespace',
      inNamespace('a1', 'default'),
      gpu,
      ['b.yml:3:1: resource_id'],
    ],
    ['is a virtual machine', machine, machine.replace('dsvm', 'other'), ['b.yml:3:1: resource_id']],
    ['is a whole file', gpu, gpu, ['b.yml:1:1: name', 'b.yml:3:1: resource_id']],
    ['is not a cluster with two namespaces', inNamespace('a1', 'ns-x'), inNamespace('b1', 'ns-y'), []],
  ])('%s', async (_, one, other, expected) => {
    expect(await fields({ 'a.yml': one, 'b.yml': other })).toEqual(expected);
  });

  test('is told with where it is declared first', async () => {
    expect(await problems({ 'a.yml': `# First\n${gpu}`, 'b.yml': gpu })).toEqual([
      expect.stringContaining('name: "gpu", which a.yml:2 declares too'),
      expect.stringContaining(`resource_id: "${ids.aks}, namespace default", which a.yml:4 declares too`),
    ]);
  });
});

test('a location is ignored, with a notice at its line', async () => {
  expect(await read({ 'a.yml': `${gpu}location: westeurope\n` })).toMatchObject({
    ok: true,
    notices: [{ message: expect.stringContaining('ignored'), at: { file: 'a.yml', line: 4 } }],
  });
});

describe('a detach', () => {
  test('takes no more than the names of files', async () => {
    const reading = await read({ 'a.yml': 'name: gpu\nwhatever: 1\n', 'b.yml': machine }, { mode: 'detach' });
    expect(reading).toMatchObject({
      ok: true,
      declarations: [],
      request: { mode: 'detach', computes: [{ name: 'gpu', at: { file: 'a.yml' } }, { name: 'dsvm' }] },
    });
  });

  test('needs each name, and each once', async () => {
    const texts = { 'a.yml': gpu, 'b.yml': 'name: GPU\n', 'c.yml': 'type: kubernetes\n' };
    expect(await fields(texts, { mode: 'detach' })).toEqual(['c.yml:1:1: name', 'b.yml:1:1: name']);
  });
});

describe('a verification', () => {
  const verify = (given: Given, texts: Texts = {}) => read(texts, { mode: 'verify', file: '', ...given });

  test.each<[string, Given, Texts, string, number]>([
    ['without a declaration is of whatever is attached', {}, {}, 'nothing', 0],
    ['with inputs is of one compute', { name: 'gpu', 'resource-id': ids.aks }, {}, 'inputs', 1],
    ['with files is of what they declare', { file: '*' }, { 'a.yml': gpu, 'b.yml': machine }, 'files', 2],
  ])('%s', async (_, given, texts, kind, count) => {
    const reading = await verify(given, texts);
    if (!reading.ok || reading.request.mode !== 'verify') throw new Error(JSON.stringify(reading));
    const { scope } = reading.request;
    expect([scope.kind, scope.computes.length]).toEqual([kind, count]);
  });

  test('with half a declaration is bad input', async () => {
    expect(await verify({ namespace: 'jobs' })).toMatchObject({ ok: false });
    expect(await verify({ 'resource-id': `/subscriptions/${subscriptionId}` })).toMatchObject({ ok: false });
  });

  test('needs no private key', async () => {
    const text = `${machine}ssh_settings: { ssh_private_key_file: gone }\n`;
    expect(await verify({ file: '*' }, { 'a.yml': text })).toMatchObject({ ok: true });
  });
});

test.each([
  ['attach', false],
  ['Detach', false],
  ['plan', true],
  ['verify', true],
])('mode %s on the files of a stranger: %s', async (mode, ok) => {
  const environment = { GITHUB_EVENT_NAME: 'pull_request_target' };
  expect(await read({ 'a.yml': gpu }, { mode }, environment)).toMatchObject({ ok });
  expect(await read({ 'a.yml': gpu }, { mode }, { GITHUB_EVENT_NAME: 'pull_request' })).toMatchObject({
    ok: true,
  });
});
