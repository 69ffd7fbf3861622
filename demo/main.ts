import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startLocalAzure } from '../local-azure/index.ts';
import { trafficLine } from '../local-azure/recording.ts';
import { contoso } from '../local-azure/scenarios.ts';
import { runStep } from '../local-runner/step.ts';
import { type Chapter, renderPage } from './page.ts';
import { type Story, stories } from './stories.ts';

/** Tells the stories one after the other on one local Azure, with the built action in a process of its own each time. */
const output = resolve(import.meta.dirname, 'output');
const folder = mkdtempSync(join(tmpdir(), 'demo-'));
const started = performance.now();
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const azure = await startLocalAzure({ ...contoso(), provisioningMs: 1_500 });
const trust = join(folder, 'certificate-authority.pem');
writeFileSync(trust, azure.certificateAuthority);

const chapters: Chapter[] = [];
const surprises: string[] = [];
for (const [index, story] of stories.entries()) {
  say('', `━━━ ${index + 1}. ${story.title}`, story.about, '');
  await story.before?.(azure);
  const result = await runStep({
    with: story.inputs,
    ...(story.files && { files: story.files }),
    onLine: (line) => say(`  ${line}`),
    ...jobOf(story.subject),
  });
  say('', '  Outputs:', ...tellOutputs(result.outputs), `  Exit status: ${result.exitCode}`);
  surprises.push(...unlike(story, result.exitCode, result.outputs));
  chapters.push({
    title: story.title,
    about: story.about,
    summary: result.summary,
    succeeded: result.exitCode === 0,
    seconds: result.milliseconds / 1_000,
  });
  writeFileSync(join(output, `${index + 1}-${story.name}.md`), result.summary);
}

writeFileSync(join(output, 'summaries.html'), renderPage(chapters));
writeFileSync(
  join(output, 'traffic.ndjson'),
  azure.traffic
    .filter(({ host }) => host === 'arm')
    .map(trafficLine)
    .join(''),
);
await azure.close();
rmSync(folder, { recursive: true });

say('', `━━━ ${stories.length} stories in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
say(`The job summaries: ${join('demo', 'output')}, as Markdown and in summaries.html to open in a browser.`);
for (const surprise of surprises) process.stderr.write(`${surprise}\n`);
if (surprises.length > 0) process.exitCode = 1;

function jobOf(subject: string) {
  const job = azure.jobVariables({ subject });
  return {
    oidc: { requestUrl: job.ACTIONS_ID_TOKEN_REQUEST_URL, requestToken: job.ACTIONS_ID_TOKEN_REQUEST_TOKEN },
    env: { ARM_CLOUD_METADATA_URL: job.ARM_CLOUD_METADATA_URL, NODE_EXTRA_CA_CERTS: trust },
  };
}

/** All outputs but the report, which is long. */
function tellOutputs({ report = '', ...others }: Readonly<Record<string, string>>): string[] {
  const told = { ...others, report: `${report.length} characters of JSON` };
  return Object.entries(told).map(([name, value]) => `    ${name.padEnd(18)} ${value}`);
}

/** What did not end as the story tells. */
function unlike(story: Story, exitCode: number | null, outputs: Readonly<Record<string, string>>): string[] {
  const found = { exitCode, ...outputs };
  return Object.entries({ exitCode: story.exitCode, ...story.outputs })
    .filter(([name, expected]) => found[name as keyof typeof found] !== expected)
    .map(
      ([name, expected]) =>
        `"${story.title}" should end with ${name} ${expected}, not ${found[name as keyof typeof found]}.`,
    );
}

function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
