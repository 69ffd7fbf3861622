import { randomUUID } from 'node:crypto';
import { type HttpRequest, type HttpResponse, header } from '../local-azure/http.ts';
import type { ApiRequest, Operation } from './api.ts';
import { answerOf, notFound, Refused, rateLimited } from './errors.ts';
import { comments } from './operations/comments.ts';
import { issues } from './operations/issues.ts';
import { labels } from './operations/labels.ts';
import { users } from './operations/users.ts';
import { repositoryId } from './paging.ts';
import type { Token } from './scenario.ts';
import type { State } from './state.ts';

const ofRepository = [...comments, ...issues, ...labels];

/** GitHub's REST API: authenticates, counts, and hands on to the operation. `origin` is where it listens. */
export function createApi(state: State, origin: string) {
  return (request: HttpRequest): HttpResponse => {
    const response = answer(request, state, origin);
    return { ...response, headers: { ...commonHeaders(state), ...response.headers } };
  };
}

function answer(http: HttpRequest, state: State, origin: string): HttpResponse {
  const found = findOperation(http, state);
  try {
    const token = authenticate(http, state);
    takeRequest(state);
    if (!found) throw notFound();
    const author = state.author(token.login, token.type);
    const apiUrl = `${origin}${state.scenario.pathPrefix}`;
    const request: ApiRequest = {
      http,
      state,
      token,
      author,
      parameters: found.parameters,
      apiUrl,
      webUrl: origin,
    };
    return found.operation.answer(request);
  } catch (error) {
    if (error instanceof Refused) return answerOf(error, found?.operation.page ?? '');
    throw error;
  }
}

function authenticate(http: HttpRequest, state: State): Token {
  const given = header(http, 'authorization');
  if (given === undefined) throw new Refused(401, 'Requires authentication');
  const [, text = ''] = /^(?:bearer|token) (.+)$/i.exec(given) ?? [];
  const token = state.findToken(text);
  if (!token) throw new Refused(401, 'Bad credentials');
  return token;
}

function takeRequest(state: State): void {
  if (state.rateLimitRemaining === 0) throw rateLimited(commonHeaders(state));
  state.rateLimitRemaining -= 1;
}

interface Found {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

function findOperation({ method, url }: HttpRequest, state: State): Found | undefined {
  const { pathPrefix, repository } = state.scenario;
  if (!url.pathname.startsWith(`${pathPrefix}/`)) return undefined;
  const path = url.pathname.slice(pathPrefix.length);
  const roots = [`/repos/${repository}`, `/repositories/${repositoryId}`];
  const root = roots.find((each) => path.toLowerCase().startsWith(`${each.toLowerCase()}/`));
  const [operations, below] = root ? [ofRepository, path.slice(root.length)] : [users, path];
  for (const operation of operations) {
    const parameters = match(operation.path, below);
    if (operation.method === method && parameters) return { operation, parameters };
  }
  return undefined;
}

/** What a path has in the places of a template; undefined when it is another path. */
function match(template: string, path: string): Record<string, string> | undefined {
  const pattern = template.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? `(?<${part}>[^/]+)` : part));
  const found = new RegExp(`^${pattern.join('')}$`).exec(path);
  return found
    ? Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
      )
    : undefined;
}

const hour = 3_600;

function commonHeaders({ rateLimitRemaining, scenario }: State): Record<string, string> {
  const limit = Math.max(scenario.rateLimitRemaining, rateLimitRemaining);
  const requestId = randomUUID().replaceAll('-', '').toUpperCase();
  return {
    'x-github-request-id': `${requestId.slice(0, 4)}:${requestId.slice(4, 10)}:${requestId.slice(10, 17)}`,
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': '2022-11-28',
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(rateLimitRemaining),
    'x-ratelimit-reset': String((Math.floor(Date.now() / 1_000 / hour) + 1) * hour),
    'x-ratelimit-resource': 'core',
  };
}
