import { describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../src/azure/clouds.ts';
import {
  reportBadInput,
  reportCompute,
  reportDetach,
  reportFailure,
  reportRun,
} from '../../src/report/make-report.ts';
import type { AttachRequest, DetachRequest, VerifyRequest } from '../../src/request/request.ts';
import {
  aCompute,
  aComputeReport,
  aFailure,
  aFinding,
  aLiveCompute,
  aRequest,
  aWorkspaceName,
  declared,
  ids,
  liveIdentity,
  principalId,
  tenantId,
} from '../fixtures.ts';

const cloud: Cloud = {
  resourceManager: 'https://management.azure.com',
  authority: 'https://login.microsoftonline.com',
  scope: 'https://management.azure.com/.default',
  studio: 'https://ml.azure.com',
  custom: false,
};
const live = aLiveCompute();
const error = aFinding({ severity: 'error' });
const course = {
  findings: [],
  outcome: { live, changed: false },
  repairs: [],
} as const;
/** The report of a run on one compute. */
function reportOf(
  changes: Partial<Parameters<typeof reportCompute>[3]>,
  request: Partial<AttachRequest> = {},
  compute = aCompute(),
) {
  const asked = aRequest(request);
  return reportRun(asked, [reportCompute(asked, declared(compute), cloud, { ...course, ...changes })], []);
}

const workspacePath = `/subscriptions/${aWorkspaceName.subscriptionId}/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`;

test('a compute that is as declared', () => {
  const identified = aLiveCompute({ identity: liveIdentity({ type: 'SystemAssigned' }) });
  const compute = aCompute({ identity: { type: 'SystemAssigned' } });
  const report = reportOf({ outcome: { live: identified, changed: false } }, {}, compute);
  expect(report).toMatchObject({
    version: 1,
    mode: 'attach',
    succeeded: true,
    computes: [
      {
        id: ids.compute,
        action: 'none',
        changed: false,
        compliant: true,
        provisioningState: 'Succeeded',
        principalId,
        studioUrl: `https://ml.azure.com/compute/gpu/details?wsid=${workspacePath}&tid=${tenantId}`,
        differences: [],
        failure: null,
      },
    ],
  });
});

describe('succeeded, compliant, changed, state', () => {
  const verdict = (changes: object, request = {}) => {
    const report = reportOf(changes, request);
    const [compute] = report.computes;
    return [report.succeeded, compute?.compliant, compute?.changed, compute?.provisioningState];
  };
  const ended = (changes: object) => ({ outcome: { ...course.outcome, ...changes } });

  test.each<[string, object, object, unknown[]]>([
    ['written', ended({ changed: true }), {}, [true, true, true, 'Succeeded']],
    ['put right', { repairs: [{ what: 'the role', made: true }] }, {}, [true, true, true, 'Succeeded']],
    [
      'on its way',
      ended({ live: aLiveCompute({ provisioningState: 'Creating' }) }),
      {},
      [true, false, false, 'Creating'],
    ],
    ['absent, in a plan', ended({ live: undefined }), { mode: 'plan' }, [true, false, false, 'Absent']],
    [
      'different, in a plan',
      ended({ live: aLiveCompute({ namespace: 'x' }) }),
      { mode: 'plan' },
      [true, false, false, 'Succeeded'],
    ],
    ['failed', ended({ changed: true, failure: aFailure() }), {}, [false, false, true, 'Succeeded']],
    [
      'failed, and nothing is to fail',
      ended({ failure: aFailure() }),
      { failOn: 'never' },
      [false, false, false, 'Succeeded'],
    ],
    ['a prerequisite unmet', { findings: [error] }, {}, [false, false, false, 'Succeeded']],
    [
      'a prerequisite unmet, and nothing is to fail',
      { findings: [error] },
      { failOn: 'never' },
      [true, true, false, 'Succeeded'],
    ],
    ['a warning', { findings: [aFinding({ severity: 'warning' })] }, {}, [true, true, false, 'Succeeded']],
    [
      'a warning, and it is to fail',
      { findings: [aFinding({ severity: 'warning' })] },
      { failOn: 'warning' },
      [false, false, false, 'Succeeded'],
    ],
  ])('%s', (_, changes, request, expected) => {
    expect(verdict(changes, request)).toEqual(expected);
  });
});

test('what differs in the end is shown', () => {
  const outcome = { live: aLiveCompute({ namespace: 'jobs' }), changed: false };
  expect(reportOf({ outcome }).computes[0]?.differences).toMatchObject([
    { field: 'namespace', declared: 'default', live: 'jobs' },
  ]);
});

test('the action of the outcome is the one that is told', () => {
  const { computes } = reportOf({ outcome: { ...course.outcome, action: 'create' } });
  expect(computes[0]?.action).toBe('create');
});

test('a compute without a known tenant is linked without it', () => {
  const report = reportOf({}, { signIn: { kind: 'ambient' } });
  expect(report.computes[0]?.studioUrl).toBe(
    `https://ml.azure.com/compute/gpu/details?wsid=${workspacePath}`,
  );
});

describe('a detach', () => {
  const { recreate, fixes, ...run } = aRequest();
  const gpu = { name: 'gpu' };
  const request: DetachRequest = { ...run, mode: 'detach', computes: [gpu] };

  test.each<[string, object, object]>([
    [
      'of an absent compute',
      { live: undefined, outcome: { live: undefined, changed: false } },
      { action: 'none', changed: false, compliant: true, provisioningState: 'Absent' },
    ],
    [
      'that was carried out',
      { live, outcome: { live: undefined, changed: true } },
      { action: 'detach', changed: true, compliant: true, provisioningState: 'Absent' },
    ],
    [
      'that goes on',
      { live, outcome: { live: aLiveCompute({ provisioningState: 'Deleting' }), changed: true } },
      { action: 'detach', changed: true, compliant: false, provisioningState: 'Deleting' },
    ],
    [
      'that failed',
      { live, outcome: { live, changed: false, failure: aFailure() } },
      { action: 'detach', changed: false, compliant: false, failure: { code: 'AuthorizationFailed' } },
    ],
  ])('%s', (_, ended, expected) => {
    const report = reportDetach(request, gpu, cloud, {
      findings: [],
      live: undefined,
      outcome: { live: undefined, changed: false },
      ...ended,
    });
    expect(report).toMatchObject({ name: 'gpu', declared: null, ...expected });
    expect(report.succeeded).toBe(report.failure === null);
  });
});

describe('a verification', () => {
  const { recreate, fixes, ...run } = aRequest();
  const request: VerifyRequest = {
    ...run,
    mode: 'verify',
    scope: { kind: 'inputs', computes: [declared()] },
  };
  const verify = (changes: object, others: Partial<VerifyRequest> = {}) =>
    reportCompute({ ...request, ...others }, declared(), cloud, { ...course, ...changes });
  const ended = (changes: object) => ({ outcome: { ...course.outcome, ...changes } });

  test.each<[string, object, boolean]>([
    ['as declared', {}, true],
    ['absent', ended({ live: undefined }), false],
    ['different', ended({ live: aLiveCompute({ namespace: 'x' }) }), false],
    ['failed', ended({ live: aLiveCompute({ provisioningState: 'Failed' }) }), false],
    ['on its way', ended({ live: aLiveCompute({ provisioningState: 'Creating' }) }), false],
    ['without a prerequisite', { findings: [error] }, false],
    ['with a warning', { findings: [aFinding({ severity: 'warning' })] }, true],
  ])('of a compute that is %s', (_, changes, succeeded) => {
    expect(verify(changes)).toMatchObject({ succeeded, compliant: succeeded, changed: false });
  });

  test('fails for what differs, whatever findings are to fail', () => {
    const different = ended({ live: aLiveCompute({ namespace: 'x' }) });
    expect(verify(different, { failOn: 'never' }).succeeded).toBe(false);
  });
});

test('a run on several computes fails when one of them does', () => {
  const computes = [aComputeReport(), aComputeReport({ name: 'cpu', succeeded: false })];
  expect(reportRun(aRequest(), computes, []).succeeded).toBe(false);
  expect(reportRun(aRequest(), computes.slice(0, 1), []).succeeded).toBe(true);
});

test('a run that ended early claims nothing of its computes', () => {
  expect(reportFailure(aRequest(), aFailure(), [])).toMatchObject({
    succeeded: false,
    failure: { code: 'AuthorizationFailed' },
    computes: [{ name: 'gpu', compliant: false, changed: false, succeeded: false, provisioningState: null }],
  });
});

test('inputs that cannot be used make a report without a compute', () => {
  const problems = [{ field: 'name', actual: 'missing', expected: 'a name' }];
  expect(reportBadInput(problems, [error], [])).toMatchObject({
    succeeded: false,
    problems,
    findings: [error],
    computes: [],
  });
});
