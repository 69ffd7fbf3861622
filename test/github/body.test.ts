import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { makeBody, mostCharacters, sameBody } from '../../src/github/body.ts';
import { markerOf } from '../../src/github/marker.ts';
import { codeBlock, table } from '../../src/report/markdown.ts';
import { summaryUrl, topic } from './hub.ts';

const marker = markerOf(topic);
const make = (markdown: string, most?: number) => makeBody({ marker, markdown, summaryUrl }, most);

const ending = `\n\nThis is not all: GitHub takes no longer text here. The <a href="${summaryUrl}">job summary</a> has the rest.\n`;

/** What is kept of a text, without what is put around it. */
function kept(body: string): string {
  expect(body.startsWith(`${marker}\n`)).toBe(true);
  expect(body.endsWith(ending)).toBe(true);
  return body.slice(marker.length + 1, -ending.length).replace(/(?:\n\n<\/details>)+$/, '');
}

function tokens(markdown: string): Token[] {
  const found: Token[] = [];
  marked.walkTokens(marked.lexer(markdown, { gfm: true }), (token) => void found.push(token));
  return found;
}

/** Fences that run to the end because nothing closes them. */
const unclosedFences = (markdown: string): string[] =>
  tokens(markdown)
    .filter(({ type, raw }) => type === 'code' && /^\s*(?:`{3}|~{3})/.test(raw))
    .map(({ raw }) => raw.trimEnd())
    .filter((raw) => {
      const [, run = ''] = /^\s*(`{3,}|~{3,})/.exec(raw) ?? [];
      const last = raw.split('\n').slice(1).at(-1)?.trim() ?? '';
      return !(last.startsWith(run) && last === run.charAt(0).repeat(last.length));
    });

/** How many more `<details>` are opened than closed. */
function openDetails(markdown: string): number {
  const html = tokens(markdown)
    .filter(({ type }) => type === 'html')
    .map(({ raw }) => raw)
    .join('\n');
  return (html.match(/<details/g)?.length ?? 0) - (html.match(/<\/details>/g)?.length ?? 0);
}

/** Text as reports have it: lines of anything, among them what looks like the structure around it. */
const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replace(/[^\p{L}\p{N}\p{Emoji} ]/gu, '')),
  fc.constantFrom('</details>', '<details>', '```', '~~~~', '# Heading', '| - |', '😀😀😀'),
);
const word = fc.constantFrom('a', 'stopped', '😀', 'aks-gpu');
const block = fc.oneof(
  word.map((text) => `## ${text}`),
  fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' ')),
  fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.map((each) => `- ${each}`).join('\n')),
  fc
    .array(line, { maxLength: 8 })
    .map((lines) =>
      codeBlock('bash', lines.filter((each) => each !== '~~~~' && each.trim() !== '').join('\n')),
    ),
  fc.array(line, { maxLength: 8 }).map((lines) => `~~~~~\n${lines.join('\n')}\n~~~~~`),
  fc.array(fc.tuple(word, word), { maxLength: 12 }).map((rows) => table(['One', 'Two'], rows)),
);
const { document } = fc.letrec<{ document: string; details: string }>((tie) => ({
  document: fc
    .array(fc.oneof({ depthSize: 'small' }, block, tie('details')), { minLength: 1, maxLength: 12 })
    .map((blocks) => blocks.join('\n\n')),
  details: fc
    .tuple(fc.boolean(), word, tie('document'))
    .map(
      ([open, summary, inside]) =>
        `<details${open ? ' open' : ''}><summary>${summary}</summary>\n\n${inside}\n\n</details>`,
    ),
}));
const room = fc.integer({ min: 300, max: 900 });

describe('a text that is too long', () => {
  test('keeps to the limit, and is cut after a line, outside of code, with nothing left open', () => {
    fc.assert(
      fc.property(document, room, (markdown, most) => {
        const body = make(markdown, most);
        expect(body.length).toBeLessThanOrEqual(most);
        expect(unclosedFences(body)).toEqual([]);
        expect(openDetails(body)).toBe(0);
        if (body.length === marker.length + markdown.trimEnd().length + 2) return;
        const beginning = kept(body);
        expect(markdown.startsWith(beginning)).toBe(true);
        if (beginning) expect(markdown.charAt(beginning.length)).toBe('\n');
      }),
      { numRuns: 1_000 },
    );
  });

  test('leaves no fence open, however it is written', () => {
    const soup = fc.constantFrom(
      ...['```', '````', '~~~', '```js', '  ```', '    ```', '- ```', '- item', '  text', '> ```', '> ~~~'],
      ...['text', '', '', '# Heading', '| a |', '| - |', '<details>', '</details>', '<b>bold</b>', '1. one'],
    );
    fc.assert(
      fc.property(fc.array(soup, { maxLength: 30 }), (lines) => {
        const body = make([...lines, '', 'x'.repeat(800)].join('\n'), 700);
        expect(unclosedFences(kept(body))).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  test('stays text, whatever it is', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const anything = fc.array(fc.string({ unit, maxLength: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(anything, room, (lines, most) => {
        const body = make(lines.join('\n'), most);
        expect(body.length).toBeLessThanOrEqual(most);
        expect(body.isWellFormed()).toBe(true);
        expect(body.startsWith(`${marker}\n`)).toBe(true);
      }),
    );
  });

  const sections = ['## One', 'First.', '## Two', 'Second.'].join('\n\n');
  const roomFor = (text: string) => `${marker}\n${text}${ending}`.length;

  test('keeps as much as there is room for', () => {
    const rows = Array.from({ length: 50 }, (_, index) => [String(index), '😀']);
    const markdown = `Above.\n\n${table(['Row', 'Face'], rows)}`;
    const upToRow9 = markdown.slice(0, markdown.indexOf('| 10 |') - 1);
    expect(kept(make(markdown, roomFor(upToRow9)))).toBe(upToRow9);
    expect(kept(make(markdown, roomFor(upToRow9) + 5))).toBe(upToRow9);
  });

  test('does not end with what is nothing without the rest', () => {
    const text = `${sections}\n\n${'x'.repeat(400)}`;
    expect(kept(make(text, roomFor('## One\n\nFirst.\n\n## Two\n\nSec')))).toBe('## One\n\nFirst.');
    const withTable = `First.\n\n${table(['One'], [['x'.repeat(400)]])}`;
    expect(kept(make(withTable, roomFor('First.\n\n| One |\n| --- |\n')))).toBe('First.');
    const folded = `First.\n\n<details><summary>More</summary>\n\n${'x'.repeat(400)}\n\n</details>`;
    expect(make(folded, roomFor('First.\n\n<details><summary>More</summary>\n\n</details>'))).toBe(
      `${marker}\nFirst.${ending}`,
    );
  });

  test('closes what is folded, before it says where the rest is', () => {
    const markdown = `<details open><summary>More</summary>\n\nFirst.\n\n${'x'.repeat(400)}\n\n</details>`;
    expect(make(markdown, roomFor('<details open><summary>More</summary>\n\nFirst.\n\n</details>'))).toBe(
      `${marker}\n<details open><summary>More</summary>\n\nFirst.\n\n</details>${ending}`,
    );
  });

  test('of a single line is only where it is', () => {
    expect(make('😀'.repeat(mostCharacters))).toBe(`${marker}\n${ending}`);
  });
});

test('a text that is just short enough stays whole', () => {
  const fits = `x${'😀'.repeat((mostCharacters - marker.length - 3) / 2)}`.slice(0, mostCharacters);
  expect(make(fits)).toBe(`${marker}\n${fits}\n`);
  expect(make(`${fits}yy`)).toContain('job summary');
});

test('bodies are the same in spite of line breaks and space at the end', () => {
  expect(sameBody('a\r\nb\r\n', 'a\nb')).toBe(true);
  expect(sameBody('a\nb', 'a\n\nb')).toBe(false);
});
