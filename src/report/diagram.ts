import { parseResourceId, resourceName } from '../azure/resource-id.ts';
import type { Finding } from '../checks/finding.ts';
import type { CheckId } from '../request/request.ts';
import { oneLine } from './markdown.ts';
import type { ComputeReport, DeclaredCluster, DeclaredMachine, DeclaredTarget } from './report.ts';
import { mark } from './wording.ts';

/** A Mermaid picture of a compute, its workspace and what it attaches, with how each of them stands. */
export const renderDiagram = (compute: ComputeReport, declared: DeclaredTarget, workspace: string): string =>
  declared.type === 'kubernetes'
    ? clusterDiagram(compute, declared, workspace)
    : machineDiagram(compute, declared, workspace);

const node = (id: string, standing: string, ...lines: readonly string[]): string =>
  `  ${id}["${[standing, ...lines.map(label)].join('<br>')}"]`;

function machineDiagram(compute: ComputeReport, declared: DeclaredMachine, workspace: string): string {
  const { findings, name, provisioningState } = compute;
  return [
    'flowchart LR',
    node('workspace', standing(findings, 'workspace'), 'Workspace', workspace),
    node('compute', computeMark(compute), 'Compute', name, provisioningState ?? 'not looked at'),
    node('machine', standing(findings, 'virtual-machine'), 'Virtual machine', targetName(declared)),
    '  workspace --> compute --> machine',
  ].join('\n');
}

function clusterDiagram(compute: ComputeReport, declared: DeclaredCluster, workspace: string): string {
  const { findings, name, provisioningState } = compute;
  const arc = declared.clusterKind === 'arc';
  const clusterKind = arc ? 'Arc cluster' : 'AKS cluster';
  return [
    'flowchart LR',
    node('workspace', standing(findings, 'workspace'), 'Workspace', workspace),
    node('compute', computeMark(compute), 'Compute', name, provisioningState ?? 'not looked at'),
    node(
      'extension',
      standing(findings, 'extension'),
      'Azure ML extension',
      `namespace ${declared.namespace}`,
    ),
    node('cluster', standing(findings, 'cluster'), clusterKind, targetName(declared)),
    node('identity', standing(findings, 'workspace-identity'), 'Workspace identity'),
    '  workspace --> compute --> extension --> cluster',
    `  workspace --> identity -->|"${standing(findings, 'role-assignments')} roles"| cluster`,
    ...(arc
      ? [node('relay', standing(findings, 'relay'), 'Azure Relay'), '  workspace --> relay --> cluster']
      : []),
  ].join('\n');
}

/** How the part of the picture stands that a check is about. */
function standing(findings: readonly Finding[], check: CheckId): string {
  const about = findings.find((finding) => finding.check === check);
  return about ? mark(about) : '❔';
}

const computeMark = ({ compliant, succeeded }: ComputeReport): string =>
  compliant ? '✅' : succeeded ? '⚪' : '❌';

function targetName({ resourceId }: DeclaredTarget): string {
  const reading = parseResourceId(resourceId);
  return reading.ok ? resourceName(reading.id) : resourceId;
}

/**
 * Mermaid's own character references, for everything that it could take for syntax or HTML. Of dollars it makes mathematics
 * even then, so they are written as the wide sign that looks like one.
 */
const label = (text: string): string =>
  oneLine(text)
    .replaceAll('$', '＄')
    .replace(/[^\p{L}\p{N} .-]/gu, (character) => `#${character.codePointAt(0)};`);
