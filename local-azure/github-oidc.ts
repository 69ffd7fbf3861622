import { randomUUID } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import { type HttpRequest, type HttpResponse, header, query } from './http.ts';
import type { SigningKey } from './signing-key.ts';

/** A workflow job as GitHub's OIDC issuer knows it. */
export interface Job {
  /** E.g. `repo:contoso/ml-platform:ref:refs/heads/main`. */
  readonly subject: string;
  /** Replace or add claims, among them `iss`, `aud`, `nbf`, `exp` (seconds since the epoch). */
  readonly claims?: Readonly<JWTPayload>;
}

export interface GitHubOidc {
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Lets a job ask for tokens: the variables that the runner gives it with `id-token: write`. */
  admit(job: Job): { ACTIONS_ID_TOKEN_REQUEST_URL: string; ACTIONS_ID_TOKEN_REQUEST_TOKEN: string };
}

const lifetimeSeconds = 300;
const configurationPath = '/.well-known/openid-configuration';
const keysPath = '/.well-known/jwks';
const requestPath = /^\/[^/]+\/_apis\/distributedtask\/hubs\/Actions\/plans\/[^/]+\/jobs\/[^/]+\/idtoken$/;

/** GitHub's OIDC issuer and the endpoint where a job asks it for a token. */
export function createGitHubOidc(origin: string, key: SigningKey): GitHubOidc {
  const jobs = new Map<string, Job>();
  return {
    admit(job) {
      const token = randomUUID().replaceAll('-', '');
      jobs.set(token, job);
      const path = `/${randomUUID()}/_apis/distributedtask/hubs/Actions/plans/${randomUUID()}/jobs/${randomUUID()}/idtoken`;
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}${path}?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
      };
    },
    async handle(request) {
      if (request.method !== 'GET') return { status: 405 };
      const { pathname } = request.url;
      if (pathname === configurationPath) return { status: 200, body: configuration(origin) };
      if (pathname === keysPath) return { status: 200, body: { keys: [key.publicJwk] } };
      return requestPath.test(pathname) ? issueToken(request, origin, key, jobs) : { status: 404 };
    },
  };
}

async function issueToken(
  request: HttpRequest,
  origin: string,
  key: SigningKey,
  jobs: ReadonlyMap<string, Job>,
): Promise<HttpResponse> {
  const bearer = /^Bearer (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  const job = bearer === undefined ? undefined : jobs.get(bearer);
  if (!job) return { status: 401, body: { message: 'Bad credentials' } };
  const owner = parseSubject(job.subject).owner;
  const audience = query(request, 'audience') ?? `https://github.com/${owner}`;
  const value = await sign({ ...claimsOf(job.subject, origin), aud: audience, ...job.claims }, key);
  return { status: 200, body: { count: value.length, value } };
}

function sign(claims: JWTPayload, key: SigningKey): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.id })
    .sign(key.privateKey);
}

/** Source: GitHub's reference of the claims in its OIDC token. */
function claimsOf(subject: string, issuer: string): JWTPayload {
  const { owner, ownerId, name, repositoryId, environment, ref, event } = parseSubject(subject);
  const repository = `${owner}/${name}`;
  const now = Math.floor(Date.now() / 1000);
  return {
    jti: randomUUID(),
    sub: subject,
    iss: issuer,
    ref,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: 'false',
    sha: '8f2c0b6d1e4a97530c1f6ad2be83947a5d0e6c21',
    repository,
    repository_id: repositoryId,
    repository_owner: owner,
    repository_owner_id: ownerId,
    repository_visibility: 'private',
    run_id: '19574410236',
    run_number: '42',
    run_attempt: '1',
    actor: 'contoso-release',
    actor_id: '118204417',
    workflow: 'Attach compute',
    workflow_ref: `${repository}/.github/workflows/attach-compute.yml@${ref}`,
    job_workflow_ref: `${repository}/.github/workflows/attach-compute.yml@${ref}`,
    head_ref: '',
    base_ref: '',
    event_name: event,
    runner_environment: 'github-hosted',
    ...(environment !== undefined && { environment }),
    // GitHub dates a token back a little, for clocks that are behind.
    nbf: now - 300,
    iat: now,
    exp: now + lifetimeSeconds,
  };
}

/** Takes `repo:OWNER/NAME:…` apart, and `repo:OWNER@ID/NAME@ID:…` of repositories made since July 2026. */
function parseSubject(subject: string) {
  const found =
    /^repo:(?<owner>[^/@:]+)(?:@(?<ownerId>\d+))?\/(?<name>[^:@]+)(?:@(?<id>\d+))?:(?<rest>.+)$/.exec(
      subject,
    );
  const {
    owner = 'contoso',
    ownerId = '104217733',
    name = 'ml-platform',
    id = '731450882',
    rest = '',
  } = found?.groups ?? {};
  const environment = /^environment:(.+)$/.exec(rest)?.[1];
  const pullRequest = rest === 'pull_request';
  const ref = pullRequest ? 'refs/pull/7/merge' : (/^ref:(.+)$/.exec(rest)?.[1] ?? 'refs/heads/main');
  return {
    owner,
    ownerId,
    name,
    repositoryId: id,
    environment,
    ref,
    event: pullRequest ? 'pull_request' : 'push',
  };
}

function configuration(issuer: string) {
  return {
    issuer,
    jwks_uri: `${issuer}${keysPath}`,
    subject_types_supported: ['public', 'pairwise'],
    response_types_supported: ['id_token'],
    claims_supported: ['sub', 'aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'ref', 'repository', 'environment'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid'],
  };
}
