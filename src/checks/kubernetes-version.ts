import type { ClusterCheck } from './check.ts';
import { fail, notVerified, pass, untold } from './finding.ts';

/** The newest minor version of Kubernetes 1 at the time of this release; the extension supports it and two before it. */
const newestMinor = 37;
const oldestMinor = newestMinor - 2;
const expected = `Kubernetes 1.${oldestMinor} to 1.${newestMinor}`;

export const kubernetesVersion: ClusterCheck = {
  id: 'kubernetes-version',
  about: 'The version of Kubernetes is one that the extension supports.',
  severity: 'warning',
  needs: 'cluster',
  link: 'https://learn.microsoft.com/azure/machine-learning/reference-kubernetes',
  judge({ cluster }) {
    if (cluster.state === 'absent') return undefined;
    if (cluster.state === 'unreadable') return notVerified(expected, cluster.failure);
    const version = cluster.value.kubernetesVersion;
    const minor = Number(/^v?1\.(\d+)/.exec(version ?? '')?.[1]);
    if (!version || Number.isNaN(minor)) {
      return untold(expected, version ? `"${version}"` : 'no version');
    }
    return minor >= oldestMinor && minor <= newestMinor
      ? pass(expected, version)
      : fail('warning', expected, version);
  },
};
