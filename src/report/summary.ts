import type { OidcClaims } from '../azure/oidc-claims.ts';
import type { Finding, Fix } from '../checks/finding.ts';
import type { ExplainedFailure, Explanation } from '../explain/index.ts';
import { commandLine } from './command-line.ts';
import { renderDiagram } from './diagram.ts';
import { code, codeBlock, escapeMarkdown, link, table } from './markdown.ts';
import type { ComputeReport, Report } from './report.ts';
import { claimRows, describeProblem, headline, mark } from './wording.ts';

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
  ...renderRepairs(compute),
  ...renderFixes(compute.findings),
  ...(compute.declared ? [codeBlock('mermaid', renderDiagram(compute, compute.declared, workspace))] : []),
  ...renderFindings(compute.findings),
];

function renderFailure({
  operation,
  code: errorCode,
  message,
  details,
  correlationId,
  presented,
  explanation,
  advice,
}: ExplainedFailure): string {
  const lines = [
    `**Failed to ${escapeMarkdown(operation)}**`,
    `${code(errorCode)} ${escapeMarkdown(message)}`,
    ...details.map((detail) => `- ${code(detail.code)} ${escapeMarkdown(detail.message)}`),
    ...(correlationId ? [`Correlation ID ${code(correlationId)}`] : []),
    ...(presented ? [renderClaims(presented)] : []),
    ...(explanation ? renderExplanation(explanation) : []),
    ...(advice ? [escapeMarkdown(advice)] : []),
  ];
  return lines.join('\n\n');
}

const renderClaims = (claims: OidcClaims): string =>
  table(
    ['What the job presented', ''],
    claimRows(claims).map(([name, value]) => [name, code(value)]),
  );

const renderExplanation = ({ cause, fixes, source }: Explanation): string[] => [
  `**Likely cause:** ${escapeMarkdown(cause)}`,
  ...fixes.flatMap(({ advice, commands }) => [escapeMarkdown(advice), ...renderCommands(commands)]),
  link('Where this is documented', source),
];

function renderDifferences({ differences }: ComputeReport): string[] {
  if (differences.length === 0) return [];
  const rows = differences.map(({ field, declared, live }) => [field, code(declared), code(live)]);
  return ['### What differs', table(['Field', 'Declared', 'In Azure'], rows)];
}

function renderRepairs({ repairs }: ComputeReport): string[] {
  if (repairs.length === 0) return [];
  const lines = repairs.map(
    ({ what, made }) => `- ${made ? 'written' : 'not written'}: ${escapeMarkdown(what)}`,
  );
  return ['### What `fix` puts right', lines.join('\n')];
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
    ...renderCommands(commands),
  ];
}

const renderCommands = (commands: Fix['commands']): string[] =>
  commands.length > 0 ? [codeBlock('bash', commands.map(commandLine).join('\n'))] : [];

/** All that is well is folded away. */
function renderFindings(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const rows = findings.map((finding) => [
    mark(finding),
    `[${finding.check}](${finding.link})`,
    escapeMarkdown(finding.actual),
    escapeMarkdown(finding.expected),
  ]);
  const open = findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? ' open' : '';
  return [
    `<details${open}><summary>Prerequisites: ${countMarks(findings)}</summary>`,
    table(['', 'Check', 'There is', 'Expected'], rows),
    '</details>',
  ];
}

function countMarks(findings: readonly Finding[]): string {
  const groups = Object.entries(Object.groupBy(findings, mark));
  return groups.map(([each, found = []]) => `${found.length} ${each}`).join(', ');
}
