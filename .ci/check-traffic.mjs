/**
 * Holds recorded ARM traffic against the official OpenAPI definitions, requests and responses both:
 * `node .ci/check-traffic.mjs FOLDER-OF-THE-DEFINITIONS [--to-the-end] traffic.ndjson …`, where `--to-the-end` also asks
 * that every write was followed to its end. Exits with 1 when anything differs.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [definitions, ...rest] = process.argv.slice(2);
const toTheEnd = rest.includes('--to-the-end');
const files = rest.filter((word) => !word.startsWith('--'));
const { createValidator } = await import(pathToFileURL(resolve(definitions, 'validate.mjs')));
const validator = createValidator({ dir: resolve(definitions) });

/** What the cut-outs of the definitions do not hold; all else has to be in them. */
const undefinedHere = [
  { path: /\/metadata\/endpoints$/i, why: "a cloud's metadata is no ARM operation" },
  { path: /\/hybridConnections\/[^/]+$/i, why: 'of Relay, only namespaces are cut out' },
  { path: /\/computeOperations(Status|Results)\/[^/]+$/i, why: 'operation URLs are opaque' },
  {
    path: /\/extensions\/[^/]+(\/operations\/[^/]+)?$/i,
    method: 'PUT',
    why: 'of extensions, only reads are cut out',
  },
  {
    path: /\/providers\/Microsoft\.Authorization\/permissions$/i,
    why: 'permissions are cut out for groups only',
  },
];

let failures = 0;
for (const file of files) {
  const exchanges = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const answered = exchanges.filter(({ response }) => response);
  const checked = answered.filter(({ request }) => !excluded(request));
  const problems = [...checked.flatMap(validate), ...(toTheEnd ? unsettledWrites(answered) : [])];
  failures += problems.length;
  process.stdout.write(
    `${file}: ${checked.length} requests and responses checked, ${exchanges.length - checked.length} not in the definitions, ${problems.length} problems\n`,
  );
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  if (checked.length === 0) throw new Error(`${file} holds no traffic to check.`);
}
process.exitCode = failures === 0 ? 0 : 1;

function excluded({ method, url }) {
  const { pathname } = new URL(url);
  return undefinedHere.some((rule) => rule.path.test(pathname) && (rule.method ?? method) === method);
}

function validate({ request, response }) {
  const judged = [
    ['request', validator.request(request)],
    ['response', validator.response({ method: request.method, url: request.url, ...response })],
  ];
  return judged.flatMap(([side, { errors }]) =>
    errors.map(
      ({ code, at, message }) => `${request.method} ${request.url} ${side} ${code} ${at}: ${message}`,
    ),
  );
}

/**
 * Each accepted write of a compute has to be followed to its end. The official long-running operation is one way; this
 * action reads the compute itself, because an operation can say Succeeded while the compute has failed.
 */
function unsettledWrites(exchanges) {
  return exchanges.flatMap(({ request, response }, index) => {
    const { pathname } = new URL(request.url);
    const write =
      /\/computes\/[^/]+$/.test(pathname) && /^(PUT|DELETE)$/.test(request.method) && response.status < 300;
    if (!write || response.status === 204) return [];
    const settled = exchanges.slice(index + 1).some((later) => ends(later, pathname));
    return settled ? [] : [`${request.method} ${pathname}: never read to a final state`];
  });
}

function ends({ request, response }, pathname) {
  if (request.method !== 'GET' || new URL(request.url).pathname !== pathname) return false;
  return (
    response.status === 404 ||
    /^(Succeeded|Failed|Canceled)$/.test(response.body?.properties?.provisioningState ?? '')
  );
}
