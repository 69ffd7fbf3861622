import * as v from 'valibot';
import { cloudNames } from '../azure/clouds.ts';
import { isGuid } from '../azure/resource-id.ts';
import { checkIds, failOnLevels, fixables, modes, recreatePolicies } from './request.ts';

/** Every input of action.yml, with the default that stands in for one that is left out or empty. */
export const inputDefaults = {
  mode: 'attach',
  'client-id': '',
  'tenant-id': '',
  'subscription-id': '',
  audience: 'api://AzureADTokenExchange',
  environment: 'AzureCloud',
  'resource-group': '',
  'workspace-name': '',
  file: '',
  name: '',
  type: 'kubernetes',
  'resource-id': '',
  namespace: 'default',
  'identity-type': '',
  'user-assigned-identities': '',
  'admin-username': '',
  'admin-password': '',
  'ssh-private-key': '',
  'ssh-port': '22',
  wait: 'true',
  timeout: '60',
  recreate: 'when-failed',
  fix: '',
  'skip-checks': '',
  'fail-on': 'error',
  parallel: '8',
  /** In action.yml the token of the job, which only the runner knows. */
  'github-token': '',
  comment: 'false',
  issue: 'false',
  'report-file': '',
  'sarif-file': '',
} as const;

export type InputName = keyof typeof inputDefaults;

/** The inputs as the runner gives them: text, empty where nothing was given. */
export type Inputs = Readonly<Record<InputName, string>>;

// A message says what is expected, with an example; it completes "<input> is <value>; expected …".

const text = v.pipe(v.string(), v.trim());

const matching = (pattern: RegExp, expected: string) => v.pipe(text, v.regex(pattern, expected));

const oneOf = <const T extends readonly [string, ...string[]]>(choices: T) =>
  v.pipe(
    text,
    v.transform((given) => choices.find((choice) => choice.toLowerCase() === given.toLowerCase()) ?? given),
    v.picklist(choices, choices.length === 1 ? choices[0] : `one of ${choices.join(', ')}`),
  );

/** Several of the choices, one a line; `all` stands for every one of them, where that is given. */
const someOf = <const T extends string>(choices: readonly T[], all?: string) =>
  v.pipe(
    text,
    v.transform((given) =>
      given
        .split(/[,\n]/)
        .map((each) => each.trim().toLowerCase())
        .filter(Boolean),
    ),
    v.transform((given): readonly string[] => (all && given.includes(all) ? choices : given)),
    v.check(
      (given) => given.every((each) => choices.some((choice) => choice === each)),
      `any of ${[...choices, ...(all ? [all] : [])].join(', ')}, one a line`,
    ),
    v.transform((given): ReadonlySet<T> => new Set(choices.filter((choice) => given.includes(choice)))),
  );

const guidExample = 'for example 3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const guid = (whose: string) => v.pipe(text, v.check(isGuid, `${whose}, a GUID, ${guidExample}`));
const guidOrNothing = (whose: string) =>
  v.pipe(
    text,
    v.check((given) => given === '' || isGuid(given), `${whose}, a GUID, ${guidExample}`),
    v.transform((given) => given || undefined),
  );

const longestTimeoutMinutes = 24 * 60;
const minutes = v.pipe(
  matching(/^(\d+(\.\d+)?|\.\d+)$/, 'a number of minutes, for example 60 or 2.5'),
  v.transform(Number),
  v.check(
    (given) => given > 0 && given <= longestTimeoutMinutes,
    `more than 0 and at most ${longestTimeoutMinutes} minutes, for example 60`,
  ),
);

const mostParallel = 100;
const howMany = `a whole number from 1 to ${mostParallel}, for example 8`;
const parallel = v.pipe(
  text,
  v.digits(howMany),
  v.transform(Number),
  v.minValue(1, howMany),
  v.maxValue(mostParallel, howMany),
);

const truth = v.pipe(
  oneOf(['true', 'false']),
  v.transform((given) => given === 'true'),
);

const bothOrNeither =
  'client-id and tenant-id together, or neither to use the sign-in that the job already has';

/** The inputs that are about the run: whom to sign in as, where, and how. */
export const runInputs = v.pipe(
  v.object({
    mode: oneOf(modes),
    'client-id': guidOrNothing('the client ID of an Entra application or managed identity'),
    'tenant-id': guidOrNothing('the ID of an Entra tenant'),
    'subscription-id': guid("the ID of the workspace's subscription"),
    audience: v.pipe(text, v.nonEmpty('an audience, for example api://AzureADTokenExchange')),
    environment: oneOf(cloudNames),
    'resource-group': matching(
      /^[\p{L}\p{N}_.()-]{1,90}(?<!\.)$/u,
      "the name of the workspace's resource group, for example ml-prod",
    ),
    'workspace-name': matching(
      /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
      'the name of a workspace, 3 to 33 letters, digits, "-" and "_", for example ml-prod',
    ),
    wait: truth,
    comment: truth,
    issue: truth,
    timeout: minutes,
    recreate: oneOf(recreatePolicies),
    fix: someOf(fixables, 'all'),
    'skip-checks': someOf(checkIds),
    'fail-on': oneOf(failOnLevels),
    parallel,
  }),
  v.forward(
    v.partialCheck(
      [['client-id'], ['tenant-id']],
      (given) => (given['client-id'] === undefined) === (given['tenant-id'] === undefined),
      bothOrNeither,
    ),
    ['client-id'],
  ),
);

/** Inputs whose values are never shown. */
export const secretInputs = [
  'admin-password',
  'ssh-private-key',
  'github-token',
] as const satisfies InputName[];

/** The inputs with their defaults in place of what is left out or blank. */
export function withDefaults(given: Inputs): Inputs {
  const names = Object.keys(inputDefaults) as InputName[];
  return Object.fromEntries(names.map((name) => [name, given[name].trim() || inputDefaults[name]])) as Inputs;
}

/** Where the report is told beside the run's page. It is read leniently: bad input is told there, too. */
export interface Publication {
  readonly comment: boolean;
  readonly issue: boolean;
  readonly token: string;
  readonly reportFile: string;
  readonly sarifFile: string;
}

export function readPublication(inputs: Inputs): Publication {
  const isTrue = (name: 'comment' | 'issue') => inputs[name].trim().toLowerCase() === 'true';
  return {
    comment: isTrue('comment'),
    issue: isTrue('issue'),
    token: inputs['github-token'].trim(),
    reportFile: inputs['report-file'].trim(),
    sarifFile: inputs['sarif-file'].trim(),
  };
}
