import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { code, codeBlock, escapeMarkdown, link, oneLine, table } from '../../src/report/markdown.ts';
import { hostile, visible } from './hostile.ts';

/** What GitHub-flavoured Markdown makes of a text. */
const html = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true });

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Text without character references, as far as they are of the kinds that this project and `marked` write. */
const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (whole, point, name) =>
    point ? String.fromCodePoint(Number(point)) : (named[name] ?? whole),
  );

/** The text that a reader sees in HTML that has to be just this, with text for `…`. */
function textIn(frame: string, markdown: string): string | undefined {
  const pattern = frame.split('…').map(RegExp.escape).join('([^<>]*)');
  const [, text] = new RegExp(`^${pattern}$`).exec(html(markdown)) ?? [];
  return text === undefined ? undefined : decoded(text);
}

describe('escaped text stays the text that it is, whatever it contains', () => {
  test.each<[string, (escaped: string) => string, string]>([
    ['in a paragraph', (text) => text, '<p>…</p>\n'],
    ['in a heading', (text) => `## ${text}`, '<h2>…</h2>\n'],
    ['in a list', (text) => `- ${text}`, '<ul>\n<li>…</li>\n</ul>\n'],
    ['in bold', (text) => `**a ${text} b**`, '<p><strong>a … b</strong></p>\n'],
    ['in code', (text) => `a <code>${text}</code>`, '<p>a <code>…</code></p>\n'],
    [
      'in a table',
      (text) => table(['a'], [[text]]),
      '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody><tr>\n<td>…</td>\n</tr>\n</tbody></table>\n',
    ],
  ])('%s', (_, place, frame) => {
    fc.assert(
      fc.property(visible, (text) => {
        const seen = textIn(frame, place(escapeMarkdown(text)));
        expect(seen?.replace(/^a (.*) b$/, '$1').trim()).toBe(seen && oneLine(text).trim());
        expect(seen).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['plain words, with "quotes" (and more): 50%', 'plain words, with "quotes" (and more): 50%'],
  ['a_b', 'a_b'],
  ['_a_', '&#95;a&#95;'],
  ['two\r\nlines', 'two lines'],
  ['- a', '&#45; a'],
  ['12. a', '12&#46; a'],
  ['version 1.34.1', 'version 1.34.1'],
])('%j is written as %s', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('code of nothing is nothing', () => {
  expect([code(''), code('a|b')]).toEqual(['', '<code>a&#124;b</code>']);
});

test('a link goes where it is meant to, under any text', () => {
  const address = fc.webUrl({ withQueryParameters: true, withFragments: true });
  fc.assert(
    fc.property(
      visible,
      address,
      fc.constantFrom('', '"', '" onclick="x', '|', '<b>', ' '),
      (text, url, more) => {
        const [, to, seen] =
          /^<p><a href="([^"<>]*)">([^<>]*)<\/a><\/p>\n$/.exec(html(link(text, url + more))) ?? [];
        expect(decoded(seen ?? '')).toBe(oneLine(text));
        expect(decodeURI(decoded(to ?? ''))).toBe(decodeURI(encodeURI(url + more)));
      },
    ),
  );
});

test('a code block holds its text, whatever fences that contains', () => {
  fc.assert(
    fc.property(visible, (given) => {
      const text = given.replace(/[\r\t]/g, ' ').trimEnd();
      const tokens = marked.lexer(codeBlock('bash', text));
      expect(tokens.map((token) => ({ ...token, raw: '' }))).toEqual([
        { type: 'code', lang: 'bash', text, raw: '' },
      ]);
    }),
    { numRuns: 500 },
  );
});

test('one line has no control characters, and nothing to trim', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]|^\s|\s$/u);
    }),
  );
});
