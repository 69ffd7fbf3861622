import { type ComputeFile, parseComputeFile } from './compute-file.ts';
import { secretHolder, secretKeys } from './compute-grammar.ts';
import { type InputProblem, quoted } from './input-problem.ts';
import { type InputName, type Inputs, inputDefaults, secretInputs } from './inputs.ts';
import type { Source } from './request.ts';

/** One compute as it is declared by a file, by inputs or by both, in the terms of the CLI's YAML. */
export interface ComputeDocument {
  readonly content: Readonly<Record<string, unknown>>;
  /** A private key that was given as an input, which the CLI's YAML has no key for. */
  readonly privateKey: string | undefined;
  /** Where it is written, when that is in a file; undefined for what an input gave. */
  placeOf(path: Path): Source | undefined;
  /** Makes a problem of a value in it. */
  problem(path: Path, expected: string, actual?: string): InputProblem;
}

export type Path = readonly PropertyKey[];

/** Where the inputs that declare a compute stand in the CLI's YAML. */
const keyPaths = {
  type: ['type'],
  name: ['name'],
  'resource-id': ['resource_id'],
  namespace: ['namespace'],
  'identity-type': ['identity', 'type'],
  'user-assigned-identities': ['identity', 'user_assigned_identities'],
  'admin-username': ['ssh_settings', 'admin_username'],
  'admin-password': ['ssh_settings', 'admin_password'],
  'ssh-port': ['ssh_settings', 'ssh_port'],
} as const satisfies Partial<Record<InputName, readonly string[]>>;

type DeclaringInput = keyof typeof keyPaths;
const declaringInputs = Object.keys(keyPaths) as DeclaringInput[];

/** The inputs that say something of a compute: whoever gives a default's value says nothing. */
export const givenOf = (inputs: Inputs): InputName[] =>
  [...declaringInputs, 'ssh-private-key' as const].filter(
    (name) => inputs[name] !== '' && inputs[name] !== inputDefaults[name],
  );

/** The document that inputs alone declare. */
export const documentOfInputs = (inputs: Inputs): ComputeDocument =>
  merged(inputs, new Set<InputName>([...givenOf(inputs), 'type']), undefined);

/** The document of a file, with the given inputs in place of its fields. */
export const documentOfFile = (file: ComputeFile, inputs: Inputs): ComputeDocument =>
  merged(inputs, new Set(givenOf(inputs)), file);

/** Reads a file into a document, or says what is wrong with it. */
export function readDocument(
  path: string,
  text: string,
  inputs: Inputs,
): { readonly document: ComputeDocument } | { readonly problems: readonly InputProblem[] } {
  const reading = parseComputeFile(path, text);
  return reading.ok ? { document: documentOfFile(reading.file, inputs) } : { problems: reading.problems };
}

function merged(
  inputs: Inputs,
  given: ReadonlySet<InputName>,
  file: ComputeFile | undefined,
): ComputeDocument {
  const names = declaringInputs.filter((name) => given.has(name));
  const content = names.reduce(
    (whole, name) => placed(whole, keyPaths[name], givenValue(name, inputs)),
    file?.content ?? {},
  );
  const placeOf = (path: Path): Source | undefined =>
    file && !inputAt(path, names) ? file.placeOf(path) : undefined;
  return {
    content,
    privateKey: inputs['ssh-private-key'] || undefined,
    placeOf,
    problem(path, expected, actual) {
      const at = placeOf(path);
      if (at) return { field: pathText(path), at, actual: actual ?? shown(content, path), expected };
      const input = inputAt(path, names) ?? firstWithin(path) ?? 'name';
      return { field: input, actual: actual ?? shownInput(inputs, input), expected };
    },
  };
}

/** The input that gave what stands at a path, or around it, or the first of what is below it. */
const inputAt = (path: Path, names: readonly DeclaringInput[]): DeclaringInput | undefined =>
  names.find((name) => startsWith(path, keyPaths[name])) ??
  names.find((name) => startsWith(keyPaths[name], path));

/** The input that would give it. */
const firstWithin = (path: Path): DeclaringInput | undefined => inputAt(path, declaringInputs);

const startsWith = (path: Path, start: Path): boolean =>
  start.length > 0 && start.length <= path.length && start.every((key, index) => key === path[index]);

function givenValue(name: DeclaringInput, inputs: Inputs): unknown {
  const value = inputs[name];
  if (name !== 'user-assigned-identities') return value;
  return value
    .split(/[,\n]/)
    .map((each) => each.trim())
    .filter(Boolean)
    .map((id) => ({ resource_id: id }));
}

type Content = Readonly<Record<string, unknown>>;

function placed(whole: Content, [key = '', ...rest]: readonly string[], value: unknown): Content {
  if (rest.length === 0) return { ...whole, [key]: value };
  const inner = whole[key];
  const within: Content =
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...inner } : {};
  return { ...whole, [key]: placed(within, rest, value) };
}

/** A key such as `admin_password:secret`, which lacks a space, is told without what may be a secret. */
const pathText = (path: Path): string =>
  path
    .map((key, index) =>
      path[index - 1] === secretHolder ? (/^[\w-]*/.exec(String(key))?.[0] ?? '') : String(key),
    )
    .join('.');

function shownInput(inputs: Inputs, input: InputName): string {
  if (inputs[input] !== '' && secretInputs.some((secret) => secret === input)) return hidden;
  return quoted(inputs[input]);
}

const hidden = 'a value that is not shown';

/** A value in a document in few words; what is secret, or may hold a secret, is not shown. */
function shown(content: Content, path: Path): string {
  if (path.some((key) => secretKeys.has(String(key))) || path.at(-1) === secretHolder) return hidden;
  const value = path.reduce<unknown>(
    (within, key) => (within as Content | undefined)?.[key as string],
    content,
  );
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'a list';
  // What is an object and no mapping is a date, which YAML has a form for.
  if (typeof value === 'object')
    return Object.getPrototypeOf(value) === Object.prototype ? 'a mapping' : 'a date';
  return quoted(String(value));
}
