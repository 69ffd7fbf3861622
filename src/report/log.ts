import type { Finding } from '../checks/finding.ts';
import { describeFinding, describeFix, mark } from './wording.ts';

/** The findings as lines of the log, each with what puts it right. */
export const renderFindings = (findings: readonly Finding[]): string[] =>
  findings.flatMap((finding) => [
    `${mark(finding)} ${finding.check}: ${finding.severity === 'ok' ? finding.actual : describeFinding(finding)}`,
    ...(finding.fix ? describeFix(finding.fix).map((line) => `     ${line}`) : []),
  ]);
