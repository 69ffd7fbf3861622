import { renderAnnotations } from '../report/annotations.ts';
import { type OutputName, renderOutputs } from '../report/outputs.ts';
import type { Report } from '../report/report.ts';
import { renderSummary } from '../report/summary.ts';
import { headline } from '../report/wording.ts';
import type { Runner } from './runner.ts';

/** Tells everyone how the run ended: log, annotations, outputs, job summary and exit status. */
export async function publish(report: Report, runner: Runner): Promise<void> {
  for (const annotation of renderAnnotations(report)) runner.annotate(annotation);
  for (const [name, value] of Object.entries(renderOutputs(report)))
    runner.setOutput(name as OutputName, value);
  runner.info(`${report.succeeded ? '✅' : '❌'} ${headline(report)}`);
  if (!report.succeeded) runner.fail();
  await runner.writeSummary(renderSummary(report));
}
