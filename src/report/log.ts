import type { Finding, Fix } from '../checks/finding.ts';
import { commandLine } from './command-line.ts';
import { describeFinding, mark } from './wording.ts';

/** The findings as lines of the log, each with what puts it right. */
export const renderFindings = (findings: readonly Finding[]): string[] =>
  findings.flatMap((finding) => [
    `${mark(finding)} ${finding.check}: ${finding.severity === 'ok' ? finding.actual : describeFinding(finding)}`,
    ...(finding.fix ? renderFix(finding.fix) : []),
  ]);

const renderFix = ({ advice, commands }: Fix): string[] => [
  `     ${advice}`,
  ...commands.map((command) => `       ${commandLine(command)}`),
];
