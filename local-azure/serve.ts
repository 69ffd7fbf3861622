import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLocalAzure } from './index.ts';
import { trafficLine } from './recording.ts';
import { contoso, deployer } from './scenarios.ts';

/**
 * Runs the embedded Azure for clients outside this process, until SIGTERM or SIGINT:
 * `node local-azure/serve.ts [scenario.json] [--ca FILE] [--env FILE] [--traffic FILE] [--subject SUBJECT]`
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Where the certificate authority goes, PEM. */
    ca: { type: 'string' },
    /** Where a job's variables and the endpoints go, JSON. */
    env: { type: 'string' },
    /** Where requests to ARM and its responses are appended, NDJSON. */
    traffic: { type: 'string' },
    /** Whose OIDC tokens the job in `--env` gets. */
    subject: { type: 'string', default: deployer.federatedCredentials[0]?.subject ?? '' },
  },
});

const [scenarioFile] = positionals;
const scenario = scenarioFile === undefined ? contoso() : JSON.parse(readFileSync(scenarioFile, 'utf8'));
const azure = await startLocalAzure(scenario);
if (values.ca) writeFileSync(values.ca, azure.certificateAuthority);
if (values.env) {
  const { resourceManager, authority, github } = azure.endpoints;
  const variables = {
    ...azure.jobVariables({ subject: values.subject }),
    AZURE_TENANT_ID: scenario.tenantId,
    AZURE_AUTHORITY_HOST: authority,
    LOCAL_AZURE_RESOURCE_MANAGER: resourceManager,
    LOCAL_AZURE_GITHUB: github,
    ...(values.ca && { NODE_EXTRA_CA_CERTS: values.ca, REQUESTS_CA_BUNDLE: values.ca }),
  };
  writeFileSync(values.env, `${JSON.stringify(variables, undefined, 2)}\n`);
}
process.stdout.write(`Local Azure is ready: ${JSON.stringify(azure.endpoints)}\n`);

async function stop(): Promise<void> {
  await azure.close();
  const toArm = azure.traffic.filter(({ host }) => host === 'arm');
  if (values.traffic) appendFileSync(values.traffic, toArm.map(trafficLine).join(''));
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
