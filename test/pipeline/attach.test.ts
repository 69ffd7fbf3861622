import { afterEach, describe, expect, test } from '@jest/globals';
import type { LocalAzure } from '../../local-azure/index.ts';
import type { Scenario } from '../../local-azure/scenario.ts';
import {
  contoso,
  contosoIds,
  location,
  mlGroup,
  principalOf,
  userAssignedIdentity,
} from '../../local-azure/scenarios.ts';
import {
  aksInputs,
  arcInputs,
  edgeId,
  type GivenInputs,
  gpuCompute,
  gpuId,
  runAction,
  startTrusted,
} from './run-action.ts';

let azure: LocalAzure;
afterEach(() => azure.close());

const start = async (changes: Partial<Scenario> = {}): Promise<LocalAzure> => {
  azure = await startTrusted({ ...contoso(), provisioningMs: 200, ...changes });
  return azure;
};

const run = (inputs: GivenInputs) => runAction(azure, inputs);

describe('a compute that is absent', () => {
  test('is attached, with what was declared and nothing else', async () => {
    await start();
    const { outputs, failed } = await run({ ...aksInputs, namespace: 'training' });
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({
      action: 'create',
      changed: 'true',
      compliant: 'true',
      'compute-id': gpuId,
      'compute-name': 'gpu',
      'provisioning-state': 'Succeeded',
      'principal-id': '',
    });
    expect(azure.writes().map(({ request }) => [request.method, request.body])).toEqual([
      [
        'PUT',
        {
          location,
          properties: {
            computeType: 'Kubernetes',
            resourceId: contosoIds.aks,
            properties: { namespace: 'training' },
          },
        },
      ],
    ]);
  });

  test('gets its managed identity, whose object ID is published', async () => {
    const identity = userAssignedIdentity({ name: 'id-jobs', resourceGroup: mlGroup });
    const { resources } = contoso();
    await start({ resources: [...resources, identity] });
    const { outputs } = await run({
      ...aksInputs,
      'identity-type': 'user_assigned',
      'user-assigned-identities': identity.id,
    });
    expect(outputs).toMatchObject({
      compliant: 'true',
      'principal-id': principalOf(identity.id).principalId,
    });
  });

  test('is not waited for when told so', async () => {
    await start({ provisioningMs: 60_000 });
    const { outputs, failed } = await run({ ...aksInputs, wait: 'false' });
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'false', 'provisioning-state': 'Creating' });
  });

  test('is attached though a fact could not be read, which is said', async () => {
    const path = '/managedClusters/aks-gpu?';
    const body = {
      error: { code: 'AuthorizationFailed', message: 'No action managedClusters/read over aks-gpu.' },
    };
    await start({ faults: [{ when: { path }, times: 10, effect: { status: 403, body } }] });
    const { report, outputs, failed } = await run(aksInputs);
    const [compute] = report.computes;
    expect(compute?.findings.find(({ check }) => check === 'cluster')).toMatchObject({
      severity: 'warning',
      verified: false,
      actual: expect.stringContaining('No action managedClusters/read over aks-gpu.'),
    });
    expect([failed, outputs.changed]).toEqual([false, 'true']);
  });

  test('fails with every provisioning error of Azure', async () => {
    const errors = [
      {
        code: 'InternalServerError',
        message: 'An internal server error occurred',
        details: [{ code: 'Deep', message: 'Cause.' }],
      },
      { code: 'RelayNotProvided', message: 'Relay is not provided.' },
    ];
    await start({ computeFailures: [{ name: 'gpu', errors }] });
    const { report, summary, annotations, outputs, failed } = await run(aksInputs);
    expect(failed).toBe(true);
    expect(outputs).toMatchObject({ changed: 'true', compliant: 'false', 'provisioning-state': 'Failed' });
    expect(report.computes[0]?.failure).toMatchObject({
      code: 'InternalServerError',
      message: 'An internal server error occurred',
      details: [
        { code: 'Deep', message: 'Cause.' },
        { code: 'RelayNotProvided', message: 'Relay is not provided.' },
      ],
    });
    for (const text of ['An internal server error occurred', 'Cause.', 'Relay is not provided.']) {
      expect(summary).toContain(text);
      expect(annotations.map(({ message }) => message).join()).toContain(text);
    }
  });

  test('is left to Azure when the timeout passes', async () => {
    await start({ provisioningMs: 60_000 });
    const { report, outputs, failed } = await run({ ...aksInputs, timeout: '0.03' });
    expect(failed).toBe(true);
    expect(report.computes[0]?.failure?.code).toBe('TimedOut');
    expect(outputs).toMatchObject({ changed: 'true', 'provisioning-state': 'Creating' });
  });
});

describe('a compute that is there', () => {
  test('and as declared is left alone', async () => {
    await start();
    await run(aksInputs);
    const writes = azure.writes().length;
    const { outputs, failed } = await run(aksInputs);
    expect(azure.writes()).toHaveLength(writes);
    expect(failed).toBe(false);
    expect(outputs).toMatchObject({
      action: 'none',
      changed: 'false',
      compliant: 'true',
      'provisioning-state': 'Succeeded',
    });
  });

  test('and as declared but for the letter case of its cluster is left alone', async () => {
    await start();
    azure.state.putResource(gpuCompute('Succeeded', { resourceId: contosoIds.aks.toLowerCase() }));
    expect((await run(aksInputs)).outputs).toMatchObject({ action: 'none', compliant: 'true' });
  });

  test('and under way is joined', async () => {
    await start();
    azure.state.putResource(gpuCompute('Creating'));
    setTimeout(() => azure.state.putResource(gpuCompute('Succeeded')), 500);
    const { outputs } = await run(aksInputs);
    expect(outputs).toMatchObject({ action: 'none', changed: 'false', compliant: 'true' });
    expect(azure.writes()).toEqual([]);
  });

  test('and going away is waited for, then attached again', async () => {
    await start();
    azure.state.putResource(gpuCompute('Deleting'));
    setTimeout(() => azure.state.deleteResource(gpuId), 500);
    expect((await run(aksInputs)).outputs).toMatchObject({ changed: 'true', compliant: 'true' });
  });

  test.each([
    ['never', { changed: 'false', 'provisioning-state': 'Failed' }, true],
    ['when-failed', { changed: 'true', 'provisioning-state': 'Succeeded' }, false],
  ])('and failed is treated as recreate: %s says', async (recreate, outputs, fails) => {
    await start();
    azure.state.putResource(gpuCompute('Failed'));
    const ran = await run({ ...aksInputs, recreate });
    expect(ran.outputs).toMatchObject({ action: 'recreate', ...outputs });
    expect(ran.failed).toBe(fails);
    if (fails)
      expect(ran.report.computes[0]?.failure).toMatchObject({
        code: 'ClusterNotReachable',
        message: 'No way in.',
      });
  });

  test.each(['never', 'when-failed'])(
    'in another namespace is an error that shows both sides (recreate: %s)',
    async (recreate) => {
      await start();
      azure.state.putResource(gpuCompute('Succeeded', { namespace: 'research' }));
      const { report, outputs, failed } = await run({ ...aksInputs, recreate });
      expect(failed).toBe(true);
      expect(outputs).toMatchObject({ changed: 'false', compliant: 'false' });
      expect(report.computes[0]?.differences).toEqual([
        { field: 'namespace', declared: 'default', live: 'research', inPlace: false },
      ]);
      expect(azure.writes()).toEqual([]);
    },
  );

  test('in another namespace is detached, not deleted, and attached again when that is allowed', async () => {
    await start();
    azure.state.putResource(gpuCompute('Succeeded', { namespace: 'research' }));
    const { outputs } = await run({ ...aksInputs, recreate: 'when-different' });
    expect(outputs).toMatchObject({ action: 'recreate', changed: 'true', compliant: 'true' });
    const [detach, attach] = azure.writes();
    expect(detach?.request.method).toBe('DELETE');
    expect(detach?.request.url).toContain('underlyingResourceAction=Detach');
    expect(attach?.request.method).toBe('PUT');
  });

  test('with another identity is updated and read back', async () => {
    await start();
    azure.state.putResource(gpuCompute('Succeeded'));
    const { outputs } = await run({ ...aksInputs, 'identity-type': 'SystemAssigned' });
    expect(outputs).toMatchObject({ action: 'update', changed: 'true', compliant: 'true' });
    expect(outputs['principal-id']).not.toBe('');
  });

  test('loses an identity that is not declared', async () => {
    await start();
    azure.state.putResource(
      gpuCompute('Succeeded', { identity: { type: 'SystemAssigned', principalId: deployerLike } }),
    );
    expect((await run(aksInputs)).outputs).toMatchObject({
      action: 'update',
      compliant: 'true',
      'principal-id': '',
    });
  });

  test('whose update Azure accepts and ignores is an error that says so', async () => {
    await start({ inPlaceUpdates: 'ignored' });
    azure.state.putResource(gpuCompute('Succeeded'));
    const { report, outputs, failed } = await run({ ...aksInputs, 'identity-type': 'SystemAssigned' });
    expect(failed).toBe(true);
    expect(outputs).toMatchObject({ action: 'update', changed: 'true', compliant: 'false' });
    expect(report.computes[0]?.failure).toMatchObject({ code: 'UpdateWithoutEffect' });
    expect(azure.writes()).toHaveLength(1);
  });
});

const deployerLike = '0c5a4f7e-3b1d-4e8a-9f26-7d8b1c2e3f40';

describe('a workspace with a user-assigned identity', () => {
  const identity = principalOf(contosoIds.edgeIdentity).principalId;
  const relayNamespace = contosoIds.relay.slice(0, contosoIds.relay.indexOf('/hybridConnections'));

  test('is refused without its roles, with the commands that assign them, and nothing is written', async () => {
    await start();
    const { report, summary, outputs, failed } = await run(arcInputs);
    expect(failed).toBe(true);
    expect(azure.writes()).toEqual([]);
    expect(outputs).toMatchObject({ action: 'create', changed: 'false', 'provisioning-state': 'Absent' });
    const finding = report.computes[0]?.findings.find(({ check }) => check === 'role-assignments');
    expect(
      finding?.fix?.commands.map((command) => [command.at(command.indexOf('--role') + 1), command.at(-1)]),
    ).toEqual([
      ['Reader', contosoIds.arc],
      ['Kubernetes Extension Contributor', contosoIds.arc],
      ['Azure Relay Owner', relayNamespace],
    ]);
    expect(summary).toContain(`az role assignment create --assignee-object-id ${identity}`);
  });

  test('attaches once the roles are there, in part through a group and above the scope', async () => {
    const group = 'ab5f3b1c-2d1e-4c47-8a0e-64c1f9d7e002';
    await start({ groups: [{ objectId: group, members: [identity] }] });
    azure.state.assignRole({
      principalId: group,
      role: 'Contributor',
      scope: contosoIds.arc.split('/providers')[0] ?? '',
    });
    azure.state.assignRole({ principalId: identity, role: 'Azure Relay Owner', scope: relayNamespace });
    const { outputs, failed } = await run(arcInputs);
    expect([failed, outputs.compliant, outputs['compute-id']]).toEqual([false, 'true', edgeId]);
  });

  test.each([
    ['below the scope', { role: 'Azure Relay Owner', scope: contosoIds.relay }],
    [
      'under a condition',
      { role: 'Azure Relay Owner', scope: relayNamespace, condition: "@Resource[x] StringEquals 'y'" },
    ],
    ['without data actions', { role: 'Owner', scope: relayNamespace }],
  ])('is refused with a role that is assigned %s', async (_, assignment) => {
    await start();
    azure.state.assignRole({ principalId: identity, role: 'Contributor', scope: contosoIds.arc });
    azure.state.assignRole({ principalId: identity, ...assignment });
    const { annotations, failed } = await run(arcInputs);
    expect(failed).toBe(true);
    expect(annotations.map(({ message }) => message).join()).toContain(
      'Azure Relay Owner is missing on the relay arc-edge-relay',
    );
  });
});

describe('the traffic', () => {
  test('reads every fact once', async () => {
    await start();
    await run(arcInputs);
    const urls = azure.traffic.map(({ request }) => `${request.method} ${request.url}`);
    expect(new Set(urls).size).toBe(urls.length);
  });

  test('holds no token that is not masked', async () => {
    await start();
    const { masked, log, outputs, summary } = await run(aksInputs);
    expect(masked.length).toBeGreaterThan(0);
    for (const secret of masked)
      for (const text of [log, summary, ...Object.values(outputs)]) expect(text).not.toContain(secret);
  });
});
