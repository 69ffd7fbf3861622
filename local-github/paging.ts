import type { HttpResponse } from '../local-azure/http.ts';
import type { Json } from '../local-azure/json.ts';
import type { ApiRequest } from './api.ts';

/** Number by which links to other pages name the repository. */
export const repositoryId = 731_450_882;

/** One page of a list, with links to the others as GitHub gives them: the repository is in them by its number. */
export function pageOf(items: readonly Json[], { http, apiUrl, state }: ApiRequest): HttpResponse {
  const { searchParams, pathname } = http.url;
  const size = Math.min(100, positive(searchParams.get('per_page')) ?? 30);
  const page = positive(searchParams.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const path = pathname
    .slice(state.scenario.pathPrefix.length)
    .replace(/^\/repos\/[^/]+\/[^/]+/, `/repositories/${repositoryId}`);
  const linkTo = (rel: string, number: number): string => {
    const query = new URLSearchParams(searchParams);
    query.set('page', String(number));
    return `<${apiUrl}${path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [linkTo('prev', Math.min(page - 1, last)), linkTo('first', 1)] : []),
    ...(page < last ? [linkTo('next', page + 1), linkTo('last', last)] : []),
  ];
  return {
    status: 200,
    headers: links.length > 0 ? { link: links.join(', ') } : {},
    body: items.slice((page - 1) * size, page * size),
  };
}

/** GitHub takes what is no number for absent. */
function positive(text: string | null): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
