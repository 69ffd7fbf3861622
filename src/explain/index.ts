import type { Cluster } from '../azure/cluster.ts';
import type { Failure } from '../azure/failure.ts';
import { connectionErrors } from './connection.ts';
import type { Context, Entry, Explanation } from './entry.ts';
import { machineLearningErrors } from './machine-learning.ts';
import { resourceManagerErrors } from './resource-manager.ts';
import { signInErrors } from './sign-in.ts';

export type { Explanation } from './entry.ts';

/** A failure as it is reported. */
export type ExplainedFailure = Failure & { readonly explanation?: Explanation };

/** Known errors of one service. */
export interface Family {
  readonly title: string;
  readonly entries: readonly Entry[];
}

export const families: readonly Family[] = [
  { title: 'Signing in to Azure', entries: signInErrors },
  { title: 'Azure Resource Manager', entries: resourceManagerErrors },
  { title: 'Attaching and using Kubernetes clusters', entries: machineLearningErrors },
  { title: 'Connecting to Azure', entries: connectionErrors },
];

/** What a run is about; there is no cluster where a compute is only detached. */
type Known = Omit<Context, 'cluster'> & { readonly cluster: Cluster | undefined };

/** Stands in for a cluster that is not known. */
export const someCluster: Cluster = {
  kind: 'aks',
  id: {
    subscriptionId: '<subscription-id>',
    resourceGroup: '<resource-group>',
    provider: 'Microsoft.ContainerService',
    path: [{ type: 'managedClusters', name: '<cluster>' }],
  },
};

/** Finds what a failure is likely to come from; undefined when it is not a known one. */
export function explain(failure: Failure, known: Known): Explanation | undefined {
  const entry = families.flatMap(({ entries }) => entries).find((each) => recognises(each, failure));
  if (!entry) return undefined;
  const { text, cause, source } = entry;
  return {
    id: anchorOf(text),
    cause,
    fixes: entry.fixes({ ...known, cluster: known.cluster ?? someCluster }, failure),
    source,
  };
}

/** The failure with its explanation, where there is one. */
export function explained(failure: Failure, known: Known): ExplainedFailure {
  const explanation = explain(failure, known);
  return explanation ? { ...failure, explanation } : failure;
}

/** True when a failure, or one of its details, is the known error. */
export const recognises = ({ codes, words }: Entry, failure: Failure): boolean =>
  [failure, ...failure.details].some(
    ({ code, message }) => codes?.includes(code) || words?.test(message) === true,
  );

/** The anchor that GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
