import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { ids } from '../fixtures.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const validate = new Ajv().compile(JSON.parse(read('docs/compute.schema.json')));

const folders = ['demo/computes', '.ci/compute-files', '.ci/act/caller/computes'];
const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`),
);

/** The action takes a type in any letter case, and null for a quantity; an editor suggests neither. */
const suggested = files.filter((file) => !/^type: [A-Z]|: null\b/m.test(read(file)));

test.each(suggested)('the published schema takes %s', (file) => {
  expect([validate(parse(read(file))), validate.errors]).toEqual([true, null]);
});

const gpu = { name: 'gpu', type: 'kubernetes', resource_id: ids.aks };
test.each<[string, object]>([
  ['a missing name', { ...gpu, name: undefined }],
  ['another type', { ...gpu, type: 'aks' }],
  ['an unknown key', { ...gpu, namspace: 'x' }],
  ['an unknown key within', { ...gpu, identity: { typ: 'x' } }],
  ['a key of the other type', { ...gpu, ssh_settings: {} }],
  ['a number where text is expected', { ...gpu, description: 5 }],
])('the published schema refuses %s', (_, document) => {
  expect(validate(JSON.parse(JSON.stringify(document)))).toBe(false);
});
