import { writeFileSync } from 'node:fs';
import { contoso, contosoIds, deployer, subscriptionId } from '../local-azure/scenarios.ts';

/** Writes the scenario for the Python client, which signs in with a secret, and what it has to know of it. */
const [scenarioFile = '', variablesFile = ''] = process.argv.slice(2);
const secret = 'secret-of-local-azure';
const scenario = {
  ...contoso(),
  retryAfterSeconds: 1,
  applications: [{ ...deployer, clientSecrets: [secret] }],
};
const variables = {
  SUBSCRIPTION_ID: subscriptionId,
  CLUSTER_ID: contosoIds.aks,
  CLIENT_ID: deployer.clientId,
  CLIENT_SECRET: secret,
};
writeFileSync(scenarioFile, JSON.stringify(scenario));
writeFileSync(variablesFile, JSON.stringify(variables));
