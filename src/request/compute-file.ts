import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
  visit,
} from 'yaml';
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
  try {
    const [document, second] = parse(text, lines);
    if (!document) return { ok: false, problems: [problem(0, 'empty')] };
    const problems = [
      ...syntaxProblems(document).map(([offset, words]) => problem(offset, `not valid YAML (${words})`)),
      ...(second ? [problem(second.range[0], 'followed by a second document')] : []),
    ];
    if (problems.length > 0) return { ok: false, problems };
    const { contents } = document;
    if (!isMap(contents))
      return { ok: false, problems: [problem(contents?.range?.[0] ?? 0, 'not a mapping of keys to values')] };
    const content: Record<string, unknown> = document.toJS();
    return { ok: true, file: { content, placeOf: (path) => at(offsetOf(document, path)) } };
  } catch {
    return {
      ok: false,
      problems: [problem(0, 'no plain data (an alias, merge key or nesting is beyond use)')],
    };
  }
}

const expected = 'one YAML document that declares a compute, as `az ml compute attach --file` reads it';

type Parsed = Document.Parsed;

function parse(text: string, lineCounter: LineCounter): readonly Parsed[] {
  const documents = parseAllDocuments(text, { lineCounter, ...options });
  return Array.isArray(documents) ? documents : [];
}

/** The scalars that the CLI's reader, PyYAML, takes for something else than text: `y`, `08` and `1e3` are text to it. */
const notText = [
  /|~|null|Null|NULL|<</,
  /yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF/,
  /[-+]?(0b[01_]+|0[0-7_]*|[1-9][\d_]*(:[0-5]?\d)*|0x[\da-fA-F_]+)/,
  /([-+]?\d[\d_]*\.[\d_]*|\.\d[\d_]*)([eE][-+]\d+)?|[-+]?\d[\d_]*(:[0-5]?\d)+\.[\d_]*/,
  /[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)/,
  /\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?([Tt]|[ \t]+)\d\d?:\d\d:\d\d(\.\d*)?([ \t]*(Z|[-+]\d\d?(:\d\d)?))?/,
];
const plainText = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: new RegExp(`^(?!(${notText.map(({ source }) => source).join('|')})$)`),
  resolve: (scalar: string) => scalar,
};

/** Of these, no key of a compute file takes a value. */
const unused = ['binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`);

const options: ParseOptions & SchemaOptions & { version: '1.1'; logLevel: 'silent' } = {
  version: '1.1',
  schema: 'yaml-1.1',
  customTags: (tags) => [
    plainText,
    ...tags.filter((tag) => typeof tag === 'string' || !unused.includes(tag.tag)),
  ],
  resolveKnownTags: false,
  // Looked for below: the library compares each key with each other one.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
};

type Told = readonly [offset: number, words: string];

/** The first of many errors are enough: those after them follow from them. */
const mostErrors = 10;

function syntaxProblems(document: Parsed): Told[] {
  const tags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const errors = [...document.errors, ...tags].map(
    ({ pos: [offset], code, message }): Told => [offset, unquoted[code] ?? message],
  );
  return (errors.length > 0 ? errors : repeatedKeys(document)).slice(0, mostErrors);
}

/** Words for the errors whose messages quote the file. */
const unquoted: Partial<Record<ErrorCode, string>> = {
  BAD_DIRECTIVE: 'A directive that cannot be used',
  BAD_DQ_ESCAPE: 'Invalid escape sequence in double quotes',
  RESOURCE_EXHAUSTION: 'Nested too deeply',
  TAG_RESOLVE_FAILED: 'A tag that cannot be used',
  UNEXPECTED_TOKEN: 'Unexpected characters',
};

function repeatedKeys(document: Parsed): Told[] {
  const found: Told[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<string>();
      for (const { key } of items) {
        // A merge key, which is a symbol here, may be given again.
        if (!isScalar(key) || typeof key.value === 'symbol') continue;
        const name = String(key.value);
        if (seen.has(name)) found.push([key.range?.[0] ?? 0, 'Map keys must be unique']);
        seen.add(name);
      }
    },
  });
  return found;
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
