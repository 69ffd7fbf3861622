import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario, ScenarioResource } from '../../local-azure/scenario.ts';
import {
  aksCluster,
  contoso,
  contosoIds,
  deployer,
  location,
  mlGroup,
  principalOf,
  subscriptionId,
} from '../../local-azure/scenarios.ts';
import {
  aksInputs,
  arcInputs,
  edgeId,
  type GivenInputs,
  gpuId,
  runAction,
  startTrusted,
} from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const { aks, arc, workspace } = contosoIds;
const relayNamespace = contosoIds.relay.slice(0, contosoIds.relay.indexOf('/hybridConnections'));
const principalId = principalOf(contosoIds.edgeIdentity).principalId;
const clusterGroup = aks.slice(0, aks.indexOf('/providers'));

/** Contoso with some resources instead of, or besides, its own; whoever signs in may assign roles to what is in the group. */
const changed = (...resources: ScenarioResource[]): Scenario => {
  const { resources: own, roleAssignments = [], ...others } = contoso();
  const replaced = own.filter(({ id }) => !resources.some((resource) => resource.id === id));
  const assigner = {
    principalId: deployer.objectId,
    role: 'User Access Administrator',
    scope: clusterGroup,
  };
  return {
    ...others,
    provisioningMs: 150,
    roleAssignments: [...roleAssignments, assigner],
    resources: [...replaced, ...resources],
  };
};

const without = (scenario: Scenario, part: string): Scenario => ({
  ...scenario,
  resources: scenario.resources?.filter(({ id }) => !id.includes(part)),
});

const start = async (scenario: Scenario): Promise<void> => {
  azure = await startTrusted(scenario);
};

const run = (inputs: GivenInputs) => runAction(azure, inputs);

/** What was written: method and path, each with its body. */
const written = () =>
  azure.writes().map(({ request }) => [`${request.method} ${new URL(request.url).pathname}`, request.body]);

const withoutLocalAccounts = aksCluster({ name: 'aks-gpu', overrides: { disableLocalAccounts: true } });
const stopped = aksCluster({
  name: 'aks-gpu',
  overrides: { disableLocalAccounts: true, powerState: { code: 'Stopped' } },
});
const noExtension = '/managedClusters/aks-gpu/providers/';

const roles = {
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  'Kubernetes Extension Contributor': '85cb6faf-e071-4c9b-8136-154b5a04f717',
  'Azure Kubernetes Service Cluster Admin Role': '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8',
  'Azure Relay Owner': '2787bf04-f1f5-4bfe-8383-c8a24483ee38',
};

/** A write, as its words, the request and its body. */
type Write = readonly [what: string, request: unknown, body: object];

const assignment = (role: keyof typeof roles, scope: string, where: string): Write => [
  `the assignment of ${role} on ${where}`,
  expect.stringMatching(
    new RegExp(
      `^PUT ${RegExp.escape(scope)}/providers/Microsoft.Authorization/roleAssignments/[0-9a-f-]{36}$`,
    ),
  ),
  {
    properties: {
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
      principalId,
      principalType: 'ServicePrincipal',
    },
  },
];

const onArc = [
  assignment('Reader', arc, 'the cluster arc-edge'),
  assignment('Kubernetes Extension Contributor', arc, 'the cluster arc-edge'),
  assignment('Azure Relay Owner', relayNamespace, 'the relay arc-edge-relay'),
];
const onAks = [
  assignment('Reader', aks, 'the cluster aks-gpu'),
  assignment('Kubernetes Extension Contributor', aks, 'the cluster aks-gpu'),
  assignment('Azure Kubernetes Service Cluster Admin Role', aks, 'the cluster aks-gpu'),
];

const binding = (source: string): Write => [
  expect.stringMatching(
    /^the trusted access role binding azureml-[0-9a-f]{8} of the cluster aks-gpu$/,
  ) as unknown as string,
  expect.stringMatching(
    new RegExp(`^PUT ${RegExp.escape(aks)}/trustedAccessRoleBindings/azureml-[0-9a-f]{8}$`),
  ),
  {
    properties: {
      sourceResourceId: source,
      roles: ['Microsoft.MachineLearningServices/workspaces/mlworkload'],
    },
  },
];

const extension: Write = [
  'the extension azureml of the cluster aks-gpu',
  `PUT ${aks}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`,
  {
    identity: { type: 'SystemAssigned' },
    properties: {
      extensionType: 'Microsoft.AzureML.Kubernetes',
      autoUpgradeMinorVersion: true,
      releaseTrain: 'stable',
      scope: { cluster: { releaseNamespace: 'azureml' } },
      configurationSettings: {
        enableTraining: 'True',
        enableInference: 'False',
        cluster_name: aks,
        clusterId: aks,
        cluster_name_friendly: 'aks-gpu',
        location,
        jobSchedulerLocation: location,
        domain: `${location}.cloudapp.azure.com`,
        'prometheus.prometheusSpec.externalLabels.cluster_name': aks,
        'relayserver.enabled': 'False',
        'servicebus.enabled': 'False',
      },
    },
  },
];

/** The AKS cluster for the workspace whose identity is user-assigned. */
const aksForEdge: GivenInputs = { ...arcInputs, name: 'gpu', 'resource-id': aks };
const gpuInEdge = `${contosoIds.edgeWorkspace}/computes/gpu`;

interface Case {
  readonly what: string;
  readonly fix: string;
  readonly scenario: Scenario;
  readonly inputs: GivenInputs;
  readonly computeId: string;
  readonly writes: readonly Write[];
}

const cases: readonly Case[] = [
  {
    what: 'the roles of a workspace identity on an Arc-enabled cluster and its relay',
    fix: 'role-assignments',
    scenario: changed(),
    inputs: arcInputs,
    computeId: edgeId,
    writes: onArc,
  },
  {
    what: 'the roles of a workspace identity on an AKS cluster',
    fix: 'role-assignments',
    scenario: changed(),
    inputs: aksForEdge,
    computeId: gpuInEdge,
    writes: onAks,
  },
  {
    what: 'trusted access to an AKS cluster without local accounts',
    fix: 'trusted-access',
    scenario: changed(withoutLocalAccounts),
    inputs: aksInputs,
    computeId: gpuId,
    writes: [binding(workspace)],
  },
  {
    what: 'the extension of an AKS cluster',
    fix: 'extension',
    scenario: without(changed(), noExtension),
    inputs: aksInputs,
    computeId: gpuId,
    writes: [extension],
  },
  {
    what: 'everything at once',
    fix: 'all',
    scenario: without(changed(withoutLocalAccounts), noExtension),
    inputs: aksForEdge,
    computeId: gpuInEdge,
    writes: [extension, binding(contosoIds.edgeWorkspace), ...onAks],
  },
];

describe.each(cases)('fix: $fix, for $what,', ({ fix, scenario, inputs, computeId, writes }) => {
  test('is told by a plan and not made', async () => {
    await start(scenario);
    const { report, summary, failed } = await run({ ...inputs, fix, mode: 'plan' });
    expect(azure.writes()).toEqual([]);
    expect(report.computes[0]).toMatchObject({
      changed: false,
      repairs: writes.map(([what]) => ({ what, made: false })),
    });
    for (const { what } of report.computes[0]?.repairs ?? [])
      expect(summary).toContain(`- not written: ${what}`);
    // What is missing is missing, until it has been put right.
    expect(failed).toBe(true);
  });

  test('is made to the letter, then the compute is attached, and a second run writes nothing', async () => {
    await start(scenario);
    const first = await run({ ...inputs, fix });
    expect(written()).toEqual([
      ...writes.map(([, request, body]) => [request, body]),
      [`PUT ${computeId}`, expect.anything()],
    ]);
    expect(first.failed).toBe(false);
    expect(first.outputs).toMatchObject({ action: 'create', changed: 'true', compliant: 'true' });
    expect(first.report.computes[0]?.repairs).toEqual(writes.map(([what]) => ({ what, made: true })));
    expect(first.report.computes[0]?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    for (const { what } of first.report.computes[0]?.repairs ?? [])
      expect(first.summary).toContain(`- written: ${what}`);

    const before = azure.writes().length;
    const second = await run({ ...inputs, fix });
    expect(azure.writes()).toHaveLength(before);
    expect(second.outputs).toMatchObject({ action: 'none', changed: 'false', compliant: 'true' });
    expect(second.report.computes[0]?.repairs).toEqual([]);
  });

  test('is not made when it was not asked for', async () => {
    await start(scenario);
    const { report, outputs, failed } = await run(inputs);
    expect(azure.writes()).toEqual([]);
    expect([failed, outputs.changed, report.computes[0]?.repairs]).toEqual([true, 'false', []]);
  });
});

describe('nothing is put right', () => {
  test.each<[string, Scenario, GivenInputs, string]>([
    [
      'when the cluster is stopped',
      without(changed(stopped), noExtension),
      { ...aksForEdge, fix: 'all' },
      'cluster',
    ],
    [
      'when something else is missing that was not to be put right',
      changed(withoutLocalAccounts),
      { ...aksForEdge, fix: 'role-assignments' },
      'trusted-access',
    ],
    [
      'when whoever signs in may not write it',
      { ...contoso(), provisioningMs: 150 },
      { ...arcInputs, fix: 'role-assignments' },
      'caller-permissions',
    ],
  ])('%s', async (_, scenario, inputs, check) => {
    await start(scenario);
    const { report, outputs, failed } = await run(inputs);
    expect(azure.writes()).toEqual([]);
    expect([failed, outputs.changed]).toEqual([true, 'false']);
    expect(report.computes[0]?.findings.find((finding) => finding.check === check)?.severity).toBe('error');
    expect(report.computes[0]?.repairs.every(({ made }) => !made)).toBe(true);
  });

  test('of roles when one is assigned under a condition, beside which Azure takes no other', async () => {
    await start(changed());
    const condition = "@Resource[x] StringEquals 'y'";
    azure.state.assignRole({ principalId, role: 'Reader', scope: arc, condition });
    const { report, failed } = await run({ ...arcInputs, fix: 'role-assignments' });
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
    const finding = report.computes[0]?.findings.find(({ check }) => check === 'role-assignments');
    expect(finding?.fix?.advice).toContain('hold only under a condition');
    expect(finding?.fix?.commands).toHaveLength(onArc.length);
  });

  test('of the extension of an Arc-enabled cluster, whose relay only the Azure CLI makes', async () => {
    await start(without(changed(), '/connectedClusters/arc-edge/providers/'));
    const { report, summary, failed } = await run({ ...arcInputs, fix: 'all' });
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
    const finding = report.computes[0]?.findings.find(({ check }) => check === 'extension');
    expect(finding?.fix?.advice).toContain('makes the relay, which only the Azure CLI can');
    expect(finding?.fix?.commands.map((command) => command.slice(0, 3))).toEqual([
      ['az', 'k8s-extension', 'create'],
    ]);
    expect(summary).toContain('az k8s-extension create');
    expect(report.computes[0]?.repairs.some(({ what }) => what.includes('extension'))).toBe(false);
  });
});

describe('a repair', () => {
  const assigns = { method: 'PUT', path: '/roleAssignments/' };

  test('that Azure refuses is told whole, with what was written before it, and the next run goes on', async () => {
    const error = {
      code: 'AuthorizationFailed',
      message: `The client does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write' over scope '${arc}'.`,
    };
    const headers = { 'x-ms-correlation-request-id': 'c4e1-7a' };
    await start({
      ...changed(),
      faults: [{ when: { ...assigns, nth: 2 }, effect: { status: 403, body: { error }, headers } }],
    });
    const inputs = { ...arcInputs, fix: 'role-assignments' };
    const { report, summary, annotations, outputs, failed } = await run(inputs);
    expect(failed).toBe(true);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'false', 'provisioning-state': 'Absent' });
    expect(report.computes[0]).toMatchObject({
      failure: {
        ...error,
        operation: 'write the assignment of Kubernetes Extension Contributor on the cluster arc-edge',
        status: 403,
        correlationId: 'c4e1-7a',
      },
      repairs: [{ made: true }, { made: false }, { made: false }],
    });
    expect(summary).toContain('- written: the assignment of Reader');
    expect(summary).toContain('- not written: the assignment of Azure Relay Owner');
    expect(annotations.map(({ message }) => message).join()).toContain('c4e1-7a');
    expect(written().map(([request]) => request)).toEqual([onArc[0]?.[1], onArc[1]?.[1]]);

    const next = await run(inputs);
    expect([next.failed, next.outputs.compliant]).toEqual([false, 'true']);
    expect(next.report.computes[0]?.repairs.map(({ what }) => what)).toEqual([onArc[1]?.[0], onArc[2]?.[0]]);
  });

  test('that somebody else makes in the same moment is no error', async () => {
    const error = { code: 'RoleAssignmentExists', message: 'The role assignment already exists.' };
    await start({ ...changed(), faults: [{ when: assigns, effect: { status: 409, body: { error } } }] });
    setTimeout(() => azure.state.assignRole({ principalId, role: 'Reader', scope: arc }), 1_000);
    const { outputs, failed } = await run({ ...arcInputs, fix: 'role-assignments' });
    expect([failed, outputs.changed, outputs.compliant]).toEqual([false, 'true', 'true']);
  });

  test('that Azure cannot take now, because of something else under way, is told and left to the next run', async () => {
    const error = { code: 'OperationNotAllowed', message: 'Another operation is in progress.' };
    await start({ ...changed(), faults: [{ when: assigns, effect: { status: 409, body: { error } } }] });
    const first = await run({ ...arcInputs, fix: 'role-assignments' });
    expect(first.report.computes[0]?.failure).toMatchObject(error);
    const second = await run({ ...arcInputs, fix: 'role-assignments' });
    expect([second.failed, second.outputs.compliant]).toEqual([false, 'true']);
  });

  test.each<[string, NonNullable<Scenario['faults']>[number]['effect']]>([
    ['whose answer is lost', { reset: 'after' }],
    ['that does not arrive', { reset: 'before' }],
    ['that is throttled', { status: 429, headers: { 'Retry-After': '1' } }],
  ])('%s is sent again', async (_, effect) => {
    await start({ ...changed(), faults: [{ when: assigns, effect }] });
    const { outputs, failed } = await run({ ...arcInputs, fix: 'role-assignments' });
    expect([failed, outputs.compliant]).toEqual([false, 'true']);
    const ids = azure.state.roleAssignments().filter((each) => each.principalId === principalId);
    expect(ids).toHaveLength(onArc.length);
  });

  test('is waited for until it can be read back, before the compute is attached', async () => {
    await start({ ...without(changed(), noExtension), provisioningMs: 1_000 });
    const { log } = await run({ ...aksInputs, fix: 'extension' });
    expect(log).toContain('Waiting for extension');
    const answers = azure.traffic.filter(({ request }) => request.url.includes('/extensions'));
    expect(answers.map(({ request: { method }, response }) => [method, states(response?.body)])).toEqual([
      ['GET', []],
      ['PUT', ['Creating']],
      ['GET', ['Creating']],
      ['GET', ['Succeeded']],
    ]);
    const attached = azure.writes().at(-1);
    expect(attached?.request.url).toContain(gpuId);
    expect(attached?.startedAt).toBeGreaterThanOrEqual(answers.at(-1)?.finishedAt ?? Number.NaN);
  });

  test('that fails in Azure keeps the compute from being attached', async () => {
    await start({ ...without(changed(), noExtension), provisioningMs: 60_000 });
    const id = `${aks}/providers/Microsoft.KubernetesConfiguration/extensions/azureml`;
    setTimeout(() => {
      const { properties, ...rest } = azure.state.getResource(id) ?? { id, properties: {} };
      const failure = {
        provisioningState: 'Failed',
        errorInfo: { code: 'HelmFailed', message: 'No node fits.' },
      };
      azure.state.putResource({ ...rest, properties: { ...properties, ...failure } });
    }, 1_000);
    const { report, outputs, failed } = await run({ ...aksInputs, fix: 'extension' });
    expect([failed, outputs.changed, outputs['provisioning-state']]).toEqual([true, 'true', 'Absent']);
    expect(azure.writes()).toHaveLength(1);
    expect(report.computes[0]?.findings.find(({ check }) => check === 'extension')?.actual).toContain(
      'HelmFailed: No node fits.',
    );
  });

  test('that has no effect before the timeout is told as made', async () => {
    await start({ ...changed(withoutLocalAccounts), provisioningMs: 60_000 });
    const { report, outputs, failed } = await run({ ...aksInputs, fix: 'trusted-access', timeout: '0.03' });
    expect([failed, outputs.changed]).toEqual([true, 'true']);
    expect(report.computes[0]).toMatchObject({ failure: { code: 'TimedOut' }, repairs: [{ made: true }] });
    expect(azure.writes()).toHaveLength(1);
  });

  test('that another run has begun is joined', async () => {
    await start(changed(withoutLocalAccounts));
    const bindingId = `${aks}/trustedAccessRoleBindings/by-hand`;
    const bound = (provisioningState: string) => ({
      id: bindingId,
      properties: {
        sourceResourceId: workspace.replace(mlGroup, mlGroup.toLowerCase()),
        roles: ['microsoft.machinelearningservices/workspaces/mlworkload'],
        provisioningState,
      },
    });
    azure.state.putResource(bound('Updating'));
    setTimeout(() => azure.state.putResource(bound('Succeeded')), 1_000);
    const { outputs, failed } = await run({ ...aksInputs, fix: 'trusted-access' });
    expect([failed, outputs.compliant]).toEqual([false, 'true']);
    expect(written().map(([request]) => request)).toEqual([`PUT ${gpuId}`]);
  });
});

const states = (body: unknown): unknown[] => {
  const items = (body as { value?: object[] }).value ?? [body];
  return items.map(
    (item) => (item as { properties: { provisioningState: string } }).properties.provisioningState,
  );
};
