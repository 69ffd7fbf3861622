import { describe, expect, test } from '@jest/globals';
import { createStepLog } from '../../local-runner/log.ts';

const seen = (lines: readonly string[], known: readonly string[] = []): string[] => {
  const log = createStepLog(known);
  return lines.flatMap((line) => log.add(line));
};

describe('the log of a step', () => {
  test('shows ordinary lines as they are', () => {
    expect(seen(['gpu: attaching', 'a::b', 'see ::error:: there'])).toEqual([
      'gpu: attaching',
      'a::b',
      'see ::error:: there',
    ]);
  });

  test('indents what a group holds', () => {
    expect(seen(['::group::Prerequisites', 'workspace', '::endgroup::', 'done'])).toEqual([
      '▼ Prerequisites',
      '  workspace',
      'done',
    ]);
  });

  test('hides masked text from the mask on, line by line too, also in groups and annotations', () => {
    const lines = ['key', '::add-mask::key%0Aword', 'a key, a word', '::group::key', '::error::word'];
    expect(seen(lines)).toEqual(['key', 'a ***, a ***', '▼ ***', '  Error: ***']);
  });

  test('hides what the runner knew from the start', () => {
    expect(seen(['request-token'], ['request-token'])).toEqual(['***']);
  });

  test('hides debug messages', () => {
    expect(seen(['::debug::GET /computes'])).toEqual([]);
  });

  test('shows annotations without their title, and keeps them with it', () => {
    const log = createStepLog();
    const line = '::error title=Bad input%3A name%2C type,file=a.yml,line=3::first%0A100%25::second';
    expect(log.add(line)).toEqual(['Error: first', '100%::second']);
    expect(log.annotations).toEqual([
      {
        level: 'error',
        message: 'first\n100%::second',
        properties: { title: 'Bad input: name, type', file: 'a.yml', line: '3' },
      },
    ]);
  });

  test('refuses commands that the runner does not know', () => {
    expect(() => seen(['::set-output name=a::b'])).toThrow('::set-output::');
  });
});
