import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { marked, type Token } from 'marked';
import { troubleshootingPage } from '../../scripts/troubleshooting.ts';
import { anchorOf, families } from '../../src/explain/index.ts';
import { ownCodes } from '../../src/explain/own-codes.ts';

const root = new URL('../../', import.meta.url);
const page = troubleshootingPage();

const found: Token[] = [];
marked.walkTokens(marked.lexer(page), (token) => void found.push(token));
const ofType = (type: string) => found.filter((token) => token.type === type) as (Token & { text: string })[];

describe('docs/troubleshooting.md', () => {
  test('is up to date', () => {
    expect(readFileSync(new URL('docs/troubleshooting.md', root), 'utf8')).toBe(page);
  });

  test('has a heading for every error and code, and every link leads to one', () => {
    const slugger = new GithubSlugger();
    const anchors = ofType('heading').map(({ text }) => slugger.slug(text));
    const links = ofType('link').map((token) => (token as unknown as { href: string }).href);
    const inside = links.filter((href) => href.startsWith('#')).map((href) => href.slice(1));
    const headings = [
      ...families.flatMap(({ title, entries }) => [title, ...entries.map(({ text }) => text)]),
      ...ownCodes.map(({ code }) => code),
    ];
    expect(anchors).toEqual(expect.arrayContaining(headings.map(anchorOf)));
    expect(anchors).toEqual(expect.arrayContaining(inside));
    expect(inside.length).toBe(headings.length + 1);
  });

  test('holds no HTML but the note that it is generated', () => {
    expect(ofType('html').map(({ text }) => text.trim())).toEqual([expect.stringMatching(/^<!-- Generated/)]);
  });
});

describe("the action's own codes", () => {
  const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('explain'))
    .map((file) => readFileSync(new URL(`src/${file}`, root), 'utf8'))
    .join('\n');
  const literals = Array.from(sources.matchAll(/\bcode: '([A-Z]\w+)'/g), ([, code = '']) => code);

  test('are all documented', () => {
    expect(ownCodes.map(({ code }) => code)).toEqual(expect.arrayContaining(literals));
  });

  test('are all in use', () => {
    const unused = ownCodes.filter(({ code }) => !sources.includes(code.replace(/Failed$/, '')));
    expect(unused).toEqual([]);
  });
});
