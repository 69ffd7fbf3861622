import type { Finding } from '../checks/finding.ts';
import type { ComputeReport, Report } from './report.ts';
import { describeFailure, describeFinding, describeProblem } from './wording.ts';

/** A message that GitHub shows on the run's page. */
export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
}

/** What somebody has to see without opening the log. */
export const renderAnnotations = (report: Report): Annotation[] => [
  ...report.problems.map(
    (problem): Annotation => ({ level: 'error', title: 'Bad input', message: describeProblem(problem) }),
  ),
  ...report.findings.flatMap(annotateFinding),
  ...(report.failure ? [failed(report.failure)] : []),
  ...report.computes.flatMap(annotateCompute),
];

const annotateCompute = ({ findings, failure }: ComputeReport): Annotation[] => [
  ...findings.flatMap(annotateFinding),
  ...(failure ? [failed(failure)] : []),
];

const annotateFinding = (finding: Finding): Annotation[] =>
  finding.severity === 'error' || finding.severity === 'warning'
    ? [{ level: finding.severity, title: finding.check, message: describeFinding(finding) }]
    : [];

const failed = (failure: Parameters<typeof describeFailure>[0]): Annotation => ({
  level: 'error',
  title: failure.code,
  message: describeFailure(failure).join('\n'),
});
