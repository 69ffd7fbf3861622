import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Report } from '../src/report/report.ts';

const schema = JSON.parse(readFileSync(new URL('../docs/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile<Report>(schema);

/**
 * Reads the `report` output.
 * @throws Error that names every place in which it is not what the published schema says.
 */
export function readReport(output: string | undefined): Report {
  const report: unknown = JSON.parse(output ?? 'null');
  if (validate(report)) return report;
  const problems =
    validate.errors?.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`) ?? [];
  throw new Error(`The report is not what docs/report.schema.json says: ${problems.join('; ')}`);
}
