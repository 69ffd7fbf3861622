import fc from 'fast-check';
import { oneLine } from '../../src/report/markdown.ts';
import type { Report } from '../../src/report/report.ts';
import { aFinding, aReport, aWorkspaceName } from '../fixtures.ts';

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

/** A report in which every service, and every user, says the same. */
export function reportSaying(text: string): Report {
  const fix = { advice: text, commands: [[text, text]] };
  const failure = {
    operation: text,
    code: text,
    message: text,
    details: [
      { code: text, message: text },
      { code: '', message: text },
    ],
    correlationId: text,
    presented: { issuer: text, subject: text, audience: text },
    advice: text,
    explanation: { id: text, cause: text, fixes: [fix], source: 'https://learn.microsoft.com/' },
  };
  return aReport(
    {
      name: text,
      provisioningState: text,
      declared: { type: 'kubernetes', resourceId: text, clusterKind: 'arc', namespace: text },
      differences: [{ field: 'namespace', declared: text, live: text, inPlace: false }],
      findings: [aFinding({ severity: 'error', actual: text, expected: text, fix })],
      repairs: [{ what: text, made: true }],
      failure,
    },
    {
      succeeded: false,
      failure,
      workspace: { ...aWorkspaceName, name: text },
      problems: [{ field: text, actual: text, expected: text, at: { file: text, line: 1, column: 1 } }],
      notices: [{ message: text, at: { file: text, line: 1, column: 1 } }],
    },
  );
}
