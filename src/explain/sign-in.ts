import type { SignIn } from '../azure/credential.ts';
import type { Failure } from '../azure/failure.ts';
import { type OidcClaims, subjectForm } from '../azure/oidc-claims.ts';
import type { Fix } from '../checks/finding.ts';
import type { Context, Entry } from './entry.ts';

const trust = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations';
const immutableSubjects =
  'https://learn.microsoft.com/entra/workload-id/workload-identities-github-immutable-subjects';
const caseSensitivity =
  'https://learn.microsoft.com/entra/identity-platform/reference-breaking-changes#august-2024';
const errorCodes = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes';
const enterpriseServer = 'https://docs.github.com/enterprise-server@latest/actions/reference/security/oidc';

const presented: OidcClaims = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:contoso/ml-platform:environment:production',
  audience: 'api://AzureADTokenExchange',
};

const advice =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

/** Errors of Entra, which are told apart by their code. Source of texts and codes: Entra and its list of error codes. */
export const signInErrors: readonly Entry[] = [
  {
    text: 'AADSTS700213: No matching federated identity record found for presented assertion subject',
    codes: ['AADSTS700213'],
    cause:
      'No federated credential has the very subject that the job presented. The subject tells repository and trigger: environment:NAME when the job has an environment, pull_request in a pull request, else ref:refs/heads/BRANCH. Repositories created, renamed or transferred since 15 July 2026 put the numbers of owner and repository into it. A new credential takes some minutes to be known.',
    fixes: trustTheJob,
    source: immutableSubjects,
    example: {
      code: 'AADSTS700213',
      message: `AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/ml-platform:environment:production'. ${advice}`,
      presented,
    },
  },
  {
    text: 'AADSTS70021: No matching federated identity record found for presented assertion',
    codes: ['AADSTS70021'],
    cause:
      'No federated credential has the issuer, subject and audience that the job presented, or one was made in the last minutes and is not known everywhere yet. A job with an environment and one for a pull request each have a subject of their own.',
    fixes: trustTheJob,
    source: trust,
    example: {
      code: 'AADSTS70021',
      message:
        "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://token.actions.githubusercontent.com'. Assertion Subject: 'repo:contoso/ml-platform:environment:production'. Assertion Audience: 'api://AzureADTokenExchange'.",
      presented,
    },
  },
  {
    text: 'AADSTS70025: The client has no configured federated identity credentials',
    codes: ['AADSTS70025'],
    cause: 'The application or managed identity of client-id trusts no job of GitHub at all yet.',
    fixes: trustTheJob,
    source: trust,
    example: {
      code: 'AADSTS70025',
      message:
        "AADSTS70025: The client '3f2504e0-4f89-41d3-9a0c-0305e82c3301'(ml-platform) has no configured federated identity credentials.",
      presented,
    },
  },
  {
    text: 'AADSTS7002138: The subject matches with case-insensitive comparison, but not with case-sensitive comparison',
    codes: ['AADSTS7002138'],
    cause:
      'A federated credential has the subject that the job presented but for capital letters, which Entra tells apart. GitHub writes owner, repository and environment as they are spelled where they were made.',
    fixes: trustTheJob,
    source: caseSensitivity,
    example: {
      code: 'AADSTS7002138',
      message: `AADSTS7002138: No matching federated identity record found for presented assertion subject 'repo:Contoso/ml-platform:environment:production'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${advice}`,
      presented: { ...presented, subject: 'repo:Contoso/ml-platform:environment:production' },
    },
  },
  {
    text: 'AADSTS700211: No matching federated identity record found for presented assertion issuer',
    codes: ['AADSTS700211'],
    cause:
      'No federated credential names the issuer of the token. On github.com it is https://token.actions.githubusercontent.com, without a slash at its end; each GitHub Enterprise Server has its own, https://HOST/_services/token, whose keys Entra must be able to fetch over the internet; an enterprise can have one with its name at the end.',
    fixes: trustTheJob,
    source: enterpriseServer,
    example: {
      code: 'AADSTS700211',
      message: `AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://github.contoso.com/_services/token'. ${advice}`,
      presented: { ...presented, issuer: 'https://github.contoso.com/_services/token' },
    },
  },
  {
    text: 'AADSTS700212: No matching federated identity record found for presented assertion audience',
    codes: ['AADSTS700212'],
    cause:
      'The federated credential expects another audience than the one that was asked of GitHub, which is the input audience. It is api://AzureADTokenExchange unless the credential says otherwise, api://AzureADTokenExchangeUSGov in Azure Government and api://AzureADTokenExchangeChina in Azure operated by 21Vianet.',
    fixes: (context, failure) => [
      { advice: 'Set the input audience to the one that the credential has.', commands: [] },
      ...trustTheJob(context, failure),
    ],
    source: trust,
    example: {
      code: 'AADSTS700212',
      message: `AADSTS700212: No matching federated identity record found for presented assertion audience 'https://github.com/contoso'. ${advice}`,
      presented: { ...presented, audience: 'https://github.com/contoso' },
    },
  },
  {
    text: 'AADSTS700016: Application was not found in the directory',
    codes: ['AADSTS700016'],
    cause:
      'client-id is not the client ID of an application or managed identity of the tenant of tenant-id. Often it is an object ID, or the ID belongs to another tenant.',
    fixes: ({ signIn }) => [
      {
        advice:
          'See whether it is a managed identity or an application, in the tenant that you are signed in to:',
        commands: [
          identityNames(signIn),
          [
            'az',
            'ad',
            'sp',
            'list',
            '--filter',
            `appId eq '${clientIdOf(signIn)}'`,
            '--query',
            '[].displayName',
          ],
          ['az', 'account', 'show', '--query', 'tenantId', '--output', 'tsv'],
        ],
      },
    ],
    source: errorCodes,
    example: {
      code: 'AADSTS700016',
      message:
        "AADSTS700016: Application with identifier '3f2504e0-4f89-41d3-9a0c-0305e82c3301' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    },
  },
  {
    text: 'AADSTS90002: Tenant not found',
    codes: ['AADSTS90002'],
    cause:
      'There is no tenant of this ID in the cloud that was asked: tenant-id is mistyped or the ID of something else, or environment names another cloud.',
    fixes: ({ workspace }) => [
      {
        advice: "Look up the tenant of the workspace's subscription:",
        commands: [
          [
            ...['az', 'account', 'show', '--subscription', workspace.subscriptionId],
            ...['--query', '{tenant:tenantId, cloud:environmentName}'],
          ],
        ],
      },
    ],
    source: errorCodes,
    example: {
      code: 'AADSTS90002',
      message:
        "AADSTS90002: Tenant '72f988bf-86f1-41af-91ab-2d7cd011db47' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
    },
  },
  {
    text: 'AADSTS700024: Client assertion is not within its valid time range',
    codes: ['AADSTS700024'],
    cause:
      "GitHub's token had expired, or was not valid yet, when it reached Entra. It lives five minutes and is asked for right before it is used, so a clock is wrong: that of a GitHub Enterprise Server, or of a runner that keeps connections waiting.",
    fixes: () => [
      {
        advice:
          'Compare the clocks of the runner and of the server with the time in the message, and synchronise them:',
        commands: [['timedatectl', 'status']],
      },
    ],
    source: errorCodes,
    example: {
      code: 'AADSTS700024',
      message:
        'AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-11-02T10:21:07.0000000Z, assertion valid from 2026-11-02T09:05:00.0000000Z, expiry time of assertion 2026-11-02T09:10:00.0000000Z.',
    },
  },
  {
    text: 'AADSTS700027: Client assertion failed signature validation',
    codes: ['AADSTS700027'],
    cause:
      'Entra could not check the signature of the token: the issuer has changed its keys, or the keys of a GitHub Enterprise Server cannot be fetched from the internet.',
    fixes: (_, failure) => [
      {
        advice: 'See from outside your network whether the issuer tells its keys:',
        commands: [['curl', `${claimsOf(failure).issuer}/.well-known/openid-configuration`]],
      },
    ],
    source: enterpriseServer,
    example: {
      code: 'AADSTS700027',
      message:
        'AADSTS700027: Client assertion failed signature validation. [Reason - The key was not found.]',
      presented: { ...presented, issuer: 'https://github.contoso.com/_services/token' },
    },
  },
  {
    text: 'AADSTS7000215: Invalid client secret provided',
    codes: ['AADSTS7000215'],
    cause:
      'The sign-in that the job already had uses a client secret that is wrong; often it is the ID of the secret instead of its value.',
    fixes: withoutSecret,
    source: errorCodes,
    example: {
      code: 'AADSTS7000215',
      message:
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '3f2504e0-4f89-41d3-9a0c-0305e82c3301'.",
    },
  },
  {
    text: 'AADSTS7000222: The provided client secret keys are expired',
    codes: ['AADSTS7000222'],
    cause: 'The sign-in that the job already had uses a client secret that has expired.',
    fixes: withoutSecret,
    source: errorCodes,
    example: {
      code: 'AADSTS7000222',
      message:
        "AADSTS7000222: The provided client secret keys for app '3f2504e0-4f89-41d3-9a0c-0305e82c3301' are expired.",
    },
  },
  {
    text: 'AADSTS500011: The resource principal was not found in the tenant',
    codes: ['AADSTS500011'],
    cause: 'The tenant belongs to another cloud than the one whose Azure Resource Manager is asked for.',
    fixes: () => [
      {
        advice: 'Set environment to the cloud of the tenant, which the Azure CLI tells:',
        commands: [['az', 'cloud', 'show', '--query', 'name', '--output', 'tsv']],
      },
    ],
    source: errorCodes,
    example: {
      code: 'AADSTS500011',
      message:
        'AADSTS500011: The resource principal named https://management.usgovcloudapi.net was not found in the tenant named Contoso. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
    },
  },
  {
    text: 'AADSTS53003: Access has been blocked by Conditional Access policies',
    codes: ['AADSTS53003'],
    cause:
      'A Conditional Access policy for workload identities keeps the application from signing in, usually because the address of the runner is not in a named location.',
    fixes: () => [
      {
        advice:
          'Have the policy allow the addresses of the runner, run the job on a self-hosted runner inside them, or sign in as a managed identity, which these policies leave alone.',
        commands: [],
      },
    ],
    source: 'https://learn.microsoft.com/entra/identity/conditional-access/workload-identity',
    example: {
      code: 'AADSTS53003',
      message:
        'AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    },
  },
];

const clientIdOf = (signIn: SignIn): string =>
  signIn.kind === 'github-oidc' ? signIn.clientId : '<client-id>';

const claimsOf = ({ presented }: Failure): OidcClaims =>
  presented ?? { issuer: '<issuer>', subject: '<subject>', audience: '<audience>' };

/** Finds the name of the managed identity that has the client ID; its name and group are what commands want. */
const identityNames = (signIn: SignIn): readonly string[] => [
  ...['az', 'identity', 'list', '--query'],
  `[?clientId=='${clientIdOf(signIn)}'].{name:name, resourceGroup:resourceGroup}`,
];

/** A federated credential that matches what was presented, for either kind of thing that client-id can name. */
function trustTheJob({ signIn }: Context, failure: Failure): readonly Fix[] {
  const claims = claimsOf(failure);
  const name = credentialName(claims.subject);
  return [
    {
      advice: `${meant(claims.subject)} If client-id is a managed identity, this trusts the job (the first line tells name and group of the identity):`,
      commands: [
        identityNames(signIn),
        [
          ...['az', 'identity', 'federated-credential', 'create', '--name', name],
          ...['--identity-name', '<identity>', '--resource-group', '<resource-group>'],
          ...['--issuer', claims.issuer, '--subject', claims.subject, '--audiences', claims.audience],
        ],
      ],
    },
    {
      advice: 'If client-id is an application, this does:',
      commands: [
        [
          ...[
            'az',
            'ad',
            'app',
            'federated-credential',
            'create',
            '--id',
            clientIdOf(signIn),
            '--parameters',
          ],
          JSON.stringify({
            name,
            issuer: claims.issuer,
            subject: claims.subject,
            audiences: [claims.audience],
          }),
        ],
      ],
    },
  ];
}

/** To trust a subject is to let in everything that has it: said before the command that does so. */
function meant(subject: string): string {
  if (subject.endsWith(':pull_request'))
    return 'Every pull request of the repository has this subject: trust it only for an identity that may do no harm.';
  if (subjectForm(subject) === 'immutable')
    return 'A credential of the older form repo:OWNER/REPOSITORY:… does not match this subject.';
  return 'Trust the subject only if jobs that have it are meant to sign in.';
}

/** A name that a federated credential may have, the same for the same subject. */
const credentialName = (subject: string): string =>
  subject
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 120) || 'github';

function withoutSecret(): readonly Fix[] {
  return [
    {
      advice:
        'Sign in through GitHub with client-id and tenant-id, which needs no secret, or give the job a new one. This tells when those of an application end:',
      commands: [
        [
          'az',
          'ad',
          'app',
          'credential',
          'list',
          '--id',
          '<client-id>',
          '--query',
          '[].{hint:hint, end:endDateTime}',
        ],
      ],
    },
  ];
}
