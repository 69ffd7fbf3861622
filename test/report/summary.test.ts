import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import type { ComputeReport, Report } from '../../src/report/report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { aComputeReport, aFailure, aFinding, aReport, ids } from '../fixtures.ts';
import { reportSaying, visible } from './hostile.ts';

const summary = (...report: Parameters<typeof aReport>) => renderSummary(aReport(...report));

test('has the compute in a row, linked to Studio', () => {
  expect(summary({ action: 'create', changed: true })).toContain(
    '| <a href="https://ml.azure.com/compute/gpu/details">gpu</a> | ml-prod | create | yes | Succeeded | yes |',
  );
});

test('links no compute that is not there', () => {
  expect(summary({ provisioningState: 'Absent', compliant: false })).toContain(
    '| gpu | ml-prod | none | no | Absent | no |',
  );
});

test('begins with how the run ended', () => {
  expect(summary()).toMatch(/^## ✅ gpu is attached to ml-prod as declared/);
  expect(summary({ failure: aFailure() }, { succeeded: false })).toMatch(/^## ❌ Failed to read the thing/);
});

test('shows both sides of what differs', () => {
  const differences = [
    { field: 'resource-id', declared: ids.aks, live: ids.otherAks, inPlace: false },
  ] as const;
  expect(summary({ differences })).toContain(
    `| resource-id | <code>${ids.aks}</code> | <code>${ids.otherAks}</code> |`,
  );
});

test('tells what was, or would be, put right', () => {
  const repairs = [{ what: 'the extension azureml', made: true }];
  expect(summary({ repairs })).toContain('- written: the extension azureml');
  expect(summary({ repairs: [{ what: 'the role', made: false }] })).toContain('- not written: the role');
});

describe('findings', () => {
  const fix = {
    advice: 'Start it:',
    commands: [
      ['az', 'aks', 'start'],
      ['az', 'aks', 'wait'],
    ],
  };

  test('come with their fixes as commands to copy, before the list of all of them', () => {
    const text = summary({ findings: [aFinding({ severity: 'error', actual: 'it is stopped', fix })] });
    expect(text).toContain('❌ **cluster**: Start it:\n\n```bash\naz aks start\naz aks wait\n```');
    expect(text).toContain(
      '| ❌ | [cluster](https://learn.microsoft.com/azure/machine-learning/) | it is stopped | a cluster that runs |',
    );
    expect(text.indexOf('az aks start')).toBeLessThan(text.indexOf('it is stopped |'));
  });

  test('that are mere notices come without', () => {
    expect(summary({ findings: [aFinding({ severity: 'notice', fix })] })).not.toContain('az aks start');
  });
});

test('has a picture of an attach, and none of a detach', () => {
  expect(summary()).toContain('```mermaid\nflowchart LR');
  expect(summary({ declared: null })).not.toContain('mermaid');
});

test('tells every input that cannot be used', () => {
  const problems = [{ field: 'name', actual: 'missing', expected: 'a name' }];
  expect(
    renderSummary(aReport({}, { succeeded: false, mode: null, workspace: null, computes: [], problems })),
  ).toBe('## ❌ The inputs cannot be used as they are\n\n- name is missing; expected a name\n');
});

/** The elements that Markdown comes to, without the words in them. */
const structure = (markdown: string) => marked.parse(markdown, { async: false }).match(/<[^>]*>/g);

test('nothing that a service or a user says can change its structure', () => {
  const harmless = structure(renderSummary(reportSaying('words')));
  fc.assert(
    fc.property(visible, (text) => {
      expect(structure(renderSummary(reportSaying(text)))).toEqual(harmless);
    }),
    { numRuns: 150 },
  );
});

describe('of several computes', () => {
  const several = (...computes: readonly Partial<ComputeReport>[]): Report =>
    aReport({}, { computes: computes.map((each) => aComputeReport(each)), succeeded: false });

  test('tells of those that need somebody first, open, and of those without news in the table only', () => {
    const text = renderSummary(
      several(
        { name: 'quiet' },
        { name: 'changed', changed: true, action: 'create' },
        {
          name: 'broken',
          succeeded: false,
          compliant: false,
          failure: aFailure({ operation: 'attach broken' }),
        },
      ),
    );
    expect(text.match(/<details[^>]*><summary>[^<]*/g)?.slice(0, 2)).toEqual([
      '<details open><summary>❌ Failed to attach broken',
      '<details><summary>✅ changed is now attached to ml-prod',
    ]);
    expect(text).toMatch(/\| ✅ \| <a [^>]*>quiet<\/a> \|/);
    expect(text).not.toContain('<summary>✅ quiet');
  });

  test('has as many as GitHub takes, and says how many it leaves out', () => {
    const long = 'x'.repeat(100_000);
    const broken = Array.from({ length: 20 }, (_, index) => ({
      name: `gpu-${index}`,
      succeeded: false,
      failure: aFailure({ message: long }),
    }));
    const text = renderSummary(several(...broken));
    expect(new TextEncoder().encode(text).length).toBeLessThan(1_024 * 1_024);
    expect(text).toMatch(/\d+ more computes are told of in the `report` output/);
    for (const { name } of broken) expect(text).toContain(`>${name}</a>`);
  });
});
