import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { extensionFeatures } from '../../src/checks/extension-features.ts';
import { anExtension } from '../fixtures.ts';
import { commands, judge, notice, ok, refusal, refused, warning } from './judged.ts';

test.each([
  [{}, ok('training')],
  [{ trainingEnabled: false, inferenceEnabled: true }, ok('inference')],
  [{ inferenceEnabled: true }, ok('training and inference')],
  [{ insecureConnectionsAllowed: true }, notice('training; endpoints also answer over plain HTTP')],
  [{ trainingEnabled: false }, warning('neither is enabled')],
])('%j', (settings, expected) => {
  expect(judge(extensionFeatures, { extension: found(anExtension(settings)) })).toEqual(expected);
});

test('an extension without features comes with the command that enables one', () => {
  const extension = found(anExtension({ name: 'ml', trainingEnabled: false }));
  expect(commands(judge(extensionFeatures, { extension }))).toEqual([
    expect.stringMatching(/^az k8s-extension update .* --name ml --config enableTraining=True$/),
  ]);
});

test.each([
  ['absent is its own finding', absent, undefined],
  ['unreadable does not tell them', refused, refusal],
])('an extension that is %s', (_, extension, expected) => {
  expect(judge(extensionFeatures, { extension })).toEqual(expected);
});
