/** A JSON value. Bodies stay this loose until a schema has looked at them. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Follows names into a value: `at(cluster, 'properties', 'powerState', 'code')`. */
export function at(value: unknown, ...names: readonly string[]): Json | undefined {
  let found: unknown = value;
  for (const name of names) found = isJsonObject(found) ? found[name] : undefined;
  return found as Json | undefined;
}

/** The string found there, or undefined when there is none. */
export function stringAt(value: unknown, ...names: readonly string[]): string | undefined {
  const found = at(value, ...names);
  return typeof found === 'string' ? found : undefined;
}
