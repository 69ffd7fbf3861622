import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InstanceType } from '../../src/azure/compute.ts';
import type { Verdict } from '../../src/checks/finding.ts';
import { instanceTypes } from '../../src/checks/instance-types.ts';
import { error, ok } from './judged.ts';

const judgeType = (changes: Partial<InstanceType>, name = 'big'): Verdict | undefined =>
  instanceTypes.judge({
    instanceTypes: { [name]: { nodeSelector: {}, requests: {}, limits: {}, ...changes } },
  });

test.each<[string, Partial<InstanceType>]>([
  ['says nothing', {}],
  [
    'has quantities',
    { requests: { cpu: '500m', memory: '0' }, limits: { cpu: '1.5', 'nvidia.com/gpu': '1', memory: '2Gi' } },
  ],
  [
    'has labels',
    { nodeSelector: { pool: 'gpu', 'kubernetes.io/os': 'linux', 'Zone_1.a': '', a: 'x'.repeat(63) } },
  ],
])('an instance type that %s can be taken', (_, type) => {
  expect(judgeType(type)).toEqual(ok('big'));
});

test.each<[Partial<InstanceType>, string]>([
  [{ requests: { cpu: 'some' } }, 'big: requests.cpu "some" is no quantity'],
  [{ limits: { memory: '2 GB' } }, 'big: limits.memory "2 GB" is no quantity'],
  [{ limits: { cpu: '-1' } }, 'limits.cpu "-1" is no quantity'],
  [{ limits: { cpu: '' } }, 'limits.cpu "" is no quantity'],
  [{ nodeSelector: { '-pool': 'gpu' } }, 'big: "-pool" is no label'],
  [{ nodeSelector: { '': 'gpu' } }, '"" is no label'],
  [{ nodeSelector: { 'a/b/c': 'gpu' } }, '"a/b/c" is no label'],
  [{ nodeSelector: { '/pool': 'gpu' } }, '"/pool" is no label'],
  [{ nodeSelector: { 'Example.com/pool': 'gpu' } }, '"Example.com/pool" is no label'],
  [{ nodeSelector: { ['x'.repeat(64)]: 'gpu' } }, 'is no label'],
  [{ nodeSelector: { pool: 'a b' } }, 'big: "a b" is no value of a label (pool)'],
  [{ nodeSelector: { pool: 'gpu\n' } }, 'is no value of a label (pool)'],
  [{ nodeSelector: { pool: 'x'.repeat(64) } }, 'is no value of a label (pool)'],
])('what Kubernetes cannot take is told: %j', (type, problem) => {
  expect(judgeType(type)).toEqual(error(problem));
});

test.each(['a', '0', 'big', 'big-gpu.2', 'x'.repeat(253)])('%s is a name for an instance type', (name) => {
  expect(judgeType({}, name)).toEqual(ok(name));
});

test.each(['Big', 'big_gpu', '-big', 'big-', 'a..b', '', 'big\n', 'x'.repeat(254)])(
  '%j is no name for an instance type',
  (name) => {
    expect(judgeType({}, name)).toEqual(error('that is no name for an instance type'));
  },
);

describe('a default instance type', () => {
  test.each([
    ['big', ok('big')],
    ['defaultinstancetype', ok('big')],
    ['small', error('the default "small" is not among them')],
    ['Big', error('the default "Big" is not among them')],
    ['toString', error('the default "toString" is not among them')],
  ])('%s', (defaultInstanceType, expected) => {
    const big = { nodeSelector: {}, requests: {}, limits: {} };
    expect(instanceTypes.judge({ instanceTypes: { big }, defaultInstanceType })).toEqual(expected);
  });

  test('is declared without any instance type', () => {
    expect(instanceTypes.judge({ defaultInstanceType: 'big' })).toEqual(error('the default "big"'));
    expect(instanceTypes.judge({ defaultInstanceType: 'defaultinstancetype' })).toEqual(ok(''));
  });
});

test('every problem is told', () => {
  const type = { nodeSelector: { '': ' ' }, requests: { cpu: 'x' }, limits: { cpu: 'y' } };
  const verdict = instanceTypes.judge({ instanceTypes: { A: type, b: type }, defaultInstanceType: 'c' });
  expect(verdict?.actual.split('; ')).toHaveLength(5 + 4 + 1);
});

test('no text keeps the check from a verdict', () => {
  const texts = fc.dictionary(fc.string(), fc.string());
  const types = fc.dictionary(
    fc.string(),
    fc.record({ nodeSelector: texts, requests: texts, limits: texts }),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(types, (declared) => {
      expect(['ok', 'error']).toContain(instanceTypes.judge({ instanceTypes: declared })?.severity);
    }),
  );
});

test('nothing to judge without instance types', () => {
  expect(instanceTypes.judge({ name: 'gpu' })).toBeUndefined();
});
