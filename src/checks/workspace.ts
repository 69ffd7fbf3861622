import type { Observed } from '../azure/observed.ts';
import type { Workspace, WorkspaceName } from '../azure/workspace.ts';
import type { AnyComputeCheck } from './check.ts';
import { fail, notVerified, pass, type Verdict } from './finding.ts';

const expected = 'a workspace with provisioning state Succeeded';

export const workspace: AnyComputeCheck = {
  id: 'workspace',
  about: 'The workspace is there and ready.',
  severity: 'error',
  needs: 'facts',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-workspace-cli',
  judge({ workspace: observed }, { workspace: name }) {
    switch (observed.state) {
      case 'unreadable':
        return notVerified(expected, observed.failure);
      case 'absent':
        return missing(expected, name);
      case 'found':
        return judgeReadiness(observed.value, name);
    }
  },
};

/** A compute that is not in a workspace that is not there only seems detached. */
export function judgeExistence(observed: Observed<Workspace>, name: WorkspaceName): Verdict {
  const existing = 'a workspace that exists';
  switch (observed.state) {
    case 'unreadable':
      return notVerified(existing, observed.failure);
    case 'absent':
      return missing(existing, name);
    case 'found':
      return pass(existing, `"${name.name}" exists`);
  }
}

function judgeReadiness({ provisioningState }: Workspace, { name, resourceGroup }: WorkspaceName): Verdict {
  if (provisioningState !== 'Succeeded')
    return fail('error', expected, `provisioning state ${provisioningState}`);
  const trailing = [name, resourceGroup].filter((each) => each.endsWith('-'));
  if (trailing.length === 0) return pass(expected, `"${name}" is ready`);
  return fail(
    'warning',
    'a workspace and resource group whose names do not end with "-"',
    `"${trailing.join('", "')}": workloads on Kubernetes break with such a name`,
  );
}

const missing = (expected: string, { subscriptionId, resourceGroup, name }: WorkspaceName): Verdict =>
  fail('error', expected, `there is no workspace "${name}" in the resource group "${resourceGroup}"`, {
    advice: 'Check subscription-id, resource-group and workspace-name against the workspaces that there are:',
    commands: [
      [
        ...['az', 'ml', 'workspace', 'list', '--subscription', subscriptionId],
        ...['--query', '[].{name:name, group:resourceGroup}', '--output', 'table'],
      ],
    ],
  });
