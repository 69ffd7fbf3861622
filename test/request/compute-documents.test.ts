import { describe, expect, test } from '@jest/globals';
import type { Files } from '../../src/request/files.ts';
import type { InputName } from '../../src/request/inputs.ts';
import { type Reading, readRequest } from '../../src/request/read-request.ts';
import { ids, inputs, subscriptionId } from '../fixtures.ts';

type Given = Partial<Record<InputName, string>>;

/** Files in memory; a pattern is a path, or `*` for all. */
const inMemory = (texts: Readonly<Record<string, string>>): Files => ({
  find: async (pattern) =>
    pattern === '*' ? Object.keys(texts).sort() : [pattern].filter((path) => path in texts),
  read: async (path) => {
    const text = texts[path];
    return text === undefined ? { ok: false, problem: 'cannot be read (ENOENT)' } : { ok: true, text };
  },
});

/** Reads files next to inputs that say nothing of a compute. */
const read = (texts: Readonly<Record<string, string>>, given: Given = {}): Promise<Reading> =>
  readRequest(inputs({ name: '', 'resource-id': '', file: '*', ...given }), {}, inMemory(texts));

const gpu = `name: gpu\ntype: kubernetes\nresource_id: ${ids.aks}\n`;
const machine = `name: dsvm\ntype: virtualmachine\nresource_id: ${ids.vm}\n`;

/** Problems as `file:line: field: what; expected what`. */
async function problems(texts: Readonly<Record<string, string>>, given: Given = {}): Promise<string[]> {
  const reading = await read(texts, given);
  if (reading.ok) return [];
  return reading.problems.map(({ at, field, actual, expected }) => {
    const place = at ? `${at.file}:${at.line}: ` : '';
    return `${place}${field}: ${actual}; expected ${expected}`;
  });
}

async function computes(texts: Readonly<Record<string, string>>, given: Given = {}) {
  const reading = await read(texts, given);
  if (!reading.ok || !('computes' in reading.request)) throw new Error(JSON.stringify(reading));
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
          identity: { type: 'None' },
        },
      },
    ]);
  });

  test('a virtual machine without settings', async () => {
    const text = `$schema: https://azuremlschemas.azureedge.net/latest/vmCompute.schema.json \n${machine}`;
    expect(await computes({ 'a.yml': text })).toMatchObject([
      { compute: { name: 'dsvm', ssh: { port: 22, username: undefined, password: undefined } } },
    ]);
  });

  test('a virtual machine with a password and a key', async () => {
    const settings = `ssh_settings:
   ssh_port: 8888
   admin_username: azureuser
   admin_password: azureuserpassword
   ssh_private_key_file: keys/id
`;
    const reading = await read({ 'a.yml': machine + settings, 'keys/id': 'KEY\n' }, { file: 'a.yml' });
    expect(reading).toMatchObject({
      ok: true,
      secrets: ['azureuserpassword', 'KEY\n'],
      request: {
        computes: [
          {
            compute: {
              ssh: { port: 8888, username: 'azureuser', password: 'azureuserpassword', privateKey: 'KEY\n' },
            },
          },
        ],
      },
    });
  });
});

describe('an input next to one file', () => {
  test('overrides its field', async () => {
    const given = { name: 'other', namespace: 'jobs', 'identity-type': 'SystemAssigned' };
    expect(await computes({ 'a.yml': `${gpu}namespace: default\n` }, given)).toMatchObject([
      { compute: { name: 'other', namespace: 'jobs', identity: { type: 'SystemAssigned' } } },
    ]);
  });

  test('that has the default of the input overrides nothing', async () => {
    const given = { namespace: 'default', type: 'kubernetes', 'ssh-port': '22' };
    expect(await computes({ 'a.yml': `${gpu}namespace: jobs\n` }, given)).toMatchObject([
      { compute: { namespace: 'jobs' } },
    ]);
  });

  test('is named where it is what cannot be used', async () => {
    expect(await problems({ 'a.yml': gpu }, { 'identity-type': 'Robot' })).toEqual([
      expect.stringMatching(/^identity-type: "Robot"; expected SystemAssigned or UserAssigned/),
    ]);
  });

  test('gives a private key, which the file has no key for', async () => {
    expect(
      await computes({ 'a.yml': machine }, { 'admin-username': 'me', 'ssh-private-key': 'KEY' }),
    ).toMatchObject([{ compute: { ssh: { username: 'me', privateKey: 'KEY\n' } } }]);
  });
});

test('an input next to several files is bad input, and so is a pattern that matches nothing', async () => {
  const texts = { 'a.yml': gpu, 'b.yml': machine };
  expect(await problems(texts, { namespace: 'jobs', file: '*\nc.yml' })).toEqual([
    expect.stringMatching(/^file: "c.yml", which matches no file/),
    expect.stringMatching(/^namespace: given next to several files/),
  ]);
});

test('a file that is named twice is one', async () => {
  expect(await computes({ 'a.yml': gpu }, { file: 'a.yml\n*\na.yml' })).toHaveLength(1);
});

describe('is told with its place:', () => {
  test.each<[string, string, string]>([
    [
      'an unknown key, with the nearest',
      `${gpu}namspace: x\n`,
      'a.yml:4: namspace: an unknown key; expected namespace, the nearest known key',
    ],
    [
      'an unknown key that is near to none',
      `${gpu}zzzzzzzz: x\n`,
      'a.yml:4: zzzzzzzz: an unknown key; expected one of the keys $schema',
    ],
    ['a key of the other type', `${gpu}ssh_settings: {}\n`, 'a.yml:4: ssh_settings: an unknown key'],
    [
      'an unknown key within',
      `${gpu}identity:\n  typ: x\n`,
      'a.yml:5: identity.typ: an unknown key; expected type',
    ],
    [
      'text where a mapping is expected',
      `${gpu}identity: x\n`,
      'a.yml:4: identity: "x"; expected a mapping with the keys type',
    ],
    ['a number where text is expected', `${gpu}description: 5\n`, 'a.yml:4: description: "5"; expected text'],
    [
      'a truth value of YAML 1.1',
      `${gpu}tags:\n  gpu: yes\n`,
      'a.yml:5: tags.gpu: "true"; expected text (in quotes',
    ],
    ['a date', `${gpu}tags:\n  day: 2026-11-22\n`, 'a.yml:5: tags.day: a date; expected text'],
    [
      'a type that is none',
      gpu.replace('kubernetes', 'aks'),
      'a.yml:2: type: "aks"; expected one of kubernetes, virtualmachine',
    ],
    ['a name that is missing', gpu.replace('name: gpu\n', ''), 'a.yml:1: name: missing; expected a name'],
    [
      'a port',
      `${machine}ssh_settings:\n  ssh_port: 70000\n`,
      'a.yml:5: ssh_settings.ssh_port: "70000"; expected a TCP port',
    ],
    [
      'an identity without an ID',
      `${gpu}identity:\n  type: user_assigned\n`,
      'a.yml:4: identity.user_assigned_identities: missing; expected at least one',
    ],
    [
      'an ID of something else',
      `${gpu}identity:\n  type: user_assigned\n  user_assigned_identities:\n    - resource_id: ${ids.aks}\n`,
      'a.yml:7: identity.user_assigned_identities.0.resource_id: "/subscriptions/',
    ],
    [
      'a quantity that is none of text and number',
      `${gpu}properties:\n  instanceTypes:\n    a:\n      resources:\n        limits: { cpu: [1] }\n`,
      'a.yml:8: properties.instanceTypes.a.resources.limits.cpu: a list; expected a quantity',
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problems({ 'a.yml': text })).toContainEqual(expect.stringContaining(expected));
  });

  test('everything in every file at once', async () => {
    const texts = { 'a.yml': `${gpu}x: 1\nw: 2\n`, 'b.yml': 'name: [', 'c.yml': `${machine}z: 3\n` };
    const told = await problems(texts, { timeout: 'soon' });
    expect(told.map((line) => line.split(': ').slice(0, 2).join(' '))).toEqual([
      'timeout "soon"; expected a number of minutes, for example 60 or 2.5',
      'b.yml:1 ',
      'a.yml:4 x',
      'a.yml:5 w',
      'c.yml:4 z',
    ]);
  });

  test('a password never', async () => {
    const settings = 'ssh_settings:\n  admin_password: 123456789\n  admin_pasword: 123456789\n';
    const reading = await read({ 'a.yml': machine + settings });
    expect(reading.secrets).toEqual(['123456789']);
    expect(JSON.stringify(reading.ok || reading.problems)).not.toContain('123456789');
    expect(await problems({ 'a.yml': machine + settings })).toContainEqual(
      expect.stringContaining('admin_password: a value that is not shown'),
    );
  });

  test('a key file that cannot be read', async () => {
    const settings = 'ssh_settings:\n  ssh_private_key_file: gone\n';
    expect(await problems({ 'a.yml': machine + settings })).toEqual([
      expect.stringMatching(/^a.yml:5: ssh_settings.ssh_private_key_file: "gone", which cannot be read/),
    ]);
  });
});

describe('declared twice', () => {
  const inNamespace = (name: string, namespace: string, id: string = ids.aks) =>
    `name: ${name}\ntype: kubernetes\nresource_id: ${id}\nnamespace: ${namespace}\n`;

  test.each<[string, string, string, string[]]>([
    ['a name, in any letter case', inNamespace('gpu', 'a'), inNamespace('GPU', 'b'), ['b.yml:1: name']],
    [
      'a cluster and namespace',
      inNamespace('a1', 'x'),
      inNamespace('b1', 'x', ids.aks.toUpperCase()),
      ['b.yml:3: resource_id'],
    ],
    ['a virtual machine', machine, machine.replace('dsvm', 'other'), ['b.yml:3: resource_id']],
    ['not a cluster with two namespaces', inNamespace('a1', 'ns-x'), inNamespace('b1', 'ns-y'), []],
  ])('is %s', async (_, one, other, expected) => {
    const told = await problems({ 'a.yml': one, 'b.yml': other });
    expect(told.map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual(expected);
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
      request: { mode: 'detach', computes: [{ name: 'gpu', at: { file: 'a.yml' } }, { name: 'dsvm' }] },
    });
  });

  test('of the same name twice is bad input', async () => {
    expect(await problems({ 'a.yml': gpu, 'b.yml': gpu }, { mode: 'detach' })).toHaveLength(1);
  });
});

describe('a verification', () => {
  const verify = (given: Given, texts = {}) =>
    readRequest(inputs({ mode: 'verify', name: '', 'resource-id': '', ...given }), {}, inMemory(texts));

  test.each<[string, Given, Readonly<Record<string, string>>, string, number]>([
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
});
