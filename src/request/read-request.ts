import * as v from 'valibot';
import type { CloudChoice, CloudName } from '../azure/clouds.ts';
import type { SignIn } from '../azure/credential.ts';
import { type ComputeDocument, documentOfInputs, givenOf, readDocument } from './compute-document.ts';
import type { FileContent, Files } from './files.ts';
import { type InputNotice, type InputProblem, quoted } from './input-problem.ts';
import { type InputName, type Inputs, inputDefaults, runInputs, withDefaults } from './inputs.ts';
import { type ComputeReading, duplicates, readCompute, readName, targetText } from './read-computes.ts';
import type { Compute, Declaration, DeclaredCompute, Request } from './request.ts';

/** The declarations, to be judged, with the whole request or with every problem that keeps it from being one. */
export type Reading = {
  readonly declarations: readonly Declaration[];
  readonly notices: readonly InputNotice[];
  /** To be masked before anything is printed. */
  readonly secrets: readonly string[];
} & (
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly problems: readonly InputProblem[] }
);

/** Variables of the job that say where things are. */
export interface Environment {
  readonly ARM_CLOUD_METADATA_URL?: string | undefined;
  readonly GITHUB_EVENT_NAME?: string | undefined;
}

/** Reads inputs and compute files into a request. Every problem is found, not only the first. */
export async function readRequest(given: Inputs, environment: Environment, files: Files): Promise<Reading> {
  const inputs = withDefaults(given);
  const run = v.safeParse(runInputs, inputs);
  const found = await readDocuments(inputs, files);
  const problems = [
    ...(run.issues ?? []).map((issue) => inputProblem(inputs, issue)),
    ...found.problems,
    ...refused(inputs, environment),
  ];
  const soFar = { run: run.success ? run.output : undefined, found, environment, problems };
  const mode = inputs.mode.toLowerCase();
  if (mode === 'detach') return readDetach(soFar);
  return readDeclared(soFar, mode === 'verify' ? withoutKeys : (path) => files.read(path));
}

/** Reads the file of a private key. */
type ReadKey = (path: string) => Promise<FileContent>;

/** A verification sends nothing, so it needs no key: its file need not even be there. */
const withoutKeys: ReadKey = async () => ({ ok: true, text: '' });

/**
 * Under `pull_request_target`, a job has the rights of the repository while its files may be those of a stranger's pull
 * request: what such files say is never written to Azure.
 */
function refused(inputs: Inputs, { GITHUB_EVENT_NAME: event }: Environment): InputProblem[] {
  const writes = /^(attach|detach)$/i.test(inputs.mode);
  if (event !== 'pull_request_target' || !writes || inputs.file === '') return [];
  return [
    {
      field: 'mode',
      actual: `"${inputs.mode}" on files of a run for pull_request_target`,
      expected: 'plan or verify there: whoever opens a pull request could have written the files',
    },
  ];
}

/** What has been read before the computes are. */
interface SoFar {
  /** Undefined when an input of the run itself is unusable. */
  readonly run: RunInputs | undefined;
  readonly found: Documents;
  readonly environment: Environment;
  readonly problems: readonly InputProblem[];
}

async function readDeclared(
  { run, found, environment, ...before }: SoFar,
  readKey: ReadKey,
): Promise<Reading> {
  const { declared, ...read } = await readComputes(found, readKey);
  const problems = [...before.problems, ...read.problems];
  const rest = {
    declarations: read.declarations,
    secrets: read.secrets,
    notices: found.documents.flatMap(ignoredLocation),
  };
  if (!run || problems.length > 0 || declared.length < found.documents.length)
    return { ok: false, problems, ...rest };
  return { ok: true, request: declaredRequest(run, declared, found.from, environment), ...rest };
}

function declaredRequest(
  run: RunInputs,
  computes: readonly DeclaredCompute[],
  from: Documents['from'],
  environment: Environment,
): Request {
  const { mode, recreate, fix: fixes } = run;
  const shared = runRequest(run, environment);
  return mode === 'verify'
    ? { ...shared, mode, scope: { kind: from, computes } }
    : { ...shared, mode: mode === 'plan' ? mode : 'attach', computes, recreate, fixes };
}

/** A compute is detached by its name, whatever that looks like: nothing is declared that could be judged. */
function readDetach({ run, found: { documents }, environment, ...before }: SoFar): Reading {
  const readings = documents.map((document) => ({ document, read: readName(document) }));
  const named = readings.flatMap(({ document, read }) => ('name' in read ? [{ ...read, document }] : []));
  const problems = [
    ...before.problems,
    ...readings.flatMap(({ read }) => ('problems' in read ? read.problems : [])),
    ...duplicates(named),
  ];
  const rest = { declarations: [], notices: [], secrets: documents.flatMap(passwordOf) };
  if (!run || problems.length > 0) return { ok: false, problems, ...rest };
  const computes = named.map(({ name, at }) => ({ name, ...(at && { at }) }));
  return { ok: true, request: { ...runRequest(run, environment), mode: 'detach', computes }, ...rest };
}

type RunInputs = v.InferOutput<typeof runInputs>;

function inputProblem(inputs: Inputs, issue: v.BaseIssue<unknown>): InputProblem {
  const input = issue.path?.[0]?.key as InputName;
  return { field: input, actual: quoted(inputs[input]), expected: issue.message };
}

/** What declares the computes: files, or inputs, or in a verification nothing at all. */
interface Documents {
  readonly from: 'files' | 'inputs' | 'nothing';
  readonly documents: readonly ComputeDocument[];
  readonly problems: readonly InputProblem[];
}

async function readDocuments(inputs: Inputs, files: Files): Promise<Documents> {
  if (inputs.file !== '') return readFiles(inputs, files);
  if (inputs.mode.toLowerCase() === 'verify' && givenOf(inputs).length === 0)
    return { from: 'nothing', documents: [], problems: [] };
  return { from: 'inputs', documents: [documentOfInputs(inputs)], problems: [] };
}

async function readFiles(inputs: Inputs, files: Files): Promise<Documents> {
  const patterns = inputs.file.split('\n').flatMap((line) => line.trim() || []);
  const searches = await Promise.all(
    patterns.map(async (pattern) => ({ pattern, paths: await files.find(pattern) })),
  );
  const unmatched = searches
    .filter(({ paths }) => paths.length === 0)
    .map(({ pattern }) => matchesNothing(pattern));
  const paths = [...new Set(searches.flatMap(({ paths }) => paths))];
  const given = paths.length > 1 ? givenOf(inputs) : [];
  const beside = { ...inputs, ...Object.fromEntries(given.map((input) => [input, inputDefaults[input]])) };
  const read = await Promise.all(paths.map((path) => readFile(path, beside, files)));
  return {
    from: 'files',
    documents: read.flatMap((each) => ('document' in each ? [each.document] : [])),
    problems: [
      ...unmatched,
      ...given.map((input) => besideFiles(input)),
      ...read.flatMap((each) => ('problems' in each ? each.problems : [])),
    ],
  };
}

async function readFile(
  path: string,
  inputs: Inputs,
  files: Files,
): Promise<ReturnType<typeof readDocument>> {
  const content = await files.read(path);
  if (content.ok) return readDocument(path, content.text, inputs);
  return {
    problems: [{ field: 'file', actual: `"${path}", which ${content.problem}`, expected: aComputeFile }],
  };
}

const aComputeFile =
  'compute YAML files below the workspace folder, by path or glob, for example computes/*.yml';

const matchesNothing = (pattern: string): InputProblem => ({
  field: 'file',
  actual: `"${pattern}", which matches no file`,
  expected: aComputeFile,
});

const besideFiles = (field: InputName): InputProblem => ({
  field,
  actual: 'given next to several files',
  expected: 'nothing there: an input overrides the field of a single file only',
});

const ignoredLocation = (document: ComputeDocument): InputNotice[] => {
  if (!document.content['location']) return [];
  const at = document.placeOf(['location']);
  const message = 'location is ignored: a compute is where its workspace is.';
  return [{ message, ...(at && { at }) }];
};

async function readComputes({ documents }: Documents, readKey: ReadKey) {
  const readings = await Promise.all(
    documents.map((document) => withPrivateKey(readCompute(document), readKey)),
  );
  const declared = readings.flatMap((reading) =>
    reading.declared ? [{ ...reading, ...reading.declared }] : [],
  );
  const claims = declared.map(({ document, compute }) => ({
    document,
    name: compute.name,
    target: targetText(compute),
  }));
  return {
    declared: declared.map(({ compute, declaration }) => ({ compute, declaration })),
    declarations: readings.map(({ declaration }) => declaration),
    problems: [...readings.flatMap(({ problems }) => problems), ...duplicates(claims)],
    secrets: documents.flatMap(passwordOf).concat(declared.flatMap(({ compute }) => privateKeyOf(compute))),
  };
}

/** A password is one wherever it stands, also in a document that is not a compute. */
function passwordOf({ content }: ComputeDocument): string[] {
  const settings = content['ssh_settings'];
  const password =
    typeof settings === 'object' && settings && 'admin_password' in settings && settings.admin_password;
  return password && typeof password !== 'object' ? [String(password)] : [];
}

const privateKeyOf = (compute: Compute): string[] =>
  compute.type === 'virtualmachine' && compute.ssh.privateKey ? [compute.ssh.privateKey] : [];

async function withPrivateKey(reading: ComputeReading, readKey: ReadKey): Promise<ComputeReading> {
  const { declared, privateKeyFile, document } = reading;
  if (!privateKeyFile || declared?.compute.type !== 'virtualmachine') return reading;
  const content = await readKey(privateKeyFile);
  if (content.ok) {
    const ssh = { ...declared.compute.ssh, privateKey: content.text || undefined };
    return { ...reading, declared: { ...declared, compute: { ...declared.compute, ssh } } };
  }
  const path = ['ssh_settings', 'ssh_private_key_file'];
  const problem = document.problem(
    path,
    'the path of a private key below the workspace folder or the temporary folder of the runner',
    // Who gives the key in place of its path shall not read it in the log.
    /\n|PRIVATE KEY/.test(privateKeyFile) ? 'no path' : `"${privateKeyFile}", which ${content.problem}`,
  );
  return { ...reading, problems: [...reading.problems, problem] };
}

function runRequest(run: RunInputs, environment: Environment) {
  const { 'client-id': clientId, 'tenant-id': tenantId, audience } = run;
  const signIn: SignIn =
    clientId && tenantId ? { kind: 'github-oidc', clientId, tenantId, audience } : { kind: 'ambient' };
  return {
    signIn,
    cloud: cloudChoice(run.environment, environment.ARM_CLOUD_METADATA_URL),
    workspace: {
      subscriptionId: run['subscription-id'],
      resourceGroup: run['resource-group'],
      name: run['workspace-name'],
    },
    skipChecks: run['skip-checks'],
    failOn: run['fail-on'],
    wait: run.wait,
    timeoutMs: Math.ceil(run.timeout * 60_000),
    parallel: run.parallel,
  };
}

const cloudChoice = (name: CloudName, metadataUrl: string | undefined): CloudChoice =>
  metadataUrl ? { kind: 'described', metadataUrl } : { kind: 'named', name };
