import type { OidcClaims } from '../azure/oidc-claims.ts';
import { type Finding, type Fix, needsSomebody } from '../checks/finding.ts';
import type { ExplainedFailure, Explanation } from '../explain/index.ts';
import { commandLine } from './command-line.ts';
import { renderDiagram } from './diagram.ts';
import { code, codeBlock, escapeMarkdown, link, table } from './markdown.ts';
import type { ComputeReport, Report } from './report.ts';
import { claimRows, computeHeadline, describeNotice, describeProblem, headline, mark } from './wording.ts';

/** What GitHub takes of one step, in bytes of UTF-8, with room for the words that say what was left out. */
const mostBytes = 1_024 * 1_024 - 2_048;

/** The job summary, as GitHub-flavoured Markdown. */
export function renderSummary(report: Report): string {
  const { computes, workspace } = report;
  const sections = [
    `## ${report.succeeded ? '✅' : '❌'} ${escapeMarkdown(headline(report))}`,
    report.problems.map((problem) => `- ${escapeMarkdown(describeProblem(problem))}`).join('\n'),
    report.notices.map((notice) => `- ℹ️ ${escapeMarkdown(describeNotice(notice))}`).join('\n'),
    ...(report.failure ? [renderFailure(report.failure)] : []),
    ...(workspace && computes.length > 0 ? [overview(computes, workspace.name)] : []),
    ...renderFixes(report.findings),
    ...renderFindings(report.findings),
  ];
  const details =
    computes.length === 1 ? computes.flatMap((it) => renderCompute(it, workspace?.name ?? '')) : [];
  const chapters = computes.length > 1 ? worthTelling(computes).map((it) => chapter(report, it)) : [];
  return fitting([...sections, ...details].filter(Boolean), chapters);
}

const overview = (computes: readonly ComputeReport[], workspace: string): string =>
  table(
    ['', 'Compute', 'Workspace', 'Action', 'Changed', 'State', 'Compliant'],
    computes.map((compute) => [
      standing(compute),
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

/** How a compute stands, at a glance and not by colour alone. */
function standing({ succeeded, findings }: ComputeReport): '✅' | '⚠️' | '❌' {
  if (!succeeded) return '❌';
  return findings.some(({ severity }) => severity === 'warning') ? '⚠️' : '✅';
}

/** Of several computes, those first that need somebody; those of which there is nothing to tell are only in the table. */
const worthTelling = (computes: readonly ComputeReport[]): ComputeReport[] => {
  const failed = computes.filter(({ succeeded }) => !succeeded);
  const told = computes.filter(
    ({ succeeded, changed, action, findings }) =>
      succeeded && (changed || action !== 'none' || findings.some(({ severity }) => severity === 'warning')),
  );
  return [...failed, ...told];
};

function chapter({ mode, workspace }: Report, compute: ComputeReport): string {
  const name = workspace?.name ?? '';
  return [
    `<details${compute.succeeded ? '' : ' open'}><summary>${standing(compute)} ${escapeMarkdown(computeHeadline(mode, compute, name))}</summary>`,
    ...renderCompute(compute, name),
    '</details>',
  ].join('\n\n');
}

/** As many chapters as GitHub takes; what does not fit is counted. */
function fitting(sections: readonly string[], chapters: readonly string[]): string {
  const kept: string[] = [...sections];
  let bytes = byteLength(sections.join('\n\n'));
  for (const [index, each] of chapters.entries()) {
    bytes += byteLength(each) + 2;
    if (bytes > mostBytes) {
      kept.push(
        `${chapters.length - index} more computes are told of in the \`report\` output: this summary is full.`,
      );
      break;
    }
    kept.push(each);
  }
  return `${kept.join('\n\n')}\n`;
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

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
  const rows = differences.map(({ field, declared, live }) => [
    escapeMarkdown(field),
    code(declared),
    code(live),
  ]);
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
  const broken = findings.filter((finding) => finding.fix && needsSomebody(finding));
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
  const open = findings.some(needsSomebody) ? ' open' : '';
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
