import type { JsonObject } from '../../local-azure/json.ts';
import { permissionsOf, requireAccess, requireAuthor } from '../access.ts';
import type { ApiRequest, Operation } from '../api.ts';
import { issueText, readBody } from '../body.ts';
import { invalid } from '../errors.ts';
import { pageOf } from '../paging.ts';
import type { Issue } from '../state.ts';
import { viewIssue } from '../views.ts';
import { findIssue } from './comments.ts';

export const issues: readonly Operation[] = [
  {
    method: 'GET',
    path: '/issues',
    page: 'issues/issues#list-repository-issues',
    answer(request) {
      requireAccess(request, 'read', ['issues']);
      const found = select(request.state.issues(), request.http.url.searchParams);
      return pageOf(
        found.map((issue) => viewIssue(issue, request)),
        request,
      );
    },
  },
  {
    method: 'POST',
    path: '/issues',
    page: 'issues/issues#create-an-issue',
    answer(request) {
      requireAccess(request, 'write', ['issues']);
      const body = readBody(request.http);
      const { login, type } = request.author;
      const given = {
        title: titleOf(body) ?? '',
        body: issueText(body) ?? null,
        labels: labelsOf(body, request),
      };
      if (!given.title) throw invalid({ resource: 'Issue', field: 'title', code: 'missing_field' });
      return { status: 201, body: viewIssue(request.state.addIssue({ ...given, login, type }), request) };
    },
  },
  {
    method: 'GET',
    path: '/issues/{number}',
    page: 'issues/issues#get-an-issue',
    answer(request) {
      const issue = findIssue(request);
      requireAccess(request, 'read', permissionsOf(issue));
      return { status: 200, body: viewIssue(issue, request) };
    },
  },
  {
    method: 'PATCH',
    path: '/issues/{number}',
    page: 'issues/issues#update-an-issue',
    answer(request) {
      const issue = findIssue(request);
      requireAccess(request, 'write', permissionsOf(issue));
      requireAuthor(request, issue.user);
      const changes = changesOf(readBody(request.http));
      const changed = request.state.changeIssue(issue.number, changes) ?? issue;
      return { status: 200, body: viewIssue(changed, request) };
    },
  },
];

/** Pull requests are among the issues; those with all of the labels are wanted. */
function select(all: readonly Issue[], query: URLSearchParams): Issue[] {
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').toLowerCase().split(',').filter(Boolean);
  const found = all.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((label) => issue.labels.some((own) => own.toLowerCase() === label)),
  );
  return query.get('direction') === 'asc' ? found : found.reverse();
}

function titleOf(body: JsonObject): string | undefined {
  const title = body['title'];
  if (title === undefined) return undefined;
  const problem = { resource: 'Issue', field: 'title' } as const;
  if (typeof title !== 'string') throw invalid({ ...problem, code: 'invalid' });
  if (Array.from(title).length > 256)
    throw invalid({ ...problem, code: 'custom', message: 'title is too long (maximum is 256 characters)' });
  return title.trim();
}

/** Source: "Create an issue": labels are silently dropped for those without push access. */
function labelsOf(body: JsonObject, { token }: ApiRequest): string[] {
  const labels = Array.isArray(body['labels']) ? body['labels'] : [];
  return token.type === 'User' && !token.push ? [] : labels.map(String);
}

function changesOf(body: JsonObject): Partial<Issue> {
  const title = titleOf(body);
  const text = issueText(body);
  const state = body['state'];
  if (state !== undefined && state !== 'open' && state !== 'closed')
    throw invalid({ resource: 'Issue', field: 'state', code: 'invalid' });
  const reason = state === 'closed' ? (body['state_reason'] ?? 'completed') : null;
  return {
    ...(title && { title }),
    ...(text !== undefined && { body: text }),
    ...(state && { state, stateReason: typeof reason === 'string' ? reason : null }),
  };
}
