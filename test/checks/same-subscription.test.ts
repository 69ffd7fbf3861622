import { expect, test } from '@jest/globals';
import { sameSubscription } from '../../src/checks/same-subscription.ts';
import { arc, aWorkspaceName, subscriptionId, tenantId } from '../fixtures.ts';
import { commands, error, judge, ok } from './judged.ts';

const elsewhere = { workspace: { ...aWorkspaceName, subscriptionId: tenantId } };

test('AKS and workspace share the subscription, in any letter case', () => {
  const workspace = { ...aWorkspaceName, subscriptionId: subscriptionId.toUpperCase() };
  expect(judge(sameSubscription, {}, { workspace })).toEqual(ok('the same subscription'));
});

test('AKS in another subscription has to come through Azure Arc', () => {
  const verdict = judge(sameSubscription, {}, elsewhere);
  expect(verdict).toEqual(error(`the cluster is in ${subscriptionId}, the workspace in ${tenantId}`));
  expect(commands(verdict)).toEqual([
    expect.stringContaining(`az connectedk8s connect --subscription ${tenantId}`),
  ]);
});

test('an Arc-enabled cluster may be in any subscription', () => {
  expect(judge(sameSubscription, {}, { ...elsewhere, cluster: arc })).toBeUndefined();
});
