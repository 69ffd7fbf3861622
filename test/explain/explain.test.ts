import { describe, expect, test } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import type { Failure } from '../../src/azure/failure.ts';
import { anchorOf, explain, explained, families, recognises, someCluster } from '../../src/explain/index.ts';
import { aks, arc, aWorkspaceName, clientId, subscriptionId, tenantId } from '../fixtures.ts';

const entries = families.flatMap((family) => family.entries);
const named = entries.map((entry) => [entry.text, entry] as const);
const signIn = { kind: 'github-oidc', clientId, tenantId, audience: 'api://AzureADTokenExchange' } as const;
const known = { signIn, workspace: aWorkspaceName, cluster: aks };
const failure = (said: Partial<Failure>): Failure => ({
  operation: 'attach the compute gpu',
  code: 'BadRequest',
  message: '',
  details: [],
  ...said,
});
const commands = (said: Partial<Failure>, about: Parameters<typeof explain>[1] = known) =>
  explain(failure(said), about)?.fixes.flatMap((fix) => fix.commands) ?? [];

describe('every known error', () => {
  test.each(named)('%s: is recognised by its example, and no other is', (text, entry) => {
    const found = entries.filter((each) => recognises(each, failure(entry.example)));
    expect(found.map((each) => each.text)).toEqual([text]);
    expect(explain(failure(entry.example), known)).toMatchObject({
      id: anchorOf(text),
      cause: entry.cause,
      source: entry.source,
    });
  });

  test.each(named)('%s: is recognised in the details of a failure', (text, { example }) => {
    const { code, message } = example;
    expect(explain(failure({ details: [{ code, message }] }), known)?.id).toBe(anchorOf(text));
  });

  test.each(named)('%s: says what to do, in commands that are whole', (_, { fixes, example }) => {
    const all = [aks, arc, someCluster].flatMap((cluster) => fixes({ ...known, cluster }, failure(example)));
    expect(all.length).toBeGreaterThan(0);
    for (const { advice, commands } of all) {
      expect(advice).toMatch(commands.length > 0 ? /:$/ : /\.$/);
      expect(commands.flat().filter((argument) => argument === '' || argument.includes('undefined'))).toEqual(
        [],
      );
    }
  });

  test.each(named)('%s: the anchor is the one that GitHub makes, and the source is public', (text, entry) => {
    expect(anchorOf(text)).toBe(new GithubSlugger().slug(text));
    expect(new URL(entry.source)).toMatchObject({
      protocol: 'https:',
      hostname: expect.stringMatching(/^(learn\.microsoft\.com|(docs\.)?github\.com|nodejs\.org)$/),
    });
  });

  test('has a heading of its own', () => {
    const anchors = entries.map(({ text }) => anchorOf(text));
    expect(new Set(anchors).size).toBe(anchors.length);
  });
});

describe('an explanation', () => {
  test('is a hint beside the failure, which stays whole', () => {
    const said = failure({
      code: 'ClusterNotFound',
      message: 'Cannot found Kubernetes cluster.',
      status: 400,
    });
    const { explanation, ...rest } = explained(said, known);
    expect(rest).toEqual(said);
    expect(explanation?.id).toBe('clusternotfound-cannot-found-kubernetes-cluster');
  });

  test('is not made up for what is not known', () => {
    const said = failure({ code: 'Teapot', message: 'Short and stout.' });
    expect(explained(said, known)).toBe(said);
  });

  test('names the cluster and the workspace of the run', () => {
    expect(commands({ code: 'ClusterNotReachable' })).toContainEqual([
      ...['az', 'aks', 'start', '--subscription', subscriptionId, '--resource-group', 'rg-ml'],
      ...['--name', 'aks-gpu'],
    ]);
    expect(commands({ code: 'ClusterNotReachable' }, { ...known, cluster: arc })).toContainEqual(
      expect.arrayContaining(['connectedk8s', 'troubleshoot', 'arc-edge']),
    );
  });

  test('leaves the cluster to be filled in where there is none', () => {
    expect(commands({ code: 'ClusterNotReachable' }, { ...known, cluster: undefined })).toContainEqual(
      expect.arrayContaining(['aks', 'start', '<cluster>']),
    );
  });

  test('prefers the words that say more to the code that says less', () => {
    const cause =
      'Getting static credential is not allowed because this cluster is set to disable local accounts.';
    const said = {
      code: 'GenericClusterError',
      message: `Failed to connect to Kubernetes cluster: ${cause}`,
    };
    expect(explain(failure(said), known)?.id).toBe(anchorOf(cause));
    expect(commands(said)[0]).toEqual(expect.arrayContaining(['trustedaccess', 'rolebinding', 'create']));
  });
});

describe('a refused action', () => {
  const refused = (action: string, scope: string): Partial<Failure> => ({
    code: 'AuthorizationFailed',
    status: 403,
    message: `The client 'a' with object id 'b' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
  });
  const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-ml`;
  const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/ml-prod`;

  test.each([
    [
      'Microsoft.MachineLearningServices/workspaces/computes/write',
      `${workspace}/computes/gpu`,
      'AzureML Compute Operator',
      workspace,
    ],
    ['Microsoft.MachineLearningServices/workspaces/read', workspace, 'Reader', workspace],
    [
      'Microsoft.KubernetesConfiguration/extensions/write',
      `${group}/providers/Microsoft.ContainerService/managedClusters/aks-gpu/providers/Microsoft.KubernetesConfiguration/extensions/azureml`,
      'Kubernetes Extension Contributor',
      `${group}/providers/Microsoft.ContainerService/managedClusters/aks-gpu`,
    ],
    [
      'Microsoft.Authorization/roleAssignments/write',
      group,
      'Role Based Access Control Administrator',
      group,
    ],
  ])('%s is granted by the narrowest role', (action, scope, role, where) => {
    expect(commands(refused(action, scope))).toEqual([
      [
        ...['az', 'role', 'assignment', 'create'],
        ...['--assignee-object-id', 'b', '--assignee-principal-type', 'ServicePrincipal'],
        ...['--role', role, '--scope', where],
      ],
    ]);
  });

  test('that no role is known for is named with its scope', () => {
    const said = failure(refused('Contoso.Things/write', group));
    expect(explain(said, known)?.fixes).toEqual([
      { advice: `Assign a role that grants Contoso.Things/write at ${group} or above.`, commands: [] },
    ]);
  });

  test('on a linked identity is granted there', () => {
    const example = entries.find(({ codes }) => codes?.includes('LinkedAuthorizationFailed'))?.example;
    expect(commands(example ?? {})[0]).toEqual(
      expect.arrayContaining(['Managed Identity Operator', expect.stringMatching(/\/id-jobs$/)]),
    );
  });
});
