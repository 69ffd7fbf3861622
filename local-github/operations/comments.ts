import { permissionsOf, requireAccess, requireAuthor } from '../access.ts';
import type { ApiRequest, Operation } from '../api.ts';
import { commentText, readBody } from '../body.ts';
import { notFound } from '../errors.ts';
import { pageOf } from '../paging.ts';
import type { Issue } from '../state.ts';
import { viewComment } from '../views.ts';

export const comments: readonly Operation[] = [
  {
    method: 'GET',
    path: '/issues/{number}/comments',
    page: 'issues/comments#list-issue-comments',
    answer(request) {
      const issue = findIssue(request);
      requireAccess(request, 'read', permissionsOf(issue));
      const found = request.state.comments(issue.number);
      return pageOf(
        found.map((comment) => viewComment(comment, request)),
        request,
      );
    },
  },
  {
    method: 'POST',
    path: '/issues/{number}/comments',
    page: 'issues/comments#create-an-issue-comment',
    answer(request) {
      const issue = findIssue(request);
      requireAccess(request, 'write', permissionsOf(issue));
      const body = commentText(readBody(request.http));
      const { login, type } = request.author;
      const comment = request.state.addComment(issue.number, { login, type, body });
      return { status: 201, body: viewComment(comment, request) };
    },
  },
  {
    method: 'PATCH',
    path: '/issues/comments/{id}',
    page: 'issues/comments#update-an-issue-comment',
    answer(request) {
      const { state, parameters } = request;
      const comment = state.comments().find(({ id }) => String(id) === parameters['id']);
      if (!comment) throw notFound();
      requireAccess(request, 'write', permissionsOf({ pullRequest: false, ...state.issue(comment.issue) }));
      requireAuthor(request, comment.user);
      const changed = state.changeComment(comment.id, commentText(readBody(request.http))) ?? comment;
      return { status: 200, body: viewComment(changed, request) };
    },
  },
];

/** The issue or pull request that the path names. */
export function findIssue({ state, parameters }: ApiRequest): Issue {
  const issue = state.issue(Number(parameters['number']));
  if (!issue) throw notFound();
  return issue;
}
