import { parseResourceId, resourceName } from '../azure/resource-id.ts';
import type { CheckId, Finding } from '../checks/finding.ts';
import { oneLine } from './markdown.ts';
import type { ComputeReport } from './report.ts';
import { mark } from './wording.ts';

/** A Mermaid picture of workspace, compute, cluster, extension, relay and identity, with how each of them stands. */
export function renderDiagram(compute: ComputeReport, workspace: string): string {
  const node = (id: string, kind: string, name: string, ...checks: readonly CheckId[]): string =>
    `  ${id}["${[standing(compute.findings, checks), label(kind), label(name)].filter(Boolean).join('<br>')}"]`;
  const state = compute.provisioningState ?? 'not looked at';
  return [
    'flowchart LR',
    node('workspace', 'Workspace', workspace, 'workspace'),
    node('identity', 'Workspace identity', '', 'workspace-identity'),
    `  compute["${computeMark(compute)}<br>Compute<br>${label(compute.name)}<br>${label(state)}"]`,
    node(
      'cluster',
      compute.clusterKind === 'arc' ? 'Arc cluster' : 'AKS cluster',
      clusterName(compute),
      'cluster',
    ),
    node('extension', 'Azure ML extension', `namespace ${compute.namespace}`, 'extension'),
    '  workspace --> compute --> extension',
    `  workspace --- identity -- "${standing(compute.findings, ['role-assignments'])} roles" --> cluster`,
    '  extension -. on .- cluster',
    ...(compute.clusterKind === 'arc'
      ? [node('relay', 'Azure Relay', '', 'relay'), '  workspace -. through .- relay -. to .- cluster']
      : []),
  ].join('\n');
}

/** The worst of the findings that are about a part of the picture. */
function standing(findings: readonly Finding[], checks: readonly CheckId[]): string {
  const about = findings.filter(({ check }) => checks.includes(check));
  const worst = (['error', 'warning', 'notice', 'ok'] as const).flatMap((severity) =>
    about.filter((it) => it.severity === severity),
  )[0];
  return worst ? mark(worst) : '❔';
}

const computeMark = ({ compliant, failure }: ComputeReport): string =>
  compliant ? '✅' : failure ? '❌' : '⚪';

function clusterName({ resourceId }: ComputeReport): string {
  const reading = parseResourceId(resourceId);
  return reading.ok ? resourceName(reading.id) : resourceId;
}

/** Mermaid's own character references, for everything that it could take for syntax or HTML. */
const label = (text: string): string =>
  oneLine(text).replace(/[^\p{L}\p{N} .-]/gu, (character) => `#${character.codePointAt(0)};`);
