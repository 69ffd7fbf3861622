import fc from 'fast-check';
import { oneLine } from '../../src/report/markdown.ts';

const syntax = [
  ...[
    '<b>',
    '</code>',
    '<!--',
    '-->',
    '<img src=x onerror=alert(1)>',
    '&lt;',
    '&#60;',
    '<',
    '>',
    '&',
    '"',
    "'",
  ],
  ...['[a](b)', '![a](b)', '[a]: b', '[^1]', '](', '[', ']', '(', ')', '\\', '\\|', '|', '||', '| --- |'],
  ...[
    '`',
    '```',
    '~~~',
    '*',
    '**',
    '_',
    '__',
    '~~',
    '$',
    '$$',
    '#',
    '# ',
    '## ',
    '- ',
    '+ ',
    '* ',
    '1. ',
    '2) ',
    '> ',
  ],
  ...[
    '---',
    '===',
    '***',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    '    ',
    '\0',
    '\u0085',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u200b',
  ],
  ...[
    'https://a.b',
    'HTTP://a.b',
    'www.a.b',
    'WWW.a.b',
    'ftp://a.b',
    'mailto:a@b.cd',
    'a@b.cd',
    '@user',
    ':tada:',
  ],
  ...[
    'end',
    'subgraph',
    '-->',
    '%%',
    '%%{init: {}}%%',
    'click a "b"',
    '"]',
    '#quot;',
    '#35;',
    ';',
    '{',
    '}',
    '$(id)',
  ],
];

/** Text as an attacker, or an unlucky service, would write it: full of the syntax of Markdown, HTML, Mermaid and shells. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...syntax) },
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((pieces) => pieces.join(''));

/** Such text of which something can be seen. */
export const visible = hostile.filter((text) => oneLine(text) !== '');
