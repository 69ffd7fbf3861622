import { expect, test } from '@jest/globals';
import { readCommandFile } from '../../local-runner/command-file.ts';

test('reads lines and blocks', () => {
  const text = 'a=1=2\nb<<END\nfirst\n\nsecond=3\nEND\nc=\n';
  expect(readCommandFile(text)).toEqual({ a: '1=2', b: 'first\n\nsecond=3', c: '' });
});

test.each(['b<<END\nnever ended\n', 'no value\n', '=no name\n'])('refuses %j', (text) => {
  expect(() => readCommandFile(text)).toThrow();
});
