import { checkPassword, newPassword, passwordOwner } from '../passwords.ts';
import { type Ask, objectBody, ok, type RestRoute, restPage } from './route.ts';

const path = 'sobjects/User/:id/password';
const page = restPage('resources_sobject_user_password');

/** Whether a user's password has expired, setting one, and having one made. */
export const userPasswordRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path,
    page,
    answer: (ask) => {
      owner(ask);
      return ok({ isExpired: false });
    },
  },
  {
    method: 'POST',
    path,
    page,
    answer: (ask) => {
      owner(ask);
      checkPassword(String(objectBody(ask.body)['NewPassword'] ?? ''));
      return { status: 204 };
    },
  },
  {
    method: 'DELETE',
    path,
    page,
    answer: (ask) => {
      owner(ask);
      return ok({ NewPassword: newPassword() });
    },
  },
];

const owner = ({ entry, params }: Ask): void => passwordOwner(entry, params['id'] ?? '');
