import type { JsonObject } from '../../local-azure/json.ts';
import { requireAccess } from '../access.ts';
import type { Operation } from '../api.ts';
import { readBody } from '../body.ts';
import { type Invalid, invalid, notFound } from '../errors.ts';
import { viewLabel } from '../views.ts';

export const labels: readonly Operation[] = [
  {
    method: 'GET',
    path: '/labels/{name}',
    page: 'issues/labels#get-a-label',
    answer(request) {
      requireAccess(request, 'read', ['issues', 'pull_requests']);
      const label = request.state.label(request.parameters['name'] ?? '');
      if (!label) throw notFound();
      return { status: 200, body: viewLabel(label, request) };
    },
  },
  {
    method: 'POST',
    path: '/labels',
    page: 'issues/labels#create-a-label',
    answer(request) {
      requireAccess(request, 'write', ['issues', 'pull_requests']);
      // To a person without push access, the list of labels is not one to add to.
      if (request.token.type === 'User' && !request.token.push) throw notFound();
      const { name, ...given } = readLabel(readBody(request.http));
      if (request.state.label(name)) throw wrong('name', 'already_exists');
      return { status: 201, body: viewLabel(request.state.addLabel(name, given), request) };
    },
  },
];

const wrong = (field: string, code: string, message?: string) => {
  const problem: Invalid = { resource: 'Label', field, code };
  return invalid(message === undefined ? problem : { ...problem, message });
};

function readLabel({ name, color = 'ededed', description = null }: JsonObject) {
  if (typeof name !== 'string' || name.trim() === '') throw wrong('name', 'missing_field');
  if (name.length > 50) throw wrong('name', 'custom', 'name is too long (maximum is 50 characters)');
  if (typeof color !== 'string' || !/^[\da-f]{6}$/i.test(color)) throw wrong('color', 'invalid');
  const text = typeof description === 'string' ? description : null;
  if (text !== null && text.length > 100)
    throw wrong('description', 'custom', 'description is too long (maximum is 100 characters)');
  return { name, color, description: text };
}
