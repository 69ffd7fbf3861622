import type { JsonObject } from '../local-azure/json.ts';
import type { ApiRequest } from './api.ts';
import type { Author, Comment, Issue, Label } from './state.ts';

/** What GitHub answers of the things it holds, as far as anybody here may ask. */

type Urls = Pick<ApiRequest, 'apiUrl' | 'webUrl' | 'state'>;

export const viewAuthor = ({ id, login, type }: Author, { apiUrl, webUrl }: Urls): JsonObject => ({
  login,
  id,
  node_id: nodeId(type, id),
  url: `${apiUrl}/users/${encodeURIComponent(login)}`,
  html_url: `${webUrl}/${type === 'Bot' ? `apps/${login.replace('[bot]', '')}` : login}`,
  type,
  user_view_type: 'public',
  site_admin: false,
});

export function viewComment(comment: Comment, urls: Urls): JsonObject {
  const { id, body, createdAt, updatedAt, user } = comment;
  const repository = repositoryUrl(urls);
  return {
    id,
    node_id: nodeId('IC', id),
    url: `${repository}/issues/comments/${id}`,
    html_url: `${issuePage(urls, comment.issue)}#issuecomment-${id}`,
    issue_url: `${repository}/issues/${comment.issue}`,
    body,
    user: viewAuthor(user, urls),
    created_at: createdAt,
    updated_at: updatedAt,
    author_association: 'CONTRIBUTOR',
    performed_via_github_app: null,
  };
}

export function viewIssue(issue: Issue, urls: Urls): JsonObject {
  const { id, number, title, body, state, stateReason, pullRequest, createdAt, updatedAt } = issue;
  const repository = repositoryUrl(urls);
  const labels = issue.labels.map((name) => urls.state.label(name)).filter((label) => label !== undefined);
  return {
    id,
    node_id: nodeId('I', id),
    number,
    url: `${repository}/issues/${number}`,
    html_url: issuePage(urls, number),
    repository_url: repository,
    title,
    body,
    state,
    state_reason: stateReason,
    locked: false,
    labels: labels.map((label) => viewLabel(label, urls)),
    user: viewAuthor(issue.user, urls),
    comments: urls.state.comments(number).length,
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: state === 'closed' ? updatedAt : null,
    author_association: 'CONTRIBUTOR',
    ...(pullRequest && { pull_request: { url: `${repository}/pulls/${number}` } }),
  };
}

export const viewLabel = ({ id, name, color, description }: Label, urls: Urls): JsonObject => ({
  id,
  node_id: nodeId('LA', id),
  url: `${repositoryUrl(urls)}/labels/${encodeURIComponent(name)}`,
  name,
  color,
  default: false,
  description,
});

const repositoryUrl = ({ apiUrl, state }: Urls): string => `${apiUrl}/repos/${state.scenario.repository}`;

function issuePage({ webUrl, state }: Urls, number: number): string {
  const kind = state.issue(number)?.pullRequest ? 'pull' : 'issues';
  return `${webUrl}/${state.scenario.repository}/${kind}/${number}`;
}

const nodeId = (kind: string, id: number): string =>
  `${kind}_${Buffer.from(String(id)).toString('base64url')}`;
