import type { Cluster } from '../src/azure/cluster.ts';
import type { Failure } from '../src/azure/failure.ts';
import type { Fix } from '../src/checks/finding.ts';
import type { Context, Entry } from '../src/explain/entry.ts';
import { anchorOf, type Family, families, someCluster } from '../src/explain/index.ts';
import { ownCodes } from '../src/explain/own-codes.ts';
import { commandLine } from '../src/report/command-line.ts';
import { codeBlock } from '../src/report/markdown.ts';

/** docs/troubleshooting.md, written from the data that explains failures at run time. */
export function troubleshootingPage(): string {
  const sections = [
    '# Troubleshooting',
    '<!-- Generated from src/explain by npm run docs. -->',
    'Each heading is an error as its service writes it, or as much of it as is always the same. When a run fails with one of them, the job summary says the same, with your names in the commands; here, what you have to fill in is in angle brackets.',
    contents(),
    ...families.flatMap(family),
    `## ${ownTitle}`,
    'The action names these failures itself.',
    ...ownCodes.flatMap(({ code, meaning, remedy }) => [
      `### ${code}`,
      `**What it means.** ${meaning}`,
      `**What to do.** ${remedy}`,
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}

const ownTitle = 'Codes of the action';

function contents(): string {
  const list = (title: string, headings: readonly string[]): string[] => [
    `- [${title}](#${anchorOf(title)})`,
    ...headings.map((heading) => `  - [${heading}](#${anchorOf(heading)})`),
  ];
  return [
    ...families.flatMap(({ title, entries }) =>
      list(
        title,
        entries.map(({ text }) => text),
      ),
    ),
    ...list(
      ownTitle,
      ownCodes.map(({ code }) => code),
    ),
  ].join('\n');
}

const family = ({ title, entries }: Family): string[] => [`## ${title}`, ...entries.flatMap(section)];

const section = (entry: Entry): string[] => [
  `### ${entry.text}`,
  codeBlock('text', entry.example.message),
  `**What it means.** ${entry.cause}`,
  '**What to do.**',
  ...fixesOf(entry).flatMap(({ advice, commands }) => [
    advice,
    ...(commands.length > 0 ? [codeBlock('bash', commands.map(commandLine).join('\n'))] : []),
  ]),
  `Source: <${entry.source}>`,
];

const arcCluster: Cluster = {
  kind: 'arc',
  id: {
    ...someCluster.id,
    provider: 'Microsoft.Kubernetes',
    path: [{ type: 'connectedClusters', name: '<cluster>' }],
  },
};

/** What to do with an AKS cluster, and what differs with an Arc-enabled one. */
function fixesOf({ fixes, example }: Entry): readonly Fix[] {
  const failure: Failure = { operation: 'attach the compute gpu', details: [], ...example };
  const context = (cluster: Cluster): Context => ({
    signIn: { kind: 'github-oidc', clientId: '<client-id>', tenantId: '<tenant-id>', audience: '' },
    workspace: {
      subscriptionId: '<subscription-id>',
      resourceGroup: '<resource-group>',
      name: '<workspace>',
    },
    cluster,
  });
  const all = [someCluster, arcCluster].flatMap((cluster) => fixes(context(cluster), failure));
  return [...new Map(all.map((fix) => [JSON.stringify(fix), fix])).values()];
}
