import { describe, expect, test } from '@jest/globals';
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
  const problem = { field: 'name', actual: 'missing', expected: 'a name' };
  const problems = [problem, { ...problem, field: 'mode', actual: '"x"' }];
  expect(renderAnnotations(aReport({}, { problems, computes: [] }))).toEqual([
    { level: 'error', title: 'Bad input', message: 'name is missing; expected a name' },
    { level: 'error', title: 'Bad input', message: 'mode is "x"; expected a name' },
  ]);
});

test('what ended the run, or kept the compute from its state, has one with all that is known', () => {
  expect(renderAnnotations(aReport({ failure }))).toEqual([failed]);
  expect(renderAnnotations(aReport({}, { failure }))).toEqual([failed]);
});

describe('what a verification found to differ', () => {
  const differences = [{ field: 'namespace', declared: 'jobs', live: '', inPlace: false }];
  const drifted = { succeeded: false, compliant: false, differences };
  const at = { file: 'computes/gpu.yml', line: 2, column: 1 };
  const notAsDeclared = {
    level: 'error',
    title: 'Not as declared',
    message: 'gpu in ml-prod is not as declared: namespace\nnamespace: declared jobs, in Azure nothing',
  };

  test('has one, at the line that declares it', () => {
    expect(renderAnnotations(aReport({ ...drifted, at }, { mode: 'verify' }))).toEqual([
      { ...notAsDeclared, at },
    ]);
  });

  test('has none in a plan, of which it is the purpose', () => {
    expect(renderAnnotations(aReport(drifted, { mode: 'plan' }))).toEqual([]);
  });

  test('has none where a finding says it all', () => {
    const findings = [aFinding({ severity: 'error' })];
    const unmet = { succeeded: false, findings };
    expect(renderAnnotations(aReport(unmet, { mode: 'verify' }))).toHaveLength(1);
  });
});

test('what is known of a file has one beside its line', () => {
  const at = { file: 'gpu.yml', line: 7, column: 1 };
  const report = aReport(
    { findings: [aFinding({ severity: 'warning', at })] },
    { notices: [{ message: 'location is ignored.', at }] },
  );
  expect(renderAnnotations(report)).toMatchObject([
    { level: 'notice', at },
    { level: 'warning', at },
  ]);
});

describe('of more than GitHub shows', () => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      field: `field-${index}`,
      actual: 'missing',
      expected: 'a name',
    }));
  const notices = (count: number) => Array.from({ length: count }, (_, index) => ({ message: `${index}` }));

  test('the last of a kind counts those that are left out', () => {
    const annotations = renderAnnotations(aReport({}, { problems: problems(14), computes: [] }));
    expect(annotations).toHaveLength(10);
    expect(annotations.slice(-2)).toEqual([
      { level: 'error', title: 'Bad input', message: 'field-8 is missing; expected a name' },
      {
        level: 'error',
        title: '5 more',
        message: '5 more errors are told of in the job summary of this run: GitHub shows 10 of a kind.',
      },
    ]);
  });

  test('none is left out while all fit', () => {
    const annotations = renderAnnotations(aReport({}, { problems: problems(10), computes: [] }));
    expect(annotations).toMatchObject(problems(10).map(() => ({ level: 'error', title: 'Bad input' })));
  });

  test('each kind is counted by itself', () => {
    const findings = Array.from({ length: 10 }, () => aFinding({ severity: 'warning' }));
    const report = aReport({ findings }, { problems: problems(12), notices: notices(11) });
    const titles = Object.groupBy(renderAnnotations(report), ({ level }) => level);
    expect(titles.error?.map(({ title }) => title)).toEqual([...Array(9).fill('Bad input'), '3 more']);
    expect(titles.notice?.map(({ title }) => title)).toEqual([...Array(9).fill('Compute file'), '2 more']);
    expect(titles.warning?.map(({ title }) => title)).toEqual(Array(10).fill('cluster'));
  });
});
