import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commandLine } from '../../src/report/command-line.ts';
import { oneLine } from '../../src/report/markdown.ts';
import { hostile } from './hostile.ts';

test('a shell takes a command apart into the arguments that it was made of', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 40 }), (args) => {
      const script = commandLine(['printf', '%s\\0', ...args]);
      const seen = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1);
      expect(seen).toEqual(args.map((each) => oneLine(each).toWellFormed()));
    }),
    { numRuns: 30 },
  );
});

test('a command is one line, and nothing is quoted that need not be', () => {
  expect(commandLine(['az', '--query', '[].id', "it's", '', 'a\nb', '/x/y-z_1.2:3'])).toBe(
    `az --query '[].id' 'it'\\''s' '' 'a b' /x/y-z_1.2:3`,
  );
});
