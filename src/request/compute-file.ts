import { type Document, isMap, isScalar, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { InputProblem } from './input-problem.ts';
import type { Source } from './request.ts';

/** A compute file, taken apart. */
export interface ComputeFile {
  /** The document, as plain data. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Place of the value at a path; of the nearest that there is around it when there is none. */
  placeOf(path: readonly PropertyKey[]): Source;
}

export type ComputeFileReading =
  | { readonly ok: true; readonly file: ComputeFile }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/**
 * Reads a file of one YAML document as the Azure CLI does, which is YAML 1.1. Nothing is expanded: the file is data. The
 * words of a problem never quote the file, which may hold a password.
 */
export function parseComputeFile(path: string, text: string): ComputeFileReading {
  const lines = new LineCounter();
  const at = (offset: number): Source => {
    const { line, col } = lines.linePos(offset);
    return { file: path, line, column: col };
  };
  const problem = (offset: number, actual: string): InputProblem => ({
    field: '',
    at: at(offset),
    actual,
    expected,
  });
  const [document, second] = parse(text, lines);
  if (!document) return { ok: false, problems: [problem(0, 'empty')] };
  const problems = [
    ...document.errors.map(({ pos: [offset], message }) => problem(offset, `not valid YAML (${message})`)),
    ...(second ? [problem(second.range[0], 'followed by a second document')] : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const content = plain(document);
  return isRecord(content)
    ? { ok: true, file: { content, placeOf: (path) => at(offsetOf(document, path)) } }
    : {
        ok: false,
        problems: [problem(document.contents?.range?.[0] ?? 0, 'not a mapping of keys to values')],
      };
}

const expected = 'one YAML document that declares a compute, as `az ml compute attach --file` reads it';

type Parsed = Document.Parsed;

function parse(text: string, lineCounter: LineCounter): readonly Parsed[] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    prettyErrors: false,
    version: '1.1',
    logLevel: 'silent',
  });
  return Array.isArray(documents) ? documents : [];
}

/** Undefined for what cannot be data, such as aliases that grow without end. */
function plain(document: Parsed): unknown {
  try {
    return document.toJS();
  } catch {
    return undefined;
  }
}

/** Where a key's value stands in the text; an unknown key itself counts, too. */
function offsetOf(document: Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = keyOffset(document, path.slice(0, length));
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Parsed, path: readonly PropertyKey[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return (document.getIn(path, true) as Node | undefined)?.range?.[0];
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
  return (pair?.key as Node | undefined)?.range?.[0];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
