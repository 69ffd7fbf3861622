import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { makeBody } from '../../src/github/body.ts';
import { markerOf, type Topic } from '../../src/github/marker.ts';
import { summaryUrl, topic } from './hub.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '-->',
    '--!>',
    '<!--',
    '--',
    '>',
    '->',
    '--> <script>alert(1)</script>',
    '\n-->\n',
    '"',
    '\\',
  ),
);
const anyTopic: fc.Arbitrary<Topic> = fc.record({
  workspace: fc.record({ subscriptionId: hostile, resourceGroup: hostile, name: hostile }),
  workflow: hostile,
});

test('is one HTML comment that nothing in a name can end', () => {
  fc.assert(
    fc.property(anyTopic, (each) => {
      expect(markerOf(each)).toMatch(/^<!-- attach-aml-compute [\da-f]{32} -->$/);
    }),
  );
});

test('is not seen, and does not change how the text is read', () => {
  const html = marked.parse(makeBody({ marker: markerOf(topic), markdown: '## Gpu', summaryUrl }), {
    async: false,
  });
  expect(html).toMatch(/^<!-- [^>]* -->\s*<h2>Gpu<\/h2>\s*$/);
});

test('is the same for the same workspace and workflow only', () => {
  fc.assert(
    fc.property(anyTopic, anyTopic, (one, other) => {
      const key = ({ workspace, workflow }: Topic) => JSON.stringify([workspace, workflow]).toLowerCase();
      if (markerOf(one) === markerOf(other)) expect(key(one)).toBe(key(other));
      expect(markerOf({ ...one })).toBe(markerOf(one));
    }),
  );
  const moved = { ...topic, workspace: { ...topic.workspace, resourceGroup: 'rg', name: '-mlml-prod' } };
  expect(markerOf(moved)).not.toBe(markerOf(topic));
});

test("does not mind the case of Azure's names", () => {
  const { workspace } = topic;
  expect(markerOf({ ...topic, workspace: { ...workspace, name: workspace.name.toUpperCase() } })).toBe(
    markerOf(topic),
  );
  expect(markerOf({ ...topic, workflow: topic.workflow.toUpperCase() })).not.toBe(markerOf(topic));
});
