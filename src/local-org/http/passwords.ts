import { randomInt } from 'node:crypto';
import { ApiError } from '../engine/api-error.ts';
import { unguessable } from '../engine/ids.ts';
import type { Entry } from './door.ts';

/**
 * Whose password may be set: one's own, and by who manages users, everybody's. No way into this org asks for a
 * password, so that there is nothing to keep it for.
 */
export function passwordOwner({ session, engine }: Pick<Entry, 'session' | 'engine'>, userId: string): void {
  if (userId !== session.user.id && userId !== session.user.id.slice(0, 15)) {
    session.need('ManageUsers', 'ModifyAllData');
  }
  if (engine.session(userId) === undefined) throw new ApiError(404, 'INVALID_ID_FIELD', `invalid user id: ${userId}`);
}

/**
 * The policy of an org whose policy nobody changed.
 * https://help.salesforce.com/s/articleView?id=xcloud.admin_password.htm
 */
export function checkPassword(password: string): void {
  if (password.length >= 8 && /[A-Za-z]/.test(password) && /\d/.test(password)) return;
  throw new ApiError(
    400,
    'INVALID_NEW_PASSWORD',
    'Your password must be at least 8 characters long and have a mix of letters and numbers',
  );
}

/** One that meets the policy. */
export const newPassword = (): string => `${unguessable(9)}a${randomInt(10)}`;
