import { expect, test } from '@jest/globals';
import { renderFindings } from '../../src/report/log.ts';
import { aFinding } from '../fixtures.ts';

test('findings are lines of the log, each with what puts it right', () => {
  const fix = { advice: 'Start it:', commands: [['az', 'aks', 'start', '--name', 'a b']] };
  expect(
    renderFindings([
      aFinding(),
      aFinding({ check: 'relay', severity: 'error', actual: 'it is stopped', fix }),
    ]),
  ).toEqual([
    '✅ cluster: it runs',
    '❌ relay: it is stopped; expected a cluster that runs',
    '     Start it:',
    "       az aks start --name 'a b'",
  ]);
});
