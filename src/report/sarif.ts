import { workspaceId } from '../azure/workspace.ts';
import type { Check } from '../checks/check.ts';
import type { Finding, Severity } from '../checks/finding.ts';
import { checks } from '../checks/index.ts';
import { stableGuid } from '../checks/stable-guid.ts';
import type { ExplainedFailure } from '../explain/index.ts';
import type { InputProblem } from '../request/input-problem.ts';
import type { CheckId, Source } from '../request/request.ts';
import { oneLine } from './markdown.ts';
import type { ComputeReport, Report } from './report.ts';
import { describeDrift, describeFailure, describeFinding, describeProblem } from './wording.ts';

/**
 * What is unmet, different or failed, as a log of the Static Analysis Results Interchange Format (SARIF) 2.1.0.
 * @param workflow the workflow file, which is where that stands which no compute file declares: GitHub's code scanning
 * refuses a log as a whole when one of its results has no place in a file.
 */
export const renderSarif = (report: Report, workflow?: string): object => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'attach-aml-compute', rules } },
      columnKind: 'utf16CodeUnits',
      originalUriBaseIds: { [sourceRoot]: { description: { text: 'The workspace folder of the job.' } } },
      results: resultsOf(report).map((told) => toResult(told, workflow)),
    },
  ],
});

type RuleId = CheckId | 'bad-input' | 'not-as-declared' | 'failure';
type Level = 'error' | 'warning' | 'note';

interface Rule {
  readonly id: RuleId;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: Level };
}

/** The words of a rule, which are this project's own. */
interface RuleText {
  readonly about: string;
  /** What is judged, and when; a sentence. */
  readonly scope: string;
  /** Where it is explained: as text, and as Markdown. */
  readonly documented: { readonly text: string; readonly markdown: string };
}

const rule = (id: RuleId, level: Level, { about, scope, documented }: RuleText): Rule => {
  const full = `${about} ${scope}`;
  return {
    id,
    name: inPascalCase(id),
    shortDescription: { text: about },
    fullDescription: { text: full },
    help: { text: `${full}\n\n${documented.text}`, markdown: `${full}\n\n${documented.markdown}` },
    defaultConfiguration: { level },
  };
};

const inPascalCase = (id: string): string =>
  id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const ruleOfCheck = ({ id, about, severity, needs, link }: Check): Rule => ({
  ...rule(id, levelOf[severity], {
    about,
    scope: scopes[needs],
    documented: {
      text: `It is explained at ${link}`,
      markdown: `[Where this is explained](${link})`,
    },
  }),
  helpUri: link,
});

const scopes: Readonly<Record<Check['needs'], string>> = {
  declaration: 'This is judged of what is declared, before Azure is asked anything.',
  inventory: 'This is judged of computes that are attached though nothing declares them.',
  facts: 'This is judged of every compute.',
  cluster: 'This is judged of Kubernetes clusters.',
  machine: 'This is judged of virtual machines.',
};

const levelOf: Readonly<Record<Exclude<Severity, 'ok'>, Level>> = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
};

/** The address of this action's repository is not known here: a page of its own is named, not linked. */
const onPage = (page: string): RuleText['documented'] => ({
  text: `It is explained in ${page} of this action.`,
  markdown: `It is explained in \`${page}\` of this action.`,
});

const rules: readonly Rule[] = [
  ...checks.map(ruleOfCheck),
  rule('bad-input', 'error', {
    about: 'Inputs and compute files can be used as they are.',
    scope: 'This is judged before Azure is asked anything.',
    documented: onPage('docs/compute-files.md'),
  }),
  rule('not-as-declared', 'error', {
    about: 'What is attached is as it is declared.',
    scope: 'This is judged by a verification.',
    documented: onPage('docs/compute-files.md'),
  }),
  rule('failure', 'error', {
    about: 'Azure carries out what it is asked.',
    scope: 'This is judged of everything that a run reads and writes.',
    documented: onPage('docs/troubleshooting.md'),
  }),
];

/** Something to tell, and what it is about. */
interface Told {
  readonly rule: RuleId;
  readonly level: Level;
  readonly lines: readonly string[];
  readonly at: Source | null | undefined;
  readonly subject: Subject | undefined;
  /** What tells it from what else the rule may say of the subject; no wording, so that it stays the same. */
  readonly key: readonly string[];
}

/** What has no place in a file, or not only that. */
interface Subject {
  readonly kind: 'parameter' | 'resource';
  readonly name: string;
  /** Azure resource ID. */
  readonly id?: string;
}

const resultsOf = (report: Report): Told[] => [
  ...report.problems.map(tellProblem),
  ...report.findings.flatMap((finding) => tellFinding(finding, declaredIn(report, finding.at))),
  ...(report.failure ? [tellFailure(report.failure, workspaceSubject(report))] : []),
  ...report.computes.flatMap((compute) => tellCompute(compute, report)),
];

/** A file declares one compute, and so do the inputs. */
const declaredIn = ({ computes }: Report, at: Source | undefined): ComputeReport | undefined =>
  computes.find((compute) => compute.at?.file === at?.file);

const tellCompute = (compute: ComputeReport, report: Report): Told[] => [
  ...compute.findings.flatMap((finding) => tellFinding(finding, compute)),
  ...tellDrift(compute, report),
  ...(compute.failure ? [tellFailure(compute.failure, asSubject(compute), compute.at)] : []),
];

const tellProblem = (problem: InputProblem): Told => ({
  rule: 'bad-input',
  level: 'error',
  lines: [describeProblem(problem)],
  at: problem.at,
  subject: problem.at ? undefined : { kind: 'parameter', name: problem.field },
  key: [problem.at?.file ?? '', problem.field],
});

function tellFinding(finding: Finding, compute: ComputeReport | undefined): Told[] {
  const { check, severity, at } = finding;
  if (severity === 'ok') return [];
  const text = describeFinding(finding);
  return [
    {
      rule: check,
      level: levelOf[severity],
      lines: [compute ? `${compute.name}: ${text}` : text],
      at: at ?? compute?.at,
      subject: compute && asSubject(compute),
      key: [compute?.id ?? at?.file ?? ''],
    },
  ];
}

function tellDrift(compute: ComputeReport, report: Report): Told[] {
  const lines = describeDrift(report, compute);
  if (lines.length === 0) return [];
  return [
    {
      rule: 'not-as-declared',
      level: 'error',
      lines,
      at: compute.at,
      subject: asSubject(compute),
      key: [compute.id],
    },
  ];
}

function tellFailure(failure: ExplainedFailure, subject: Subject | undefined, at?: Source | null): Told {
  const lines = describeFailure(failure);
  return { rule: 'failure', level: 'error', lines, at, subject, key: [subject?.id ?? '', failure.code] };
}

const asSubject = ({ name, id }: ComputeReport): Subject => ({ kind: 'resource', name, id });

const workspaceSubject = ({ workspace }: Report): Subject | undefined =>
  workspace ? { kind: 'resource', name: workspace.name, id: workspaceId(workspace) } : undefined;

const toResult = (
  { rule: ruleId, level, lines, at, subject, key }: Told,
  workflow: string | undefined,
): object => ({
  ruleId,
  ruleIndex: rules.findIndex(({ id }) => id === ruleId),
  level,
  message: { text: escapeText(lines) },
  locations: locationsOf(at ?? (workflow ? { file: workflow, line: 1, column: 1 } : undefined), subject),
  partialFingerprints: { 'attachAmlCompute/v1': stableGuid(JSON.stringify([ruleId, ...key])) },
});

/**
 * Text as a message has it, where brackets make links and braces are placeholders. Backslashes have to be escaped, too:
 * else one before a bracket would undo its escape.
 */
const escapeText = (lines: readonly string[]): string =>
  lines
    .map(oneLine)
    .filter(Boolean)
    .join('\n')
    .toWellFormed()
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');

function locationsOf(at: Source | null | undefined, subject: Subject | undefined): object[] {
  if (!at && !subject) return [];
  return [
    {
      ...(at && { physicalLocation: physicalLocation(at) }),
      ...(subject && { logicalLocations: [logicalLocation(subject)] }),
    },
  ];
}

const physicalLocation = ({ file, line, column }: Source): object => ({
  artifactLocation: artifactLocation(file),
  region: { startLine: line, startColumn: column },
});

const logicalLocation = ({ kind, name, id }: Subject): object => ({
  name: name.toWellFormed(),
  ...(id && { fullyQualifiedName: id.toWellFormed() }),
  kind,
});

const sourceRoot = '%SRCROOT%';

/** A file of the runner's temporary folder has an absolute path, and is below no root. */
function artifactLocation(file: string): object {
  if (!/^(?:\/|[a-z]:[\\/])/i.test(file)) return { uri: encodePath(file), uriBaseId: sourceRoot };
  return { uri: `file:///${encodePath(file.replaceAll('\\', '/').replace(/^\/+/, ''))}` };
}

const encodePath = (path: string): string => path.toWellFormed().split('/').map(encodeURIComponent).join('/');
