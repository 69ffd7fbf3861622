import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defuse } from '../../src/runner/log-line.ts';

const pieces = fc.constantFrom(
  ...[
    '::',
    ':',
    '#',
    '##[',
    '[',
    '::set-output name=a::b',
    '##[add-mask]x',
    '::stop-commands::t',
    '%0A',
    'error',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\u2028',
    '\u2029',
    '\u0085',
    '\v',
    '\f',
    '\0',
    '\x1b[2J',
    ' ',
    '\t',
    '\ufeff',
    '\u200b',
  ],
);
const line = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 10 })
  .map((all) => all.join(''));

/**
 * The runner takes a line for a command when it starts with `::`, space aside, or has `##[` anywhere.
 * Source: actions/runner, ActionCommand.TryParseV2 and TryParse.
 */
test('no line is taken for a workflow command', () => {
  fc.assert(
    fc.property(line, (text) => {
      expect(defuse(text)).not.toMatch(/::|##\[|[\p{Cc}\u2028\u2029]/u);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['✅ cluster: it runs', '✅ cluster: it runs'],
  ['::error::x', ': :error: :x'],
  [':::x', ': : :x'],
  ['##[error]x', '# #[error]x'],
  ['two\r\nlines', 'two lines'],
])('%j is written as %j', (text, written) => {
  expect(defuse(text)).toBe(written);
});
