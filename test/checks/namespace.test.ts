import { expect, test } from '@jest/globals';
import { namespace } from '../../src/checks/namespace.ts';
import { commands, error, notice } from './judged.ts';

test.each(['Jobs', 'ml_jobs', '-jobs', 'jobs-', 'ml.jobs', 'a'.repeat(64), 'ml jobs', 'jobs\n'])(
  '%j is no name of a namespace',
  (name) => {
    expect(namespace.judge({ namespace: name })).toEqual(error('is not a valid name of a namespace'));
  },
);

test('"default" is noticed', () => {
  expect(namespace.judge({ namespace: 'default' })).toEqual(notice('"default" is in use'));
});

test.each(['jobs', 'a', '0', 'ml-jobs-2', 'a'.repeat(63)])(
  'whether "%s" exists is never taken for verified, and comes with the command that makes it',
  (name) => {
    const verdict = namespace.judge({ namespace: name });
    expect(verdict).toMatchObject({ severity: 'notice', verified: false });
    expect(commands(verdict)).toEqual([`kubectl create namespace ${name}`]);
  },
);

test('nothing to judge without a namespace', () => {
  expect(namespace.judge({})).toBeUndefined();
});
