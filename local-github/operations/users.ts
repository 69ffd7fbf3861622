import type { Operation } from '../api.ts';
import { notAccessible } from '../errors.ts';
import { viewAuthor } from '../views.ts';

export const users: readonly Operation[] = [
  {
    method: 'GET',
    path: '/user',
    page: 'users/users#get-the-authenticated-user',
    /** An app's token is nobody's. */
    answer(request) {
      if (request.token.type === 'Bot') throw notAccessible('Bot');
      return { status: 200, body: viewAuthor(request.author, request) };
    },
  },
];
