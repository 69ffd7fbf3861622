import type { Finding } from '../checks/finding.ts';
import type { Source } from '../request/request.ts';
import type { ComputeReport, Report } from './report.ts';
import { describeDrift, describeFailure, describeFinding, describeProblem } from './wording.ts';

const levels = ['error', 'warning', 'notice'] as const;

/** A message that GitHub shows on the run's page and, where it is about a file, beside the line. */
export interface Annotation {
  readonly level: (typeof levels)[number];
  readonly title: string;
  readonly message: string;
  readonly at?: Source;
}

/** What somebody has to see without opening the log, as far as GitHub shows it. */
export const renderAnnotations = (report: Report): Annotation[] => fitting(annotationsOf(report));

/** GitHub drops all but the first ten annotations of a level that a step makes, and says nothing. */
const mostOfALevel = 10;

/** What does not fit is counted instead. */
function fitting(all: readonly Annotation[]): Annotation[] {
  const crowded = levels.flatMap((level) => {
    const alike = all.filter((each) => each.level === level);
    return alike.length > mostOfALevel ? [{ level, left: alike.slice(mostOfALevel - 1) }] : [];
  });
  const dropped = new Set(crowded.flatMap(({ left }) => left));
  return [
    ...all.filter((each) => !dropped.has(each)),
    ...crowded.map(({ level, left }) => counted(level, left.length)),
  ];
}

const counted = (level: Annotation['level'], count: number): Annotation => ({
  level,
  title: `${count} more`,
  message: `${count} more ${level}s are told of in the job summary of this run: GitHub shows ${mostOfALevel} of a kind.`,
});

const annotationsOf = (report: Report): Annotation[] => [
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

function annotateDrift(report: Report, compute: ComputeReport): Annotation[] {
  const lines = describeDrift(report, compute);
  return lines.length > 0 ? [annotation('error', 'Not as declared', lines.join('\n'), compute.at)] : [];
}

const annotateFinding = (finding: Finding): Annotation[] =>
  finding.severity === 'error' || finding.severity === 'warning'
    ? [annotation(finding.severity, finding.check, describeFinding(finding), finding.at)]
    : [];

const failed = (failure: Parameters<typeof describeFailure>[0], at?: Source | null): Annotation =>
  annotation('error', failure.code, describeFailure(failure).join('\n'), at);
