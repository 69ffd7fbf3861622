import { expect, test } from '@jest/globals';
import { absent, found } from '../../src/azure/observed.ts';
import { relay } from '../../src/checks/relay.ts';
import { anExtension, arc, ids } from '../fixtures.ts';
import { commands, error, judge, ok, refusal, refused, warning } from './judged.ts';

const connection = `${ids.relay}/hybridConnections/hc`;
const listening = (listenerCount: number | undefined) =>
  found({ namespaceId: ids.relay, hybridConnection: { id: connection, listenerCount } });

test.each([
  ['has a listener', listening(2), ok('hc, listeners: 2')],
  ['does not tell its listeners', listening(undefined), ok('hc')],
  ['has no listener', listening(0), warning('hc has no listener')],
  [
    'was found beside the cluster',
    found({ namespaceId: ids.relay, hybridConnection: undefined }),
    ok('relay-edge'),
  ],
  ['is absent', absent, error('there is none')],
  ['is unreadable', refused, refusal],
])('a relay that %s', (_, observed, expected) => {
  expect(judge(relay, { relay: observed }, { cluster: arc })).toEqual(expected);
});

test('an absent relay that the extension names is told by its ID', () => {
  const extension = found(anExtension({ hybridConnectionId: connection }));
  expect(judge(relay, { relay: absent, extension })).toEqual(error(`there is none at ${connection}`));
});

test('an extension that is unreadable does not tell where the relay is', () => {
  expect(judge(relay, { relay: refused, extension: refused })).toEqual(refusal);
});

test('a relay without a listener comes with the command that shows the relay server', () => {
  expect(commands(judge(relay, { relay: listening(0) }))).toEqual(['kubectl get pods --namespace azureml']);
});

test.each([
  ['AKS, which has no relay', { relay: undefined }],
  ['a cluster without the extension, which makes it', { relay: absent, extension: absent }],
])('does not apply to %s', (_, facts) => {
  expect(judge(relay, facts)).toBeUndefined();
});
