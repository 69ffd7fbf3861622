import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { withTables } from '../scripts/docs.ts';
import { outputNames } from '../src/report/outputs.ts';
import { inputDefaults } from '../src/request/inputs.ts';

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const action: {
  inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
} = parse(read('action.yml'));
const readme = read('README.md');

describe('action.yml', () => {
  test('declares the inputs that the code reads, with its defaults', () => {
    // What an expression comes to, only the runner knows.
    const defaultOf = (text = '') => (text.startsWith('${{') ? '' : text);
    const declared = Object.entries(action.inputs).map(([name, input]) => [name, defaultOf(input.default)]);
    expect(Object.fromEntries(declared)).toEqual(inputDefaults);
  });

  test('declares the outputs that the code sets', () => {
    expect(Object.keys(action.outputs)).toEqual([...outputNames]);
  });

  test('runs a bundle that is there', () => {
    expect(action.runs.using).toBe('node24');
    expect(() => read(action.runs.main)).not.toThrow();
  });
});

describe('README.md', () => {
  test('has the inputs and outputs of action.yml in its tables', () => {
    expect(withTables(readme, action)).toBe(readme);
  });
});
