import { expect, test } from '@jest/globals';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { aFailure, aFinding, aReport } from '../fixtures.ts';

const failure = aFailure({ operation: 'attach the compute gpu', code: 'Conflict', message: 'Busy.' });
const failed = {
  level: 'error',
  title: 'Conflict',
  message: 'Failed to attach the compute gpu: Conflict: Busy.\nCorrelation ID: corr-1',
};

test('a run without a problem has none', () => {
  expect(renderAnnotations(aReport({ findings: [aFinding(), aFinding({ severity: 'notice' })] }))).toEqual(
    [],
  );
});

test('errors and warnings of checks have one each', () => {
  const findings = [
    aFinding({ severity: 'error', actual: 'it is stopped' }),
    aFinding({ check: 'relay', severity: 'warning', actual: 'no listener' }),
  ];
  const annotations = [
    { level: 'error', title: 'cluster', message: 'it is stopped; expected a cluster that runs' },
    { level: 'warning', title: 'relay', message: 'no listener; expected a cluster that runs' },
  ];
  expect(renderAnnotations(aReport({ findings }))).toEqual(annotations);
  expect(renderAnnotations(aReport({}, { findings, computes: [] }))).toEqual(annotations);
});

test('every input that cannot be used has one', () => {
  const problem = { input: 'name', value: '', expected: 'a name' } as const;
  const problems = [problem, { ...problem, input: 'mode' as const, value: 'x' }];
  expect(renderAnnotations(aReport({}, { problems, computes: [] }))).toEqual([
    { level: 'error', title: 'Bad input', message: 'name is missing; expected a name' },
    { level: 'error', title: 'Bad input', message: 'mode is "x"; expected a name' },
  ]);
});

test('what ended the run, or kept the compute from its state, has one with all that is known', () => {
  expect(renderAnnotations(aReport({ failure }))).toEqual([failed]);
  expect(renderAnnotations(aReport({}, { failure }))).toEqual([failed]);
});
