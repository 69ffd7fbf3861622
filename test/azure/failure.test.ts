import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FailureError, readErrorBody } from '../../src/azure/failure.ts';
import { aFailure } from '../fixtures.ts';

describe('the body of an error', () => {
  test.each<[string, unknown, unknown]>([
    ['is read as it is', { code: 'A', message: 'a' }, { code: 'A', message: 'a', details: [] }],
    [
      'is read inside "error"',
      { error: { code: 'A', message: 'a' } },
      { code: 'A', message: 'a', details: [] },
    ],
    ['may be text', 'Bad gateway', { code: '', message: 'Bad gateway', details: [] }],
    ['may be nothing', undefined, { code: '', message: '', details: [] }],
    [
      'may have a code that is a number',
      { code: 401, message: null },
      { code: '401', message: '', details: [] },
    ],
  ])('%s', (_, body, expected) => {
    expect(readErrorBody(body)).toEqual(expected);
  });

  test('is flattened in reading order, inner errors and lists inside lists too', () => {
    const body = {
      error: {
        code: 'UserError',
        message: 'Outer',
        details: [
          { error: { code: 'B', message: 'b', details: [{ code: 'C', message: 'c' }] } },
          { details: [{ code: 'D', message: '' }] },
          'e',
        ],
        innererror: { code: 'F', innerError: { message: 'g' } },
      },
    };
    expect(readErrorBody(body).details).toEqual([
      { code: 'B', message: 'b' },
      { code: 'C', message: 'c' },
      { code: 'D', message: '' },
      { code: '', message: 'e' },
      { code: 'F', message: '' },
      { code: '', message: 'g' },
    ]);
  });

  test('of any shape is read into text', () => {
    const { anything } = fc.letrec((tie) => ({
      anything: fc.oneof(
        { maxDepth: 6 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.record(
          {
            error: tie('anything'),
            code: fc.jsonValue({ maxDepth: 1 }),
            message: fc.jsonValue({ maxDepth: 1 }),
            details: fc.oneof(fc.array(tie('anything'), { maxLength: 3 }), tie('anything')),
            innererror: tie('anything'),
          },
          { requiredKeys: [] },
        ),
      ),
    }));
    const detail = { code: expect.any(String), message: expect.any(String) };
    fc.assert(
      fc.property(anything, (body) => {
        const { details, ...outer } = readErrorBody(body);
        expect(outer).toEqual(detail);
        for (const each of details) expect(each).toEqual(detail);
      }),
    );
  });
});

test('a failure as an error says what was being done, and why it failed', () => {
  const error = new FailureError(
    aFailure({ operation: 'read the workspace', code: 'Denied', message: 'No.' }),
  );
  expect(error.message).toBe('Failed to read the workspace: Denied: No.');
});
