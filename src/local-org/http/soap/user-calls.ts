import { demands } from '../../engine/access/demands.ts';
import { ApiError } from '../../engine/api-error.ts';
import { literal, selectRows } from '../../engine/metadata/rows.ts';
import { textOf, textsOf } from '../../engine/metadata/xml.ts';
import { checkPassword, newPassword, passwordOwner } from '../passwords.ts';
import type { SoapValue } from './envelope.ts';
import { type SoapAsk, type SoapCalls, soapCall } from './soap-call.ts';

/** Calls that concern users and their sessions. */
export const userCalls: SoapCalls = {
  getServerTimestamp: soapCall('sforce_api_calls_getservertimestamp', ({ entry }) => ({
    timestamp: entry.engine.clock.now().toISOString(),
  })),
  getUserInfo: soapCall('sforce_api_calls_getuserinfo', userInfo),
  logout: soapCall('sforce_api_calls_logout', ({ entry, header }) => {
    entry.org.tokens.revoke(sessionOf(header));
    return undefined;
  }),
  invalidateSessions: soapCall('sforce_api_calls_invalidatesessions', ({ entry, body }) =>
    textsOf(body, 'sessionIds').map((token) => {
      const own = entry.org.tokens.userOf(token) === entry.session.user.id;
      if (!own) entry.session.need(...demands.passwordsOfOthers);
      if (entry.org.tokens.revoke(token)) return { success: true };
      const error = { message: 'Invalid session ID', statusCode: 'INVALID_SESSION_ID' };
      return { errors: [error], success: false };
    }),
  ),
  resetPassword: soapCall('sforce_api_calls_resetpassword', (ask) => {
    passwordOwner(ask.entry, userIdOf(ask));
    return { password: newPassword() };
  }),
  setPassword: soapCall('sforce_api_calls_setpassword', (ask) => {
    passwordOwner(ask.entry, userIdOf(ask));
    checkPassword(textOf(ask.body, 'password') ?? '');
    return '';
  }),
};

const sessionOf = (header: SoapAsk['header']): string => {
  const session = header['SessionHeader']?.[0];
  return typeof session === 'object' ? (textOf(session, 'sessionId')?.trim() ?? '') : '';
};

const userIdOf = ({ body }: SoapAsk): string => textOf(body, 'userId')?.trim() ?? '';

/**
 * What login() answers, which needs no session. Orgs made since it was announced to go have it switched off,
 * and later versions do not have it.
 * https://help.salesforce.com/s/articleView?id=005132110
 */
export function refuseLogin(version: string): never {
  if (Number(version) >= 65) {
    throw new ApiError(500, 'UNSUPPORTED_API_VERSION', `SOAP API login() is not available in API version ${version}.`);
  }
  throw new ApiError(500, 'INVALID_OPERATION', 'SOAP API login() is disabled by default in this org.');
}

function userInfo({ entry }: SoapAsk): SoapValue {
  const asking = entry;
  const { user } = asking.session;
  const row = selectRows(asking, `SELECT ProfileId FROM User WHERE Id = ${literal(user.id)}`)[0] ?? {};
  const organization = selectRows(asking, 'SELECT Name FROM Organization')[0] ?? {};
  return {
    accessibilityMode: false,
    currencySymbol: '$',
    orgAttachmentFileSizeLimit: 5_242_880,
    orgDefaultCurrencyIsoCode: 'USD',
    orgDisallowHtmlAttachments: false,
    orgHasPersonAccounts: false,
    organizationId: asking.engine.organizationId,
    organizationMultiCurrency: asking.engine.schema.field('Account', 'CurrencyIsoCode') !== undefined,
    organizationName: String(organization['Name'] ?? ''),
    profileId: String(row['ProfileId'] ?? ''),
    roleId: null,
    sessionSecondsValid: 7200,
    userDefaultCurrencyIsoCode: null,
    userEmail: user.email,
    userFullName: user.name,
    userId: user.id,
    userLanguage: 'en_US',
    userLocale: 'en_US',
    userName: user.username,
    userTimeZone: 'America/Los_Angeles',
    userType: 'Standard',
    userUiSkin: 'Theme3',
  };
}
