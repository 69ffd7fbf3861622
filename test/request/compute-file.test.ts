import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ComputeFile, parseComputeFile } from '../../src/request/compute-file.ts';

const parse = (text: string) => parseComputeFile('gpu.yml', text);

function file(text: string): ComputeFile {
  const reading = parse(text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.file;
}

/** Each problem as `line:column: what`. */
const problems = (text: string): string[] => {
  const reading = parse(text);
  return reading.ok ? [] : reading.problems.map(({ at, actual }) => `${at?.line}:${at?.column}: ${actual}`);
};

test('a file is plain data, and nothing in it is expanded', () => {
  const [variable, expression] = ['$' + '{NAME}', '$' + '{{ github.sha }}'];
  const text = `name: ${variable}\ndescription: ${expression}\ntags: { a: "1" }\n`;
  expect(file(text).content).toEqual({
    name: variable,
    description: expression,
    tags: { a: '1' },
  });
});

describe('the place of', () => {
  const text =
    'name: gpu\nidentity:\n  type: x\n  user_assigned_identities:\n    - resource_id: a\n    - resource_id: b\n';
  test.each<[string, readonly PropertyKey[], number, number]>([
    ['a key', ['name'], 1, 1],
    ['a key within', ['identity', 'type'], 3, 3],
    ['an item of a list', ['identity', 'user_assigned_identities', 1], 6, 7],
    ['a key of an item', ['identity', 'user_assigned_identities', 1, 'resource_id'], 6, 7],
    ['what is missing is where it would be', ['identity', 'principal'], 2, 1],
    ['what is missing altogether is the file', ['resource_id'], 1, 1],
    ['the whole is its beginning', [], 1, 1],
  ])('%s', (_, path, line, column) => {
    expect(file(text).placeOf(path)).toEqual({ file: 'gpu.yml', line, column });
  });

  test('the whole is behind comments and the mark of a document', () => {
    expect(file('# A comment\n---\nname: gpu\n').placeOf([])).toMatchObject({ line: 3 });
  });
});

describe('what cannot be used is told with its place', () => {
  test.each<[string, string, string | RegExp]>([
    ['nothing', '', '1:1: empty'],
    ['a comment only', '# nothing\n', /empty|not a mapping/],
    ['a list', '- name: gpu\n', '1:1: not a mapping of keys to values'],
    ['a word', 'gpu', '1:1: not a mapping of keys to values'],
    ['an open list', 'name: gpu\ntags: [', /^2:8: not valid YAML/],
    ['a key given twice', 'name: a\nname: b\n', /^2:1: not valid YAML \(Map keys must be unique/],
    ['a tab in front', 'identity:\n\ttype: x\n', /^2:1: not valid YAML/],
    ['a second document', 'name: a\n---\nname: b\n', /^2:1: followed by a second document/],
    ['an unknown alias', 'name: *x\n', /not valid YAML|not a mapping/],
  ])('%s', (_, text, expected) => {
    const [first = ''] = problems(text);
    expect(first).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('all at once', () => {
    expect(problems('name: a\nname: b\ntags: [\n').length).toBeGreaterThanOrEqual(2);
  });
});

describe('a hostile file', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 12 }, (_, index) => {
      const [name, before] = [String.fromCharCode(98 + index), String.fromCharCode(97 + index)];
      return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
    }),
  ].join('\n');

  test.each([
    ['of aliases that grow without end', bomb],
    ['nested as deep as can be', '['.repeat(100_000)],
    ['of mappings nested as deep as can be', `${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`],
  ])('%s is bad input', (_, text) => {
    expect(parse(text).ok).toBe(false);
  });

  test.each(['name: !!js/function "function () {}"', 'name: !!python/object/apply:os.system ["id"]'])(
    '%s is no code',
    (text) => {
      const reading = parse(text);
      if (reading.ok) expect(['string', 'object']).toContain(typeof reading.file.content['name']);
    },
  );

  test('never ends in anything but a reading, and no problem quotes a secret', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\t', '[', '&a *b', '"', '---\nx: y', '? :', '!!x '),
        (text, odd) => {
          const secret = 'Tr0ub4dor';
          const reading = parse(`ssh_settings:\n  admin_password: ${secret}\n${odd}${text}`);
          if (!reading.ok) expect(JSON.stringify(reading.problems)).not.toContain(secret);
        },
      ),
    );
  });
});
