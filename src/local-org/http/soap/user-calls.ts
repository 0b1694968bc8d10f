import { ApiError } from '../../engine/api-error.ts';
import { literal, selectRows } from '../../engine/metadata/rows.ts';
import type { Asking } from '../../engine/metadata/types.ts';
import { textOf } from '../../engine/metadata/xml.ts';
import type { SoapValue } from './envelope.ts';
import type { SoapCall } from './metadata-calls.ts';

/**
 * The calls of the partner and enterprise APIs that concern the user.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_list.htm
 */
export const userCalls: Readonly<Record<string, SoapCall>> = {
  getServerTimestamp: ({ engine }) => ({ timestamp: engine.clock.now().toISOString() }),
  getUserInfo: userInfo,
  setPassword(asking, body) {
    const userId = textOf(body, 'userId')?.trim() ?? '';
    const password = textOf(body, 'password') ?? '';
    if (userId !== asking.session.user.id && userId !== asking.session.user.id.slice(0, 15))
      asking.session.need('ManageUsers', 'ModifyAllData');
    if (asking.engine.session(userId) === undefined)
      throw new ApiError(404, 'INVALID_ID_FIELD', `invalid user id: ${userId}`);
    if (password.length < 8 || !/[A-Za-z]/.test(password) || !/\d/.test(password)) {
      throw new ApiError(
        400,
        'INVALID_NEW_PASSWORD',
        'Your password must be at least 8 characters long and have a mix of letters and numbers',
      );
    }
    // No way into this org asks for a password, so that there is nothing to keep it for.
    return '';
  },
};

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

function userInfo(asking: Asking): SoapValue {
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
    organizationMultiCurrency: false,
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
