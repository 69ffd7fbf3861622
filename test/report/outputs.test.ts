import { expect, test } from '@jest/globals';
import { renderOutputs } from '../../src/report/outputs.ts';
import { aReport, ids, principalId } from '../fixtures.ts';

test('tell of the compute, and the whole report', () => {
  const report = aReport({ action: 'create', changed: true, principalId });
  expect(renderOutputs(report)).toEqual({
    action: 'create',
    changed: 'true',
    compliant: 'true',
    'compute-id': ids.compute,
    'compute-name': 'gpu',
    'provisioning-state': 'Succeeded',
    'principal-id': principalId,
    'studio-url': 'https://ml.azure.com/compute/gpu/details',
    report: JSON.stringify(report),
  });
});

test('are empty where there is nothing to say', () => {
  const report = aReport({}, { succeeded: false, workspace: null, computes: [] });
  const { report: json, ...outputs } = renderOutputs(report);
  expect(outputs).toEqual({
    action: 'none',
    changed: 'false',
    compliant: 'false',
    'compute-id': '',
    'compute-name': '',
    'provisioning-state': '',
    'principal-id': '',
    'studio-url': '',
  });
  expect(JSON.parse(json)).toEqual(report);
});
