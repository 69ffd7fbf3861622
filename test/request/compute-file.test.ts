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

test('aliases and merge keys stand for what they name', () => {
  const text =
    'one: &one { a: x, b: y }\ntwo: &two { c: z }\ntags: { <<: *one, b: z, <<: *two }\nagain: *one\n';
  expect(file(text).content).toMatchObject({ tags: { a: 'x', b: 'z', c: 'z' }, again: { a: 'x', b: 'y' } });
});

describe('a value is taken for what the Azure CLI takes it for:', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['N', 'N'],
    ['8888', 8_888],
    ['0x1F', 31],
    ['0777', 511],
    ['08', '08'],
    ['0.5', 0.5],
    ['1e3', '1e3'],
    ['1.5e3', '1.5e3'],
    ['1.5e+3', 1_500],
    ['12:30:00', 45_000],
    ['2026-1-5', '2026-1-5'],
    ['"yes"', 'yes'],
    ['500m', '500m'],
    ['~', null],
    ['', null],
  ])('%s', (written, value) => {
    const versions = ['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n'];
    expect(versions.map((version) => file(`${version}key: ${written}\n`).content['key'])).toEqual(
      versions.map(() => value),
    );
  });

  test('a date', () => {
    expect(Object.prototype.toString.call(file('key: 2026-11-22').content['key'])).toBe('[object Date]');
  });

  test('a key', () => {
    expect(Object.keys(file('y: a\n1: b\nno: c\n: d\n').content)).toEqual(['1', 'y', 'false', '']);
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
    ['what is missing below a value is where that is', ['name', 'a', 0, 'b'], 1, 1],
    ['what is missing altogether is the file', ['resource_id'], 1, 1],
    ['the whole is its beginning', [], 1, 1],
  ])('%s', (_, path, line, column) => {
    expect(file(text).placeOf(path)).toEqual({ file: 'gpu.yml', line, column });
  });

  test.each([
    ['comments and the mark of a document', '# A comment\n---\nname: gpu\n', 3],
    ['a byte order mark', '\ufeffname: gpu\n', 1],
    ['lines that end as on Windows', '# A comment\r\n\r\nname: gpu\r\n', 3],
  ])('a key is found behind %s', (_, text, line) => {
    expect(file(text).placeOf(['name'])).toMatchObject({ line });
    expect(file(text).placeOf([])).toMatchObject({ line });
  });

  test('what an alias or a merge key brings in is where that stands', () => {
    const { placeOf } = file('a: &a { x: y }\nb: *a\nc:\n  <<: *a\n');
    expect([placeOf(['b', 'x']).line, placeOf(['c', 'x']).line]).toEqual([2, 3]);
  });
});

describe('what cannot be used is told with its place', () => {
  test.each<[string, string, string]>([
    ['nothing', '', '1:1: empty'],
    ['a comment only', '# nothing\n', '1:1: empty'],
    ['an empty document', '---\n', '1:4: not a mapping of keys to values'],
    ['a list', '# A comment\n- name: gpu\n', '2:1: not a mapping of keys to values'],
    ['a word', 'gpu', '1:1: not a mapping of keys to values'],
    ['a date', '2026-11-22', '1:1: not a mapping of keys to values'],
    ['an open list', 'name: gpu\ntags: [', '2:8: not valid YAML (Flow sequence'],
    ['an open quotation', 'name: "gpu', '1:11: not valid YAML (Missing closing "quote)'],
    ['a key given twice', 'name: a\nname: b\n', '2:1: not valid YAML (Map keys must be unique'],
    ['a key given twice within', 'tags: { a: b, "a": c }\n', '1:15: not valid YAML (Map keys must be unique'],
    ['a key that becomes another', '1: b\n"1": c\n', '2:1: not valid YAML (Map keys must be unique'],
    ['a tab in front', 'identity:\n\ttype: x\n', '2:1: not valid YAML (Tabs are not allowed'],
    ['a second document', 'name: a\n---\nname: b\n', '2:1: followed by a second document'],
    ['an unknown alias', 'name: *x\n', '1:1: no plain data'],
    ['a merge key with a number', 'tags: { <<: 5 }\n', '1:1: no plain data'],
    ['a directive of another YAML', '%YAML x\n---\nname: a\n', '1:7: not valid YAML (A directive'],
  ])('%s', (_, text, expected) => {
    expect(problems(text)).toContainEqual(expect.stringContaining(expected));
  });

  test.each([
    ...['!!js/function "function () {}"', '!!js/regexp /x/', '!!python/object/apply:os.system ["id"]'],
    ...['!!binary aGVsbG8=', '!!set {a, b}', '!!omap [a: b]', '!!pairs [a: b]', '!!int gpu', '!mine gpu'],
  ])('the tag of %s', (value) => {
    const text = `name: a\ndescription: ${value}\n`;
    expect(problems(text)).toEqual(['2:14: not valid YAML (A tag that cannot be used)']);
    expect(problems(`%YAML 1.2\n---\n${text}`)).toHaveLength(1);
  });

  test('several at once, but not without end', () => {
    expect(problems('name: a\nname: b\n---\nx: y\n')).toHaveLength(2);
    expect(problems('a: b: '.repeat(1_000)).length).toBeLessThan(20);
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
  const deep = 20_000;

  test.each([
    ['of aliases that grow without end', bomb],
    ['of lists nested as deep as can be', `a: ${'['.repeat(deep)}${']'.repeat(deep)}`],
    ['of lists that never end', '['.repeat(deep)],
    ['of mappings nested as deep as can be', `${'{a: '.repeat(deep)}1${'}'.repeat(deep)}`],
    [
      'of blocks nested as deep as can be',
      Array.from({ length: 3_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
    ],
    ['of items nested as deep as can be', '- '.repeat(deep)],
  ])('%s is bad input', (_, text) => {
    expect(parse(text).ok).toBe(false);
  });

  test('of many keys takes no longer than it has to', () => {
    const started = performance.now();
    expect(file(Array.from({ length: 30_000 }, (_, key) => `key${key}:`).join('\n')).content).toHaveProperty(
      'key7',
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('that holds itself is read', () => {
    const { content, placeOf } = file('tags: &tags\n  all: *tags\n');
    expect(content['tags']).toBe((content['tags'] as typeof content)['all']);
    expect(placeOf(['tags', 'all', 'all'])).toMatchObject({ line: 2 });
  });

  test('changes no prototype', () => {
    const { content } = file('__proto__: { polluted: x }\n');
    expect(Object.getPrototypeOf(content)).not.toHaveProperty('polluted');
    expect({}).not.toHaveProperty('polluted');
  });

  const secret = 'Tr0ub4dor';
  const odd = fc.constantFrom(
    ...[
      '\t',
      '\n',
      '\r\n',
      ' ',
      '  ',
      ': ',
      ':',
      '- ',
      '? ',
      ', ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      ' #',
      '@',
      '`',
    ],
    ...[
      '|',
      '>',
      '|2',
      '>-',
      '%',
      '%TAG ',
      '%YAML ',
      '\n---\n',
      '\n...\n',
      '&',
      '*',
      '!',
      '!!',
      '!<',
      '>',
      '\\',
      '\\x',
    ],
    ...['\\U', '<<: ', '~', '\0', '\ufeff', 'admin_password: ', secret, secret, secret],
  );
  const text = fc.array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 });

  test('never ends in anything but a reading, and no problem quotes it', () => {
    fc.assert(
      fc.property(text, (pieces) => {
        const reading = parse(pieces.join(''));
        if (reading.ok) reading.file.placeOf(['ssh_settings', 'admin_password', 0]);
        else expect(JSON.stringify(reading.problems)).not.toContain(secret);
      }),
      { numRuns: 5_000 },
    );
  });

  // The first of these are what mistakes make of a password.
  test.each([
    ...[
      '|',
      '>',
      '!',
      '!!',
      '!a!',
      '!<',
      '"\\',
      '"\\U',
      '"\\x',
      '@',
      '`',
      '%',
      '*',
      '&a &',
      '&',
      '[',
      '"" ',
      '" \n',
      '}',
    ],
    ...[
      '%YAML ',
      '%TAG ! ',
      '!!omap [a: 1, a: ',
      '!!binary ',
      '!!float ',
      '? ',
      '- ',
      ': ',
      '\n\t',
      '\n---\n%',
    ],
  ])('has no word quoted that follows %j', (before) => {
    const texts = ['', 'admin_password: ', 'a:\n  admin_password: '].map(
      (lead) => `${lead}${before}${secret}`,
    );
    const told = texts.flatMap((each) => problems(each));
    expect(JSON.stringify(told)).not.toMatch(/Tr0ub/);
  });
});
