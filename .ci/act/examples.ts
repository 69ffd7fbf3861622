import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Scenario } from '../../local-azure/index.ts';
import {
  aksCluster,
  amlExtension,
  contoso,
  contosoIds,
  deployer,
  subscriptionId,
  tenantId,
  workspace,
} from '../../local-azure/scenarios.ts';
import {
  createTeller,
  type Ended,
  pullRequestEvent,
  pushEvent,
  repositoryEvent,
  type Stage,
  setStage,
} from './act.ts';

/* Runs every example under act, each in a repository of its own: `node .ci/act/examples.ts PATH-OF-ACT`. */

const [act = 'act'] = process.argv.slice(2);
const { story, expect, end } = createTeller();
const examples = resolve(import.meta.dirname, '../../examples');

const variables = {
  AZURE_CLIENT_ID: deployer.clientId,
  AZURE_PLAN_CLIENT_ID: deployer.clientId,
  AZURE_PREVIEW_CLIENT_ID: deployer.clientId,
  AZURE_TENANT_ID: tenantId,
  AZURE_SUBSCRIPTION_ID: subscriptionId,
};
const vars = Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}=${value}`]);
const compute = (name: string, cluster: string = contosoIds.aks): string =>
  `name: ${name}\ntype: kubernetes\nresource_id: ${cluster}\nnamespace: ${name}\n`;

/** Puts an example into a repository, plays with it, and looks at what is left. */
async function example(
  name: string,
  scenario: Scenario,
  files: Readonly<Record<string, string>>,
  play: (
    stage: Stage,
    run: (event: string, payload: object, options?: readonly string[]) => Promise<Ended>,
  ) => Promise<void>,
): Promise<void> {
  const text = readFileSync(join(examples, name), 'utf8');
  const stage = await setStage(act, scenario, { [`.github/workflows/${name}`]: text, ...files });
  await play(stage, (event, payload, options = []) => stage.run(event, name, payload, [...vars, ...options]));
  await stage.close();
}

const stateOf = ({ azure }: Stage, id: string): unknown =>
  azure.state.getResource(id)?.properties['provisioningState'];
const computeIn = (workspaceId: string, name: string): string => `${workspaceId}/computes/${name}`;
const gpu = computeIn(contosoIds.workspace, 'gpu');

await example('first-attach.yml', contoso(), {}, async (stage, run) => {
  await story('first-attach.yml: a push attaches', true, () => run('push', pushEvent));
  expect('the compute', stateOf(stage, gpu), 'Succeeded');
});

await example(
  'pull-request-gate.yml',
  contoso(),
  { 'computes/gpu.yml': compute('gpu') },
  async (stage, run) => {
    await story('pull-request-gate.yml: a pull request is planned', true, () =>
      run('pull_request', pullRequestEvent()),
    );
    expect('comments', stage.github.state.comments(7).length, 1);
    await story('pull-request-gate.yml: the push attaches', true, () => run('push', pushEvent));
    expect('the compute', stateOf(stage, gpu), 'Succeeded');
  },
);

await example(
  'nightly-compliance.yml',
  contoso(),
  { 'computes/gpu.yml': compute('gpu') },
  async (stage, run) => {
    await story('nightly-compliance.yml: what is not attached opens an issue', false, () =>
      run('schedule', repositoryEvent),
    );
    expect(
      'issues',
      stage.github.state.issues().filter(({ title }) => title.endsWith('not as declared')).length,
      1,
    );
  },
);

await example('form.yml', contoso(), {}, async (stage, run) => {
  const given = { name: 'gpu', cluster: contosoIds.aks, namespace: 'default', identity: 'SystemAssigned' };
  const submit = (mode: string) =>
    run('workflow_dispatch', { ...repositoryEvent, inputs: { ...given, mode } });
  await story('form.yml: a plan', true, () => submit('plan'));
  expect('the compute', stateOf(stage, gpu), undefined);
  await story('form.yml: an attach', true, () => submit('attach'));
  expect('the compute', stateOf(stage, gpu), 'Succeeded');
});

const preview = {
  group: `/subscriptions/${subscriptionId}/resourceGroups/rg-ml-preview`,
  cluster: `${contosoIds.aks.slice(0, contosoIds.aks.lastIndexOf('/'))}/aks-preview`,
};
const ofPullRequest = `${preview.group}/providers/Microsoft.MachineLearningServices/workspaces/ml-preview/computes/pr-7-aks`;
await example(
  'preview-environment.yml',
  previewScenario(),
  { 'jobs/smoke-test.yml': 'type: command\n' },
  async (stage, run) => {
    await story('preview-environment.yml: an opened pull request gets a compute', true, () =>
      run('pull_request', pullRequestEvent()),
    );
    expect('the compute', stateOf(stage, ofPullRequest), 'Succeeded');
    await story('preview-environment.yml: a closed one loses it', true, () =>
      run('pull_request', pullRequestEvent('closed')),
    );
    expect('the compute', stateOf(stage, ofPullRequest), undefined);
  },
);

const places = [
  { name: 'ml-prod', group: '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ml' },
  { name: 'ml-edge', group: '/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-ml' },
  { name: 'ml-lab', group: '/subscriptions/66666666-7777-8888-9999-000000000000/resourceGroups/rg-lab' },
];
const clusterIn = (group: string): string =>
  `${group}/providers/Microsoft.ContainerService/managedClusters/aks-gpu`;
const fleet = Object.fromEntries(
  places.map(({ name, group }) => [`computes/${name}/gpu.yml`, compute(`${name}-gpu`, clusterIn(group))]),
);
await example('fleet-of-workspaces.yml', fleetScenario(), fleet, async (stage, run) => {
  await story('fleet-of-workspaces.yml: a push attaches to every workspace', true, () =>
    run('push', pushEvent),
  );
  expect('writes', stage.azure.writes().length, places.length);
});

await example('enterprise-server-and-sovereign-clouds.yml', governmentScenario(), {}, async (stage, run) => {
  const only = ['--job', 'azure-government'];
  await story('enterprise-server-and-sovereign-clouds.yml: the job of the sovereign cloud', true, () =>
    run('push', pushEvent, only),
  );
  expect('the compute', stateOf(stage, gpu), 'Succeeded');
});

end();

function previewScenario(): Scenario {
  const { resources, roleAssignments = [], ...rest } = contoso();
  return {
    ...rest,
    roleAssignments: [
      ...roleAssignments,
      { principalId: deployer.objectId, role: 'Contributor', scope: preview.group },
    ],
    resources: [
      ...resources,
      workspace({ name: 'ml-preview', identity: 'system', resourceGroup: preview.group }),
      aksCluster({ name: 'aks-preview' }),
      amlExtension(preview.cluster),
    ],
  };
}

/** The federated credential has the audience of the cloud. */
function governmentScenario(): Scenario {
  const federatedCredentials = deployer.federatedCredentials.map((credential) => ({
    ...credential,
    audience: 'api://AzureADTokenExchangeUSGov',
  }));
  return { ...contoso(), applications: [{ ...deployer, federatedCredentials }] };
}

function fleetScenario(): Scenario {
  const groups = [...new Set(places.map(({ group }) => group))];
  return {
    ...contoso(),
    roleAssignments: groups.map((scope) => ({ principalId: deployer.objectId, role: 'Contributor', scope })),
    resources: [
      ...places.map(({ name, group }) => workspace({ name, identity: 'system', resourceGroup: group })),
      ...groups.flatMap((group) => [
        aksCluster({ name: 'aks-gpu', resourceGroup: group }),
        amlExtension(clusterIn(group)),
      ]),
    ],
  };
}
