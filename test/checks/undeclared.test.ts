import { expect, test } from '@jest/globals';
import { checkUndeclared } from '../../src/checks/index.ts';
import { undeclared } from '../../src/checks/undeclared.ts';
import { aWorkspaceName, subscriptionId } from '../fixtures.ts';
import { commands, warning } from './judged.ts';

test('a compute that no file declares is a warning, and comes with the command that detaches it', () => {
  const verdict = undeclared.judge('old-gpu', aWorkspaceName);
  expect(verdict).toEqual(warning('no file declares "old-gpu"'));
  expect(commands(verdict)).toEqual([
    `az ml compute detach --subscription ${subscriptionId} --resource-group rg-ml --workspace-name ml-prod --name old-gpu`,
  ]);
});

test('it is told as one finding of its own', () => {
  expect(checkUndeclared('old-gpu', aWorkspaceName)).toMatchObject([
    { check: 'undeclared', severity: 'warning', link: expect.stringMatching(/^https:/) },
  ]);
});
