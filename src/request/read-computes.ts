import * as v from 'valibot';
import { formatResourceId } from '../azure/resource-id.ts';
import type { ComputeDocument, Path } from './compute-document.ts';
import {
  computeGrammar,
  detachGrammar,
  type KubernetesDocument,
  knownKey,
  type VirtualMachineDocument,
} from './compute-grammar.ts';
import { type InputProblem, quoted } from './input-problem.ts';
import {
  type CheckId,
  type Compute,
  type ComputeType,
  computeTypes,
  type Declaration,
  type DeclaredCompute,
  type Source,
} from './request.ts';
import { readTarget, targetOf } from './target.ts';

/** A document as a compute, when it is one; its declaration and what is wrong with it, in any case. */
export interface ComputeReading {
  readonly document: ComputeDocument;
  readonly declared: DeclaredCompute | undefined;
  readonly declaration: Declaration;
  readonly problems: readonly InputProblem[];
  /** The private key's file, to be read by whoever can. */
  readonly privateKeyFile: string | undefined;
}

/** Reads a document that declares a compute. Every problem is found, not only the first. */
export function readCompute(document: ComputeDocument): ComputeReading {
  const { content } = document;
  const type = typeOf(content['type']);
  if (!type) {
    const problem = document.problem(['type'], `one of ${computeTypes.join(', ')}`);
    return { document, declared: undefined, declaration: {}, problems: [problem], privateKeyFile: undefined };
  }
  const declaration = readDeclaration(document, type);
  const read =
    type === 'kubernetes' ? kubernetes(document, declaration) : virtualMachine(document, declaration);
  return { document, declaration, ...read };
}

/** Reads the name by which a compute is detached. */
export function readName(
  document: ComputeDocument,
): { readonly name: string; readonly at?: Source } | { readonly problems: readonly InputProblem[] } {
  const read = v.safeParse(detachGrammar, document.content);
  if (!read.success) return { problems: problemsOf(document, read.issues) };
  const at = document.placeOf(['name']);
  return { name: read.output.name, ...(at && { at }) };
}

/** What two computes of a workspace cannot both have. */
export function duplicates(
  computes: readonly (Pick<ComputeReading, 'document'> & { name: string; target?: string })[],
): InputProblem[] {
  const seen = new Map<string, ComputeDocument>();
  const claim = (key: string, path: Path, document: ComputeDocument, what: string): InputProblem[] => {
    const first = seen.get(key);
    if (!first) {
      seen.set(key, document);
      return [];
    }
    const where = first.placeOf(path);
    const other = where ? `${where.file}:${where.line}` : 'another declaration';
    return [
      document.problem(
        path,
        'something that no other compute of the workspace has',
        `${what}, which ${other} declares too`,
      ),
    ];
  };
  return computes.flatMap(({ document, name, target }) => [
    ...claim(`name ${name.toLowerCase()}`, ['name'], document, quoted(name)),
    ...(target ? claim(`target ${target.toLowerCase()}`, ['resource_id'], document, quoted(target)) : []),
  ]);
}

/** Cluster and namespace, or machine: what can be attached once. */
export function targetText(compute: Compute): string {
  const id = formatResourceId(targetOf(compute).id);
  return compute.type === 'kubernetes' ? `${id}, namespace ${compute.namespace}` : id;
}

const typeOf = (given: unknown): ComputeType | undefined =>
  computeTypes.find((type) => typeof given === 'string' && type === given.trim().toLowerCase());

type Read = Pick<ComputeReading, 'declared' | 'problems' | 'privateKeyFile'>;

function kubernetes(document: ComputeDocument, declaration: Declaration): Read {
  const read = v.safeParse(computeGrammar.kubernetes, document.content);
  const misplaced = document.privateKey
    ? [{ field: 'ssh-private-key', actual: 'given', expected: 'nothing for a compute of type kubernetes' }]
    : [];
  const problems = [...problemsOf(document, read.issues), ...misplaced];
  const compute =
    read.success && problems.length === 0 ? kubernetesCompute(read.output, declaration) : undefined;
  return { declared: compute && { compute, declaration }, problems, privateKeyFile: undefined };
}

function kubernetesCompute(given: KubernetesDocument, { target }: Declaration): Compute | undefined {
  if (!target || target.kind === 'unusable' || target.kind === 'vm') return undefined;
  return {
    ...anyCompute(given),
    type: 'kubernetes',
    cluster: target,
    namespace: given.namespace || defaultNamespace,
    instanceTypes: given.properties?.instanceTypes ?? undefined,
    defaultInstanceType: given.properties?.defaultInstanceType ?? undefined,
  };
}

const defaultNamespace = 'default';

function virtualMachine(document: ComputeDocument, declaration: Declaration): Read {
  const read = v.safeParse(computeGrammar.virtualmachine, document.content);
  const problems = problemsOf(document, read.issues);
  const compute = read.success ? machineCompute(read.output, document, declaration) : undefined;
  const privateKeyFile = read.success ? read.output.ssh_settings?.ssh_private_key_file : undefined;
  return {
    declared: compute && { compute, declaration },
    problems,
    privateKeyFile: (!document.privateKey && privateKeyFile) || undefined,
  };
}

function machineCompute(
  given: VirtualMachineDocument,
  { privateKey }: ComputeDocument,
  { target }: Declaration,
): Compute | undefined {
  if (target?.kind !== 'vm') return undefined;
  const { ssh_settings: ssh } = given;
  return {
    ...anyCompute(given),
    type: 'virtualmachine',
    machine: target,
    ssh: {
      port: ssh?.ssh_port ?? 22,
      username: ssh?.admin_username || undefined,
      password: ssh?.admin_password || undefined,
      privateKey: privateKey && `${privateKey}\n`,
    },
  };
}

const anyCompute = ({ name, identity, description, tags }: KubernetesDocument | VirtualMachineDocument) => ({
  name,
  identity: identity ?? ({ type: 'None' } as const),
  description: description ?? undefined,
  tags: tags ?? undefined,
});

function problemsOf(document: ComputeDocument, issues: readonly v.BaseIssue<unknown>[] = []): InputProblem[] {
  const problems = issues.map((issue) => {
    const path = issue.path?.map(({ key }) => key as PropertyKey) ?? [];
    if (issue.type !== 'never') return document.problem(path, issue.message);
    return document.placeOf(path)
      ? document.problem(path, knownKey(String(path.at(-1)), issue.message), 'an unknown key')
      : document.problem(path, `nothing for a compute of type ${String(document.content['type'])}`);
  });
  return [...new Map(problems.map((each) => [JSON.stringify(each), each])).values()];
}

/** Which key of the CLI's YAML a check of the declaration judges. */
const judged = {
  'resource-id': ['resource_id'],
  'compute-name': ['name'],
  namespace: ['namespace'],
  'instance-types': ['properties', 'instanceTypes'],
} as const satisfies Partial<Record<CheckId, Path>>;

/** Reads each field of the declaration by itself, so that one that is unusable does not hide the others. */
function readDeclaration(document: ComputeDocument, type: ComputeType): Declaration {
  const { content } = document;
  const { entries } = computeGrammar[type];
  const name = v.safeParse(entries.name, content['name']);
  const resourceId = v.safeParse(entries.resource_id, content['resource_id']);
  const at = document.placeOf([]);
  return {
    ...(name.success && { name: name.output }),
    ...(resourceId.success && { target: readTarget(resourceId.output, type) }),
    ...(type === 'kubernetes' && readKubernetesDeclaration(content)),
    ...(at && { at, places: placesOf(document) }),
  };
}

function readKubernetesDeclaration(content: ComputeDocument['content']): Declaration {
  const { entries } = computeGrammar.kubernetes;
  const namespace = v.safeParse(entries.namespace, content['namespace']);
  const properties = v.safeParse(entries.properties, content['properties']);
  const { instanceTypes, defaultInstanceType } = (properties.success && properties.output) || {};
  return {
    ...(namespace.success && { namespace: namespace.output || defaultNamespace }),
    ...(instanceTypes && { instanceTypes }),
    ...(defaultInstanceType && { defaultInstanceType }),
  };
}

function placesOf(document: ComputeDocument): Partial<Record<CheckId, Source>> {
  const entries = Object.entries(judged).flatMap(([check, path]) => {
    const at = document.placeOf(path);
    return at ? [[check, at] as const] : [];
  });
  return Object.fromEntries(entries);
}
