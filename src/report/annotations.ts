import type { Finding } from '../checks/finding.ts';
import type { Source } from '../request/request.ts';
import type { ComputeReport, Report } from './report.ts';
import {
  computeHeadline,
  describeDifference,
  describeFailure,
  describeFinding,
  describeProblem,
} from './wording.ts';

/** A message that GitHub shows on the run's page and, where it is about a file, beside the line. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  readonly at?: Source;
}

/** What somebody has to see without opening the log. */
export const renderAnnotations = (report: Report): Annotation[] => [
  ...report.problems.map((problem) => annotation('error', 'Bad input', describeProblem(problem), problem.at)),
  ...report.notices.map(({ message, at }) => annotation('notice', 'Compute file', message, at)),
  ...report.findings.flatMap(annotateFinding),
  ...(report.failure ? [failed(report.failure)] : []),
  ...report.computes.flatMap((compute) => [...annotateCompute(compute), ...annotateDrift(report, compute)]),
];

const annotation = (
  level: Annotation['level'],
  title: string,
  message: string,
  at: Source | null | undefined,
): Annotation => ({ level, title, message, ...(at && { at }) });

const annotateCompute = ({ findings, failure, at }: ComputeReport): Annotation[] => [
  ...findings.flatMap(annotateFinding),
  ...(failure ? [failed(failure, at)] : []),
];

/** What a verification found to be otherwise than declared, where no finding and no failure says so already. */
function annotateDrift({ mode, workspace }: Report, compute: ComputeReport): Annotation[] {
  const { succeeded, failure, findings, differences, at } = compute;
  const told = failure !== null || findings.some(({ severity }) => severity === 'error');
  if (mode !== 'verify' || succeeded || (told && differences.length === 0)) return [];
  const message = [
    computeHeadline(mode, compute, workspace?.name ?? ''),
    ...differences.map(describeDifference),
  ];
  return [annotation('error', 'Not as declared', message.join('\n'), at)];
}

const annotateFinding = (finding: Finding): Annotation[] =>
  finding.severity === 'error' || finding.severity === 'warning'
    ? [annotation(finding.severity, finding.check, describeFinding(finding), finding.at)]
    : [];

const failed = (failure: Parameters<typeof describeFailure>[0], at?: Source | null): Annotation =>
  annotation('error', failure.code, describeFailure(failure).join('\n'), at);
