import { describe, expect, test } from '@jest/globals';
import type { Cloud } from '../../src/azure/clouds.ts';
import { reportAttach, reportBadInput, reportDetach, reportFailure } from '../../src/report/make-report.ts';
import type { DetachRequest } from '../../src/request/request.ts';
import {
  aFailure,
  aFinding,
  aLiveCompute,
  aRequest,
  aWorkspaceName,
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
const workspacePath = `/subscriptions/${aWorkspaceName.subscriptionId}/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`;

test('a compute that is as declared', () => {
  const identified = aLiveCompute({ identity: liveIdentity({ type: 'SystemAssigned' }) });
  const report = reportAttach(
    aRequest({ compute: { ...aRequest().compute, identity: { type: 'SystemAssigned' } } }),
    cloud,
    { ...course, outcome: { live: identified, changed: false } },
  );
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
    const report = reportAttach(aRequest(request), cloud, { ...course, ...changes });
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
  const different = { ...course, outcome: { live: aLiveCompute({ namespace: 'jobs' }), changed: false } };
  expect(reportAttach(aRequest(), cloud, different).computes[0]?.differences).toMatchObject([
    { field: 'namespace', declared: 'default', live: 'jobs' },
  ]);
});

test('the action of the outcome is the one that is told', () => {
  const { computes } = reportAttach(aRequest(), cloud, {
    ...course,
    outcome: { ...course.outcome, action: 'create' },
  });
  expect(computes[0]?.action).toBe('create');
});

test('a compute without a known tenant is linked without it', () => {
  const report = reportAttach(aRequest({ signIn: { kind: 'ambient' } }), cloud, course);
  expect(report.computes[0]?.studioUrl).toBe(
    `https://ml.azure.com/compute/gpu/details?wsid=${workspacePath}`,
  );
});

describe('a detach', () => {
  const { recreate, fixes, ...run } = aRequest();
  const request: DetachRequest = { ...run, mode: 'detach', compute: { name: 'gpu' } };

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
    const report = reportDetach(request, cloud, {
      findings: [],
      live: undefined,
      outcome: { live: undefined, changed: false },
      ...ended,
    });
    expect(report.computes).toMatchObject([{ name: 'gpu', declared: null, ...expected }]);
    expect(report.succeeded).toBe(report.computes[0]?.failure === null);
  });
});

test('a run that ended early keeps what was found, and claims nothing of the compute', () => {
  expect(reportFailure(aRequest(), [error], aFailure())).toMatchObject({
    succeeded: false,
    failure: { code: 'AuthorizationFailed' },
    computes: [{ name: 'gpu', findings: [error], compliant: false, changed: false, provisioningState: null }],
  });
});

test('inputs that cannot be used make a report without a compute', () => {
  const problems = [{ input: 'name', value: '', expected: 'a name' }] as const;
  expect(reportBadInput(problems, [error])).toMatchObject({
    succeeded: false,
    problems,
    findings: [error],
    computes: [],
  });
});
