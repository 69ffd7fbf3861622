import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const source = fileURLToPath(new URL('../src/report/report.ts', import.meta.url));

/** docs/report.schema.json, made from the type of the report: the words of its members are their comments. */
export function reportSchema(): string {
  const schema = createGenerator({
    path: source,
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    type: 'Report',
    topRef: false,
    // The compiler of this project has checked the types; the generator's own is an older one.
    skipTypeCheck: true,
  }).createSchema('Report');
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
