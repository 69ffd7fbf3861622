import { expect, test } from '@jest/globals';
import { computeName } from '../../src/checks/compute-name.ts';
import { error, ok, warning } from './judged.ts';

test.each([
  ['gpu', ok('"gpu"')],
  ['G-1-p', ok('"G-1-p"')],
  ['a'.repeat(16), ok('aaa')],
  ['gp', warning('3 to 24 characters')],
  ['gpu-01', warning('ends with "-" and digits')],
  ['a'.repeat(17), warning('Studio and the Bicep module take 2 to 16')],
  ['a'.repeat(25), warning('3 to 24 characters; Studio')],
  ['a'.repeat(32), warning('3 to 24 characters')],
  ['a'.repeat(33), error('the name "aaa')],
  ['g', error('the name "g"')],
  ['1gpu', error('the name "1gpu"')],
  ['-gpu', error('the name "-gpu"')],
  ['gpu-', error('the name "gpu-"')],
  ['gpu_1', error('the name "gpu_1"')],
  ['gpü', error('the name "gpü"')],
  ['a b', error('the name "a b"')],
  ['gpu\n', error('the name "gpu')],
])('%j', (name, expected) => {
  expect(computeName.judge({ name })).toEqual(expected);
});

test('nothing to judge without a name', () => {
  expect(computeName.judge({})).toBeUndefined();
});
