import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { trafficLine } from '../local-azure/recording.ts';
import { startLocalGitHub } from './index.ts';
import { contoso } from './scenarios.ts';

/**
 * Runs the embedded GitHub for clients outside this process, until SIGTERM or SIGINT:
 * `node local-github/serve.ts [scenario.json] [--ca FILE] [--env FILE] [--traffic FILE] [--state FILE]`
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the certificate authority goes, PEM. */
    ca: { type: 'string' },
    /** Where a job's variables go, JSON. */
    env: { type: 'string' },
    /** Where requests and responses go at the end, NDJSON. */
    traffic: { type: 'string' },
    /** Where issues, comments and labels go at the end, JSON. */
    state: { type: 'string' },
  },
});

const [scenarioFile] = positionals;
const scenario = scenarioFile === undefined ? contoso() : JSON.parse(readFileSync(scenarioFile, 'utf8'));
const github = await startLocalGitHub(scenario);
const { apiUrl, serverUrl } = github;
if (values.ca) writeFileSync(values.ca, github.certificateAuthority);
if (values.env) {
  const variables = {
    GITHUB_API_URL: apiUrl,
    GITHUB_SERVER_URL: serverUrl,
    GITHUB_REPOSITORY: scenario.repository,
    GITHUB_TOKEN: scenario.tokens[0]?.token,
    ...(values.ca && { NODE_EXTRA_CA_CERTS: values.ca }),
  };
  writeFileSync(values.env, `${JSON.stringify(variables, undefined, 2)}\n`);
}
process.stdout.write(`Local GitHub is ready: ${JSON.stringify({ apiUrl, serverUrl })}\n`);

async function stop(): Promise<void> {
  await github.close();
  const { state, traffic } = github;
  if (values.traffic) writeFileSync(values.traffic, traffic.map(trafficLine).join(''));
  if (values.state) {
    const held = { issues: state.issues(), comments: state.comments(), labels: state.labels() };
    writeFileSync(values.state, `${JSON.stringify(held, undefined, 2)}\n`);
  }
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
