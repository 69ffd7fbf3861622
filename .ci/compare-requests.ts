import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startLocalAzure } from '../local-azure/index.ts';
import { contoso, contosoIds, deployer, subscriptionId, tenantId } from '../local-azure/scenarios.ts';
import { runStep } from '../local-runner/step.ts';

/*
 * Attaches a compute from each file with this action, and holds what it writes against what azure-ai-ml wrote for the same
 * files: `node .ci/compare-requests.ts TRAFFIC-OF-AZURE-AI-ML.ndjson FILE …`. Exits with 1 when a difference has no reason.
 */

type Body = Readonly<Record<string, unknown>>;

/** Where this action writes something else than azure-ai-ml, and why. */
const reasons: readonly { readonly path: RegExp; readonly why: string }[] = [
  {
    path: /^properties\.computeLocation$/,
    why: 'the location of the cluster is not that of the workspace: Azure fills it in',
  },
  {
    path: /^properties\.properties\.instanceTypes\..*\.limits\.nvidia\.com\/gpu$/,
    why: 'a null stands for none',
  },
];

const [trafficFile = '', ...files] = process.argv.slice(2);
const theirs = writesIn(
  readFileSync(trafficFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).request),
);
const ours = await attachAll();
let unexplained = 0;
for (const [name, body] of theirs) compare(name, body, ours.get(name));
process.stdout.write(`${theirs.size} requests compared, ${unexplained} differences without a reason\n`);
process.exitCode = unexplained === 0 && theirs.size === files.length ? 0 : 1;

/** Each file in a run of its own, since two of them declare the same cluster and namespace. */
async function attachAll(): Promise<Map<string, Body>> {
  const azure = await startLocalAzure({ ...contoso(), provisioningMs: 50 });
  const trust = join(mkdtempSync(join(tmpdir(), 'compare-')), 'certificate-authority.pem');
  writeFileSync(trust, azure.certificateAuthority);
  const key = '.ci/compute-files/not-a-key.txt';
  for (const file of files) {
    const job = azure.jobVariables({ subject: deployer.federatedCredentials[0]?.subject ?? '' });
    const result = await runStep({
      with: {
        'client-id': deployer.clientId,
        'tenant-id': tenantId,
        'subscription-id': subscriptionId,
        'resource-group': 'rg-ml',
        'workspace-name': 'ml-prod',
        file: basename(file),
      },
      files: { [basename(file)]: readFileSync(file, 'utf8'), [key]: readFileSync(key, 'utf8') },
      oidc: {
        requestUrl: job.ACTIONS_ID_TOKEN_REQUEST_URL,
        requestToken: job.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
      },
      env: { ARM_CLOUD_METADATA_URL: job.ARM_CLOUD_METADATA_URL, NODE_EXTRA_CA_CERTS: trust },
    });
    if (result.exitCode !== 0) throw new Error(`${file}: ${result.log.join('\n')}`);
  }
  await azure.close();
  return writesIn(azure.traffic.map(({ request }) => request));
}

/** The bodies that were written, by the name of the compute. */
function writesIn(requests: readonly { method: string; url: string; body?: unknown }[]): Map<string, Body> {
  const path = `${contosoIds.workspace}/computes/`.toLowerCase();
  const writes = requests.filter(
    ({ method, url }) => method === 'PUT' && new URL(url).pathname.toLowerCase().startsWith(path),
  );
  return new Map(writes.map(({ url, body }) => [basename(new URL(url).pathname), body as Body]));
}

function compare(name: string, theirs: Body, ours: Body | undefined): void {
  const [left, right] = [flat(theirs), flat(ours ?? {})];
  for (const path of new Set([...left.keys(), ...right.keys()])) {
    if (isDeepStrictEqual(left.get(path), right.get(path))) continue;
    const reason = reasons.find((each) => each.path.test(path));
    if (!reason) unexplained += 1;
    const sides = `azure-ai-ml ${JSON.stringify(left.get(path))}, this action ${JSON.stringify(right.get(path))}`;
    process.stdout.write(`${name}: ${path}: ${sides} (${reason?.why ?? 'NO REASON'})\n`);
  }
}

/** Every leaf by its path. */
function flat(value: unknown, path = ''): Map<string, unknown> {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, each]) => [...flat(each, path ? `${path}.${key}` : key)]),
  );
}
