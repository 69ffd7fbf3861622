import { describe, expect, test } from '@jest/globals';
import type { ComputeReport, Report } from '../../src/report/report.ts';
import {
  describeFailure,
  describeFinding,
  describeProblem,
  describeSignIn,
  headline,
  mark,
} from '../../src/report/wording.ts';
import { aComputeReport, aFailure, aFinding, aReport, aRequest, clientId } from '../fixtures.ts';

const error = aFinding({ severity: 'error' });
const failure = aFailure({ operation: 'attach the compute gpu' });

describe('the headline', () => {
  test.each<[string, Partial<ComputeReport>, Partial<Report>]>([
    ['gpu is attached to ml-prod as declared; nothing had to be done', {}, {}],
    ['gpu is now attached to ml-prod', { action: 'create', changed: true }, {}],
    ['gpu was updated in ml-prod', { action: 'update', changed: true }, {}],
    ['gpu was detached and attached again to ml-prod', { action: 'recreate', changed: true }, {}],
    [
      'gpu is on its way in ml-prod: Creating',
      { action: 'create', changed: true, provisioningState: 'Creating' },
      {},
    ],
    [
      'gpu was not attached to ml-prod: a prerequisite is unmet',
      { provisioningState: 'Absent', findings: [error] },
      { succeeded: false },
    ],
    [
      'Nothing was done to gpu in ml-prod: a prerequisite is unmet',
      { findings: [error] },
      { succeeded: false },
    ],
    ['Failed to attach the compute gpu', { failure }, { succeeded: false }],
    ['Failed to attach the compute gpu', {}, { failure, succeeded: false }],
    [
      'Plan: gpu would be attached to ml-prod',
      { action: 'create', provisioningState: 'Absent' },
      { mode: 'plan' },
    ],
    ['Plan: gpu would be updated in ml-prod', { action: 'update' }, { mode: 'plan' }],
    ['Plan: gpu would be detached and attached again to ml-prod', { action: 'recreate' }, { mode: 'plan' }],
    ['Plan: gpu needs nothing in ml-prod', {}, { mode: 'plan' }],
    [
      'gpu was detached from ml-prod',
      { action: 'detach', changed: true, provisioningState: 'Absent' },
      { mode: 'detach' },
    ],
    ['gpu is not attached to ml-prod', { provisioningState: 'Absent' }, { mode: 'detach' }],
    [
      'gpu is going from ml-prod: Deleting',
      { action: 'detach', changed: true, provisioningState: 'Deleting' },
      { mode: 'detach' },
    ],
  ])('%s', (words, compute, report) => {
    expect(headline(aReport(compute, report))).toBe(words);
  });

  const nothing = { mode: null, workspace: null, succeeded: false, computes: [] };
  test.each<[string, Partial<Report>]>([
    [
      'The inputs cannot be used as they are',
      { problems: [{ field: 'name', actual: 'missing', expected: 'a name' }] },
    ],
    ['What is declared cannot be attached', { findings: [error] }],
  ])('%s', (words, report) => {
    expect(headline(aReport({}, { ...nothing, ...report }))).toBe(words);
  });
});

test.each([
  [{ field: 'name', actual: 'missing' }, 'name is missing; expected a name'],
  [{ field: 'name', actual: '"-"' }, 'name is "-"; expected a name'],
  [
    { field: 'identity.type', actual: '"x"', at: { file: 'computes/gpu.yml', line: 3, column: 9 } },
    'computes/gpu.yml:3:9: identity.type is "x"; expected a name',
  ],
  [
    { field: '', actual: 'empty', at: { file: 'gpu.yml', line: 1, column: 1 } },
    'gpu.yml:1:1: the file is empty; expected a name',
  ],
])('a problem says where it is: %j', (problem, words) => {
  expect(describeProblem({ ...problem, expected: 'a name' })).toBe(words);
});

test('a finding says what is there, and what should be', () => {
  expect(describeFinding(aFinding({ actual: 'it is stopped', expected: 'a cluster that runs' }))).toBe(
    'it is stopped; expected a cluster that runs',
  );
});

test('a failure keeps all that the service said, and adds what is known', () => {
  const whole = {
    ...aFailure({
      operation: 'sign in',
      code: 'AADSTS70021',
      message: 'No match.',
      details: [
        { code: 'Inner', message: 'a' },
        { code: '', message: 'b' },
        { code: 'OnlyCode', message: '' },
      ],
      presented: { issuer: 'https://token', subject: 'repo:a/b:ref:x', audience: 'api' },
      advice: 'Look.',
    }),
    explanation: {
      id: 'x',
      cause: 'The subject differs.',
      fixes: [{ advice: 'Make one:', commands: [['az', 'x', 'a b']] }],
      source: 'https://learn.microsoft.com/x',
    },
  };
  expect(describeFailure(whole)).toEqual([
    'Failed to sign in: AADSTS70021: No match.',
    'Inner: a',
    'b',
    'OnlyCode',
    'Correlation ID: corr-1',
    'What the job presented:',
    '  Issuer: https://token',
    '  Subject: repo:a/b:ref:x',
    expect.stringMatching(/^ {2}Form of the subject: the older one/),
    '  Audience: api',
    'Likely cause: The subject differs.',
    'Make one:',
    "  az x 'a b'",
    'See https://learn.microsoft.com/x',
    'Look.',
  ]);
});

test('the sign-in is told without a secret', () => {
  const { signIn } = aRequest();
  expect(describeSignIn(signIn)).toBe(`Signed in to Azure as ${clientId} through GitHub's OIDC federation`);
  expect(describeSignIn({ kind: 'ambient' })).toContain('the sign-in that the job already had');
});

describe('the headline of several computes', () => {
  const well = aComputeReport();
  const changed = aComputeReport({ action: 'create', changed: true });
  const failed = aComputeReport({ action: 'create', succeeded: false });
  test.each<[Report['mode'], readonly ComputeReport[], string]>([
    ['attach', [well, changed], '2 of 2 computes are as declared in ml-prod, 1 changed'],
    ['attach', [well, failed], '1 of 2 computes are as declared in ml-prod, 0 changed; 1 failed'],
    ['plan', [well, changed, changed], 'Plan for 3 computes in ml-prod: 1 unchanged, 2 to create'],
    ['verify', [well, well], 'All 2 computes of ml-prod are as declared'],
    ['verify', [well, failed], '1 of 2 computes of ml-prod is not as declared'],
    ['verify', [failed, failed], '2 of 2 computes of ml-prod are not as declared'],
    ['detach', [well, failed], '1 of 2 computes are detached from ml-prod; 1 failed'],
    ['verify', [], 'No cluster or virtual machine is attached to ml-prod'],
  ])('%s: %#', (mode, computes, words) => {
    expect(headline(aReport({}, { mode, computes }))).toBe(words);
  });
});

test.each([
  ['ok', true, '✅'],
  ['notice', true, 'ℹ️'],
  ['warning', true, '⚠️'],
  ['error', true, '❌'],
  ['warning', false, '❔'],
  ['notice', false, '❔'],
] as const)('%s, verified: %s, is marked %s', (severity, verified, sign) => {
  expect(mark({ severity, verified })).toBe(sign);
});
