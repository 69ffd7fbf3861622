import { publishOnGitHub } from '../github/publish.ts';
import { renderAnnotations } from '../report/annotations.ts';
import { type OutputName, renderOutputs } from '../report/outputs.ts';
import type { Report } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderSummary } from '../report/summary.ts';
import { headline } from '../report/wording.ts';
import { type Publication, readPublication } from '../request/inputs.ts';
import type { Runner } from './runner.ts';

/** Tells everyone how the run ended: log, annotations, outputs, job summary and exit status; then files and GitHub. */
export async function publish(report: Report, runner: Runner): Promise<void> {
  for (const annotation of renderAnnotations(report)) runner.annotate(annotation);
  for (const [name, value] of Object.entries(renderOutputs(report)))
    runner.setOutput(name as OutputName, value);
  runner.info(`${report.succeeded ? '✅' : '❌'} ${headline(report)}`);
  if (!report.succeeded) runner.fail();
  await runner.writeSummary(renderSummary(report));
  const publication = readPublication(runner.inputs);
  await writeFiles(report, publication, runner);
  await tellGitHub(report, publication, runner);
}

async function writeFiles(
  report: Report,
  { reportFile, sarifFile }: Publication,
  runner: Runner,
): Promise<void> {
  if (reportFile) await writeFile('report-file', reportFile, report, runner);
  if (sarifFile)
    await writeFile('sarif-file', sarifFile, renderSarif(report, runner.run.workflowFile), runner);
}

/** A file that somebody waits for and that could not be written fails the step. */
async function writeFile(input: string, path: string, content: object, runner: Runner): Promise<void> {
  const problem = await runner.files.write(path, `${JSON.stringify(content, undefined, 2)}\n`);
  if (!problem) return;
  const message = `${input} is "${path}", which ${problem}; expected a path below the workspace folder or the temporary folder of the runner`;
  runner.annotate({ level: 'error', title: 'Bad input', message });
  runner.fail();
}

async function tellGitHub(report: Report, wishes: Publication, runner: Runner): Promise<void> {
  const { inputs, run, cancelled: signal, info, debug } = runner;
  const workspace = {
    subscriptionId: inputs['subscription-id'].trim(),
    resourceGroup: inputs['resource-group'].trim(),
    name: inputs['workspace-name'].trim(),
  };
  const warnings = await publishOnGitHub(report, wishes, { run, workspace, signal, info, debug });
  for (const warning of warnings) runner.annotate(warning);
}
