import type { HttpRequest, HttpResponse } from '../local-azure/http.ts';
import type { Token } from './scenario.ts';
import type { Author, State } from './state.ts';

/** An authenticated request to something of the repository. */
export interface ApiRequest {
  readonly http: HttpRequest;
  readonly state: State;
  readonly token: Token;
  readonly author: Author;
  /** What the path names, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the API, without a slash at the end. */
  readonly apiUrl: string;
  /** Of the pages that people read. */
  readonly webUrl: string;
}

/** One operation of the API. */
export interface Operation {
  readonly method: string;
  /** Below the API, or below the repository: `/issues/{number}`. */
  readonly path: string;
  /** Where GitHub documents it, below its REST reference. */
  readonly page: string;
  answer(request: ApiRequest): HttpResponse;
}
