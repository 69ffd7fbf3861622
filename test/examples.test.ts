import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { marked } from 'marked';
import * as v from 'valibot';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'examples');
const read = (...path: string[]): string => readFileSync(resolve(root, ...path), 'utf8');

const action: { inputs: Record<string, { required?: boolean }>; outputs: Record<string, unknown> } = parse(
  read('action.yml'),
);

const step = v.object({
  id: v.optional(v.string()),
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const workflow = v.object({
  name: v.string(),
  on: v.record(v.string(), v.unknown()),
  permissions: v.optional(v.unknown()),
  jobs: v.record(
    v.string(),
    v.object({ permissions: v.record(v.string(), v.picklist(['read', 'write'])), steps: v.array(step) }),
  ),
});

const files = readdirSync(folder).filter((name) => name !== 'README.md');

test('every file but README.md is a workflow', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((name) => !name.endsWith('.yml'))).toEqual([]);
});

describe.each(files)('examples/%s', (file) => {
  const text = read('examples', file);
  const { permissions, jobs } = v.parse(workflow, parse(text));
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const own = steps.filter(({ uses }) => uses?.includes('/attach-aml-compute@'));

  test('gives no permissions to the workflow as a whole', () => {
    expect(permissions).toEqual({});
  });

  test('uses this action, with inputs that it has and all that it requires', () => {
    const required = Object.keys(action.inputs).filter((name) => action.inputs[name]?.required);
    expect(own).not.toEqual([]);
    for (const given of own.map((each) => Object.keys(each.with))) {
      expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
      expect(required.filter((name) => !given.includes(name))).toEqual([]);
    }
  });

  test('reads only outputs that this action has', () => {
    const ids = new Set(own.map(({ id }) => id));
    const named = Array.from(text.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g), ([, ...names]) => names);
    const unknown = named.filter(([id, output = '']) => ids.has(id) && !(output in action.outputs));
    expect(unknown).toEqual([]);
  });

  test('pins whatever it uses by commit, and says what that is', () => {
    const uses = steps.flatMap((each) => each.uses ?? []);
    const pinned = Array.from(
      text.matchAll(/\buses: (\S+@[0-9a-f]{40}) # (v\d+\.\d+\.\d+|put the owner and .+)$/gm),
      ([, name]) => name,
    );
    expect(pinned).toEqual(uses);
  });

  test('keeps the token out of what it checks out', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.filter((each) => each.with['persist-credentials'] !== false)).toEqual([]);
  });

  test('has no expression in a script', () => {
    expect(steps.flatMap(({ run }) => (run?.includes('${{') ? run : []))).toEqual([]);
  });
});

describe('examples/README.md', () => {
  const links: string[] = [];
  marked.walkTokens(marked.lexer(read('examples/README.md')), (token) => {
    if (token.type === 'link') links.push(String(token.href));
  });

  test('has a row for every example, and for nothing else', () => {
    const rows = Array.from(
      read('examples/README.md').matchAll(/^\| \[([^\]]+)\]\(([^)]+)\) \|/gm),
      ([, ...cells]) => cells,
    );
    expect(rows.toSorted()).toEqual(files.map((file) => [file, file]).toSorted());
  });

  test('has no links to files that there are not', () => {
    const targets = links.map((link) => link.replace(/#.*/, ''));
    expect(targets.filter((target) => !existsSync(resolve(folder, target)))).toEqual([]);
  });

  test('names every variable that the examples read', () => {
    const named = files.flatMap((file) =>
      Array.from(read('examples', file).matchAll(/\bvars\.(\w+)/g), ([, name = '']) => name),
    );
    const text = read('examples/README.md');
    expect([...new Set(named)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
