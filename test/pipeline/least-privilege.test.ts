import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { ScenarioResource } from '../../local-azure/scenario.ts';
import {
  aksCluster,
  amlExtension,
  contoso,
  contosoIds,
  deployer,
  principalOf,
  subscriptionId,
} from '../../local-azure/scenarios.ts';
import {
  aksInputs,
  arcInputs,
  type GivenInputs,
  gpuCompute,
  type Run,
  runAction,
  startTrusted,
} from './run-action.ts';

/** One way that a mode can take. The ways of a mode together need every action of its role. */
interface Story {
  readonly inputs: GivenInputs;
  readonly resources?: readonly ScenarioResource[];
  before?(azure: LocalAzure): void;
}

const { resources } = contoso();
const extensionOf = (cluster: string) =>
  `${cluster}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`;
/** Contoso's resources, with some in place of those that are there. */
const replacing = (...others: readonly ScenarioResource[]) => [
  ...resources.filter(({ id }) => !others.some((other) => other.id === id)),
  ...others,
];

const lockedAks = aksCluster({ name: 'aks-gpu', overrides: { disableLocalAccounts: true } });
const binding = {
  id: `${contosoIds.aks}/trustedAccessRoleBindings/azureml`,
  properties: {
    sourceResourceId: contosoIds.workspace,
    roles: ['Microsoft.MachineLearningServices/workspaces/mlworkload'],
    provisioningState: 'Succeeded',
  },
};
const withoutExtension = resources.filter(({ id }) => id !== extensionOf(contosoIds.aks));
/** Gives the workspace of the Arc cluster the roles that it needs. */
function equipWorkspace({ state }: LocalAzure): void {
  const { principalId } = principalOf(contosoIds.edgeIdentity);
  const [scope = ''] = contosoIds.arc.split('/providers/');
  state.assignRole({ principalId, role: 'Contributor', scope });
  state.assignRole({ principalId, role: 'Azure Relay Owner', scope });
}

const ways: readonly Story[] = [
  {
    inputs: {
      ...aksInputs,
      'identity-type': 'UserAssigned',
      'user-assigned-identities': contosoIds.edgeIdentity,
    },
  },
  { inputs: aksInputs, resources: replacing(lockedAks, binding) },
  { inputs: arcInputs, before: equipWorkspace },
  // The extension does not name its relay, so that it is looked for in the resource group.
  { inputs: arcInputs, before: equipWorkspace, resources: replacing(amlExtension(contosoIds.arc)) },
  {
    inputs: {
      ...aksInputs,
      type: 'virtualmachine',
      'resource-id': contosoIds.machine,
      'admin-username': 'azureuser',
      'admin-password': 'correct horse',
    },
  },
];
const under = (stories: readonly Story[], inputs: GivenInputs): Story[] =>
  stories.map((story) => ({ ...story, inputs: { ...story.inputs, ...inputs } }));

interface Mode {
  readonly name: string;
  /** The role under test, and the one beside it. */
  readonly role: string;
  readonly beside?: string;
  readonly stories: readonly Story[];
}

const modes: readonly Mode[] = [
  { name: 'plan', role: 'plan', stories: under(ways, { mode: 'plan' }) },
  {
    name: 'attach',
    role: 'attach',
    stories: under([...ways, { inputs: aksInputs, resources: replacing(gpuCompute('Failed')) }], {
      wait: 'false',
    }),
  },
  {
    name: 'detach',
    role: 'detach',
    stories: [{ inputs: { ...aksInputs, mode: 'detach' }, resources: replacing(gpuCompute('Succeeded')) }],
  },
  {
    name: 'fix role-assignments',
    role: 'fix-role-assignments',
    beside: 'attach',
    stories: under([{ inputs: arcInputs }], { fix: 'role-assignments', wait: 'false' }),
  },
  {
    name: 'fix trusted-access',
    role: 'fix-trusted-access',
    beside: 'attach',
    stories: under([{ inputs: aksInputs, resources: replacing(lockedAks) }], {
      fix: 'trusted-access',
      wait: 'false',
    }),
  },
  {
    name: 'fix extension',
    role: 'fix-extension',
    beside: 'attach',
    stories: under([{ inputs: aksInputs, resources: withoutExtension }], { fix: 'extension', wait: 'false' }),
  },
];

const actionsOf = (role: string): readonly string[] =>
  JSON.parse(readFileSync(new URL(`../../docs/roles/${role}.json`, import.meta.url), 'utf8')).Actions;

/** Runs a story as an identity that may do these actions and no other. */
async function play(
  { inputs, resources: given = resources, before }: Story,
  actions: readonly string[],
): Promise<Run> {
  const role = '6d1d6f5c-9d1f-4a0e-8c55-0a7de4a1b2c3';
  const azure = await startTrusted({
    ...contoso(),
    resources: [...given],
    provisioningMs: 100,
    roleDefinitions: [{ name: role, roleName: 'Under test', actions: [...actions] }],
    roleAssignments: [{ principalId: deployer.objectId, role, scope: `/subscriptions/${subscriptionId}` }],
  });
  try {
    before?.(azure);
    return await runAction(azure, inputs);
  } finally {
    await azure.close();
  }
}

/** What a run complains of: findings that are not fine, and failures. */
const complaints = ({ report }: Run): string =>
  JSON.stringify([
    report.failure,
    report.computes.map(({ findings, failure }) => [
      findings.filter(({ severity }) => severity !== 'ok'),
      failure,
    ]),
  ]).toLowerCase();

describe.each(modes)('$name', ({ role, beside, stories }) => {
  const actions = actionsOf(role);
  const others = beside ? actionsOf(beside) : [];

  test.each(stories.map((story, index) => [index + 1, story] as const))(
    'works under its role, way %i',
    async (_, story) => {
      const { report, failed } = await play(story, [...others, ...actions]);
      expect(failed).toBe(false);
      const unverified = report.computes[0]?.findings.filter(({ verified }) => !verified);
      expect(unverified).toEqual([]);
    },
  );

  test.each(actions)('says that %s is missing', async (removed) => {
    const left = [...others, ...actions].filter((action) => action !== removed);
    const said: string[] = [];
    for (const story of stories) {
      said.push(complaints(await play(story, left)));
      if (said.at(-1)?.includes(removed.toLowerCase())) break;
    }
    expect(said.at(-1)).toContain(removed.toLowerCase());
  });
});
