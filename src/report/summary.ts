import type { Failure } from '../azure/failure.ts';
import type { Finding } from '../checks/finding.ts';
import { commandLine } from './command-line.ts';
import { renderDiagram } from './diagram.ts';
import { code, codeBlock, escapeMarkdown, link, table } from './markdown.ts';
import type { ComputeReport, Report } from './report.ts';
import { describeProblem, headline, mark } from './wording.ts';

/** The job summary, as GitHub-flavoured Markdown. */
export function renderSummary(report: Report): string {
  const sections = [
    `## ${report.succeeded ? '✅' : '❌'} ${escapeMarkdown(headline(report))}`,
    report.problems.map((problem) => `- ${escapeMarkdown(describeProblem(problem))}`).join('\n'),
    ...(report.failure ? [renderFailure(report.failure)] : []),
    ...(report.workspace ? [overview(report.computes, report.workspace.name)] : []),
    ...renderFixes(report.findings),
    ...renderFindings(report.findings),
    ...report.computes.flatMap((compute) => renderCompute(compute, report.workspace?.name ?? '')),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

const overview = (computes: readonly ComputeReport[], workspace: string): string =>
  table(
    ['Compute', 'Workspace', 'Action', 'Changed', 'State', 'Compliant'],
    computes.map((compute) => [
      compute.studioUrl && compute.provisioningState !== 'Absent'
        ? link(compute.name, compute.studioUrl)
        : escapeMarkdown(compute.name),
      escapeMarkdown(workspace),
      compute.action,
      compute.changed ? 'yes' : 'no',
      escapeMarkdown(compute.provisioningState ?? 'not looked at'),
      compute.compliant ? 'yes' : 'no',
    ]),
  );

const renderCompute = (compute: ComputeReport, workspace: string): string[] => [
  ...(compute.failure ? [renderFailure(compute.failure)] : []),
  ...renderDifferences(compute),
  ...renderFixes(compute.findings),
  ...renderFindings(compute.findings),
  codeBlock('mermaid', renderDiagram(compute, workspace)),
];

function renderFailure({
  operation,
  code: errorCode,
  message,
  details,
  correlationId,
  advice,
}: Failure): string {
  const lines = [
    `**Failed to ${escapeMarkdown(operation)}**`,
    `${code(errorCode)} ${escapeMarkdown(message)}`,
    ...details.map((detail) => `- ${code(detail.code)} ${escapeMarkdown(detail.message)}`),
    ...(correlationId ? [`Correlation ID ${code(correlationId)}`] : []),
    ...(advice ? [escapeMarkdown(advice)] : []),
  ];
  return lines.join('\n\n');
}

function renderDifferences({ differences }: ComputeReport): string[] {
  if (differences.length === 0) return [];
  const rows = differences.map(({ field, declared, live }) => [field, code(declared), code(live)]);
  return ['### What differs', table(['Field', 'Declared', 'In Azure'], rows)];
}

/** What somebody has to do comes before the list of all that is well. */
function renderFixes(findings: readonly Finding[]): string[] {
  const broken = findings.filter(
    ({ severity, fix }) => fix && (severity === 'error' || severity === 'warning'),
  );
  if (broken.length === 0) return [];
  return ['### How to put it right', ...broken.flatMap(renderFix)];
}

function renderFix(finding: Finding): string[] {
  const commands = finding.fix?.commands ?? [];
  return [
    `${mark(finding)} **${finding.check}**: ${escapeMarkdown(finding.fix?.advice ?? '')}`,
    ...(commands.length > 0 ? [codeBlock('bash', commands.map(commandLine).join('\n'))] : []),
  ];
}

function renderFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => [
    mark(finding),
    `[${finding.check}](${finding.link})`,
    escapeMarkdown(finding.actual),
    escapeMarkdown(finding.expected),
  ]);
  return ['### Prerequisites', table(['', 'Check', 'There is', 'Expected'], rows)];
}
