import { decodedPath, type Host, type HttpRequest } from './http.ts';
import { type Fault, type FaultEffect, type ParsedFault, parseFault } from './scenario.ts';

/** What is to go wrong, in the order in which it was asked for. */
export interface Faults {
  add(fault: Fault): void;
  /** Counts the request against every fault that it matches and says which effect strikes it, if any. */
  strike(host: Host, request: HttpRequest): FaultEffect | undefined;
}

export function createFaults(initial: readonly ParsedFault[]): Faults {
  const faults = initial.map((fault) => ({ fault, seen: 0 }));
  return {
    add: (fault) => void faults.push({ fault: parseFault(fault), seen: 0 }),
    strike(host, request) {
      const struck = faults.filter(({ fault }) => matches(fault, host, request)).filter(strikes);
      return struck[0]?.fault.effect;
    },
  };
}

function strikes(entry: { readonly fault: ParsedFault; seen: number }): boolean {
  entry.seen += 1;
  const since = entry.seen - entry.fault.when.nth;
  return since >= 0 && since < entry.fault.times;
}

function matches({ when }: ParsedFault, host: Host, { method, url }: HttpRequest): boolean {
  return (
    (when.host === undefined || when.host === host) &&
    (when.method === undefined || when.method.toUpperCase() === method) &&
    (when.path === undefined || pathMatches(when.path, `${decodedPath(url)}${url.search}`))
  );
}

function pathMatches(pattern: string, path: string): boolean {
  const expression = /^\/(.+)\/$/.exec(pattern)?.[1];
  return expression === undefined
    ? path.toLowerCase().includes(pattern.toLowerCase())
    : new RegExp(expression, 'i').test(path);
}
