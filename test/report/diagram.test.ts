import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/checks/finding.ts';
import { renderDiagram } from '../../src/report/diagram.ts';
import { oneLine } from '../../src/report/markdown.ts';
import type { ComputeReport, DeclaredCluster } from '../../src/report/report.ts';
import { aComputeReport, aFinding, ids } from '../fixtures.ts';
import { hostile } from './hostile.ts';

const aks: DeclaredCluster = {
  type: 'kubernetes',
  resourceId: ids.aks,
  clusterKind: 'aks',
  namespace: 'jobs',
};
const arc: DeclaredCluster = { ...aks, resourceId: ids.arc, clusterKind: 'arc' };

const draw = (compute: Partial<ComputeReport> = {}, declared = aks) =>
  renderDiagram(aComputeReport(compute), declared, 'ml-prod');

/** The lines of a node's label, by the name of the node. */
const node = (diagram: string, name: string): string[] =>
  new RegExp(`^  ${name}\\["(.*)"\\]$`, 'm').exec(diagram)?.[1]?.split('<br>') ?? [];

test('shows who is who', () => {
  const diagram = draw();
  expect(
    ['workspace', 'compute', 'cluster', 'extension'].map((name) => node(diagram, name).slice(1)),
  ).toEqual([
    ['Workspace', 'ml-prod'],
    ['Compute', 'gpu', 'Succeeded'],
    ['AKS cluster', 'aks-gpu'],
    ['Azure ML extension', 'namespace jobs'],
  ]);
});

test('shows the relay of Azure Arc, which AKS has not', () => {
  expect(node(draw({}, arc), 'relay')).toContain('Azure Relay');
  expect(node(draw({}, arc), 'cluster')).toContain('Arc cluster');
  expect(draw()).not.toContain('relay');
});

describe('marks', () => {
  const said = (severity: Finding['severity'], verified = true) => aFinding({ severity, verified });
  test.each<[string, readonly Finding[], string]>([
    ['ok', [said('ok')], '✅'],
    ['notice', [said('notice')], 'ℹ️'],
    ['warning', [said('warning')], '⚠️'],
    ['error', [said('error')], '❌'],
    ['not verified', [said('warning', false)], '❔'],
    ['nothing known', [], '❔'],
  ])('the cluster: %s', (_, findings, mark) => {
    expect(node(draw({ findings }), 'cluster')[0]).toBe(mark);
  });

  test.each<[string, Partial<ComputeReport>, string]>([
    ['as declared', {}, '✅'],
    ['failed', { compliant: false, succeeded: false }, '❌'],
    ['not there yet', { compliant: false, provisioningState: null }, '⚪'],
  ])('the compute: %s', (_, compute, mark) => {
    expect(node(draw(compute), 'compute')[0]).toBe(mark);
  });
});

test('no name or state can change the picture, only its labels', () => {
  const picture = (diagram: string) => diagram.replace(/"[^"\n]*"/g, '""');
  fc.assert(
    fc.property(hostile, (text) => {
      const diagram = renderDiagram(
        aComputeReport({ name: text, provisioningState: text }),
        { ...arc, resourceId: text, namespace: text },
        text,
      );
      expect(picture(diagram)).toBe(picture(draw({}, arc)));
      const [, , name = ''] = node(diagram, 'compute');
      expect(name).toMatch(/^([\p{L}\p{N} .-]|#\d+;)*$/u);
      expect(name.replace(/#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)))).toBe(
        // Mermaid takes dollars for mathematics, escaped or not.
        oneLine(text).replaceAll('$', '＄'),
      );
    }),
    { numRuns: 300 },
  );
});
