import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { marked, type Token } from 'marked';
import { parse } from 'yaml';
import { checkIds } from '../src/request/request.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');

const action: { inputs: Record<string, { required?: boolean }> } = parse(read('action.yml'));
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(resolve(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Every token of a page, those inside others too. */
function tokensOf(page: string): Token[] {
  const tokens: Token[] = [];
  marked.walkTokens(marked.lexer(read(page)), (token) => {
    tokens.push(token);
  });
  return tokens;
}

/** What is left of a heading when it is rendered. */
const plainText = (token: Token): string =>
  'tokens' in token && token.tokens
    ? token.tokens.map(plainText).join('')
    : 'text' in token
      ? token.text
      : '';

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(page: string): Set<string> {
  const slugger = new GithubSlugger();
  const headings = tokensOf(page).filter(({ type }) => type === 'heading');
  return new Set(headings.map((heading) => slugger.slug(plainText(heading))));
}

const linksOf = (page: string): string[] =>
  tokensOf(page).flatMap((token) => (token.type === 'link' || token.type === 'image' ? [token.href] : []));

/** What is wrong with a link; undefined when nothing is, or when it leaves the repository. */
function problemWith(link: string, page: string): string | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, resolve(root, dirname(page), decodeURI(path)));
  if (target.startsWith('..') || !existsSync(resolve(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchorsOf(target).has(decodeURI(anchor))) return undefined;
  return `${link}: ${target} has no such heading`;
}

describe.each(pages)('%s', (page) => {
  test('has no dead links', () => {
    const links = linksOf(page);
    expect(links.length).toBeGreaterThan(0);
    expect(links.map((link) => problemWith(link, page)).filter(Boolean)).toEqual([]);
  });

  test('names only npm scripts that there are', () => {
    const named = Array.from(read(page).matchAll(/\bnpm run ([\w:-]+)/g), ([, name = '']) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test('CONTRIBUTING.md tells when to use each npm script', () => {
  const commands = Object.keys(scripts)
    .filter((name) => !name.startsWith('pre'))
    .map((name) => (name === 'test' ? 'npm test' : `npm run ${name}`));
  const text = read('CONTRIBUTING.md');
  expect(commands.filter((command) => !text.includes(`\n| \`${command}\` `))).toEqual([]);
});

describe('docs/prerequisites.md', () => {
  const page = 'docs/prerequisites.md';

  test('has a section for every check, in the order of the findings', () => {
    const headings = tokensOf(page).flatMap((token) =>
      token.type === 'heading' && token.depth === 2 ? [plainText(token)] : [],
    );
    const ids: readonly string[] = checkIds;
    expect(headings.filter((heading) => ids.includes(heading))).toEqual(ids);
    expect(headings.filter((heading) => !ids.includes(heading))).toEqual(['How findings work']);
  });

  test('has a row for every check in its table', () => {
    const rows = Array.from(
      read(page).matchAll(/^\| \[([\w-]+)\]\(#([\w-]+)\) +\|/gm),
      ([, ...cells]) => cells,
    );
    expect(rows).toEqual(checkIds.map((id) => [id, id]));
  });
});

describe('the workflows in README.md', () => {
  const blocks = tokensOf('README.md').flatMap((token) =>
    token.type === 'code' && token.lang === 'yaml' ? [String(token.text)] : [],
  );
  const uses = blocks.flatMap((block) => stepsIn(parse(block)));

  test('use this action in every block', () => {
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) expect(stepsIn(parse(block))).not.toEqual([]);
  });

  test('give it inputs that it has, and all that it requires', () => {
    const required = Object.keys(action.inputs).filter((name) => action.inputs[name]?.required);
    for (const given of uses.map((inputs) => Object.keys(inputs))) {
      expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
      expect(required.filter((name) => !given.includes(name))).toEqual([]);
    }
  });
});

describe.each(['attach', 'verify'])('the reusable workflow %s.yml', (name) => {
  const workflow = parse(read(`.github/workflows/${name}.yml`));
  const inputs: readonly string[] = Object.keys(workflow.on.workflow_call.inputs);
  const uses: Record<string, string>[] = Object.values(workflow.jobs as Record<string, { steps: Step[] }>)
    .flatMap(({ steps }) => steps)
    .flatMap((step) => (step.uses === './.attach-aml-compute' && step.with ? [step.with] : []));

  test('gives the action inputs that it has, and all that it requires', () => {
    const required = Object.keys(action.inputs).filter((input) => action.inputs[input]?.required);
    expect(uses.length).toBeGreaterThan(0);
    for (const given of uses) {
      expect(Object.keys(given).filter((input) => !(input in action.inputs))).toEqual([]);
      expect(required.filter((input) => !(input in given))).toEqual([]);
    }
  });

  test('reads every input that it declares, and declares every one that it reads', () => {
    const text = read(`.github/workflows/${name}.yml`);
    const named = Array.from(text.matchAll(/\binputs\.([\w-]+)/g), ([, input = '']) => input);
    expect([...new Set(named)].sort()).toEqual([...inputs].sort());
  });

  test('takes no permission that a job does not state', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) expect(job).toHaveProperty('permissions');
  });

  test('never lets an input into a shell but through its environment', () => {
    const scripts = Object.values(workflow.jobs as Record<string, { steps: Step[] }>).flatMap(({ steps }) =>
      steps.flatMap(({ run = '' }) => run),
    );
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });
});

interface Step {
  readonly uses?: string;
  readonly with?: Record<string, string>;
  readonly run?: string;
}

/** The inputs of every step, wherever it stands, that uses this action. */
function stepsIn(node: unknown): Record<string, unknown>[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(stepsIn);
  return 'uses' in node && String(node.uses).includes('/attach-aml-compute@')
    ? [{ ...('with' in node && typeof node.with === 'object' ? node.with : {}) }, ...inside]
    : inside;
}
