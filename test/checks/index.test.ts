import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { absent } from '../../src/azure/observed.ts';
import {
  blocked,
  checkDeclaration,
  checkPrerequisites,
  checks,
  fails,
  soften,
} from '../../src/checks/index.ts';
import { checkIds } from '../../src/request/request.ts';
import { aFacts, aFinding, aks, aSituation } from '../fixtures.ts';
import { refused } from './judged.ts';

test('every check has an ID of its own, which inputs can name', () => {
  const known: readonly string[] = checkIds;
  expect(checks.map(({ id }) => id).filter((id) => !known.includes(id))).toEqual([]);
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
});

test('every check tells in a sentence what it is about, and nothing twice', () => {
  const sentences = checks.map(({ about }) => about);
  expect(sentences.filter((about) => !/^[A-Z].*\.$/.test(about))).toEqual([]);
  expect(new Set(sentences).size).toBe(checks.length);
});

test('every check weighs what docs/prerequisites.md says', () => {
  const page = readFileSync(new URL('../../docs/prerequisites.md', import.meta.url), 'utf8');
  const weights = Array.from(
    page.matchAll(/^\| \[([\w-]+)\](?:[^|]*\|){3} (\w+)/gm),
    ([, id, weight]) => `${id}: ${weight}`,
  );
  expect(checks.map(({ id, severity }) => `${id}: ${severity}`)).toEqual(weights);
});

test('things in good order are found in good order', () => {
  const declaration = { name: 'gpu', target: aks, namespace: 'default' };
  const findings = [...checkDeclaration(declaration), ...checkPrerequisites(aFacts(), aSituation())];
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

test('what cannot be read is never found in good order, and never keeps a run from going on', () => {
  const nothing = aFacts({
    workspace: refused,
    cluster: refused,
    extension: refused,
    relay: refused,
    trustedAccess: refused,
    ownPermissions: { onIdentity: undefined, onWorkspace: refused, onCluster: undefined, onRelay: undefined },
  });
  const findings = checkPrerequisites(nothing, aSituation()).filter(
    ({ check }) => check !== 'same-subscription',
  );
  expect(findings.map(({ severity, verified }) => ({ severity, verified }))).toEqual(
    findings.map(() => ({ severity: 'warning', verified: false })),
  );
  expect(findings.map(({ check }) => check)).toEqual([
    'workspace',
    'cluster',
    'cluster-identity',
    'kubernetes-version',
    'extension',
    'extension-features',
    'trusted-access',
    'relay',
    'workspace-identity',
    'role-assignments',
    'caller-permissions',
  ]);
});

test('what is absent is told once, by its own check', () => {
  const findings = checkPrerequisites(aFacts({ cluster: absent, extension: absent }), aSituation());
  expect(findings.filter(({ severity }) => severity === 'error').map(({ check }) => check)).toEqual([
    'cluster',
  ]);
});

describe('severities', () => {
  const of = (severity: 'ok' | 'notice' | 'warning' | 'error') => [aFinding(), aFinding({ severity })];

  test.each([
    ['ok', 'warning', false, false],
    ['notice', 'warning', false, false],
    ['warning', 'error', false, false],
    ['warning', 'warning', true, true],
    ['error', 'warning', true, true],
    ['error', 'error', true, true],
    ['error', 'never', true, false],
    ['warning', 'never', false, false],
  ] as const)(
    '%s with fail-on: %s stands in the way (%s), fails the run (%s)',
    (severity, failOn, stands, failing) => {
      expect([blocked(of(severity), failOn), fails(of(severity), failOn)]).toEqual([stands, failing]);
    },
  );

  test('of a check that is skipped become notices, and passes stay passes', () => {
    const findings = [
      aFinding({ check: 'relay', severity: 'error' }),
      aFinding({ check: 'cluster', severity: 'error' }),
      aFinding({ check: 'relay' }),
    ];
    expect(soften(findings, new Set(['relay'])).map(({ severity }) => severity)).toEqual([
      'notice',
      'error',
      'ok',
    ]);
  });
});
