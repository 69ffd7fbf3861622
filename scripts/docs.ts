import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { computeSchema } from './compute-schema.ts';
import { reportSchema } from './report-schema.ts';
import { troubleshootingPage } from './troubleshooting.ts';

/** The part of action.yml that users type or read. */
export interface Action {
  readonly inputs: Readonly<
    Record<string, { description: string; default?: string | boolean; required?: boolean }>
  >;
  readonly outputs: Readonly<Record<string, { description: string }>>;
}

/**
 * README.md with its tables of inputs and outputs written anew from action.yml.
 * @throws Error when a pair of markers is missing.
 */
export function withTables(readme: string, action: Action): string {
  const source = 'action.yml';
  const withInputs = between(readme, { name: 'inputs', source }, inputsTable(action));
  return between(withInputs, { name: 'outputs', source }, outputsTable(action));
}

/** docs/reusable-workflows.md with the tables of a workflow written anew. */
function withWorkflowTables(page: string, name: string): string {
  const source = `.github/workflows/${name}.yml`;
  const { on }: { on: { workflow_call: Action } } = parse(read(source));
  const withInputs = between(page, { name: `${name}-inputs`, source }, inputsTable(on.workflow_call));
  return between(withInputs, { name: `${name}-outputs`, source }, outputsTable(on.workflow_call));
}

function inputsTable({ inputs }: Action): string {
  const rows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.required
      ? '**required**'
      : input.default === undefined || input.default === ''
        ? ''
        : `\`${input.default}\``,
    input.description,
  ]);
  return table(['Input', 'Default', 'Meaning'], rows);
}

function outputsTable({ outputs }: Action): string {
  return table(
    ['Output', 'Value'],
    Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
  );
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What a pair of markers in a page is called, and what is written between them comes from. */
interface Place {
  readonly name: string;
  readonly source: string;
}

function between(text: string, { name, source }: Place, content: string): string {
  const [begin, end] = [`<!-- ${name}: generated from ${source} by npm run docs -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`A page lacks ${begin} … ${end}.`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

const read = (file: string): string => (existsSync(url(file)) ? readFileSync(url(file), 'utf8') : '');
const url = (file: string): URL => new URL(`../${file}`, import.meta.url);

/** Writes what is generated; with `--check`, only says whether it is up to date. */
function main(): void {
  const generated = {
    'README.md': withTables(read('README.md'), parse(read('action.yml'))),
    'docs/reusable-workflows.md': withWorkflowTables(
      withWorkflowTables(read('docs/reusable-workflows.md'), 'attach'),
      'verify',
    ),
    'docs/troubleshooting.md': troubleshootingPage(),
    'docs/report.schema.json': reportSchema(),
    'docs/compute.schema.json': computeSchema(),
  };
  for (const [file, text] of Object.entries(generated)) {
    if (!process.argv.includes('--check')) {
      writeFileSync(url(file), text);
    } else if (text !== read(file)) {
      process.stderr.write(`${file} is not up to date. Run \`npm run docs\` and commit it.\n`);
      process.exitCode = 1;
    } else {
      process.stdout.write(`${file} is up to date.\n`);
    }
  }
}

if (import.meta.main) main();
