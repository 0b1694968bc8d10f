import type { Engine } from '../../engine/types.ts';
import { newestVersion } from '../versions.ts';

/** Addresses of one user; `{version}` is left for the client to fill in. */
function urlsOf(engine: Engine, userId: string, origin: string): Record<string, string> {
  const org15 = engine.organizationId.slice(0, 15);
  const rest = `${origin}/services/data/v{version}/`;
  return {
    enterprise: `${origin}/services/Soap/c/{version}/${org15}`,
    metadata: `${origin}/services/Soap/m/{version}/${org15}`,
    partner: `${origin}/services/Soap/u/{version}/${org15}`,
    rest,
    sobjects: `${rest}sobjects/`,
    search: `${rest}search/`,
    query: `${rest}query/`,
    recent: `${rest}recent/`,
    tooling_soap: `${origin}/services/Soap/T/{version}/${org15}`,
    tooling_rest: `${rest}tooling/`,
    profile: `${origin}/${userId}`,
    custom_domain: origin,
  };
}

interface UserRow {
  readonly Id: string;
  readonly Username: string;
  readonly Name: string | null;
  readonly FirstName: string | null;
  readonly LastName: string | null;
  readonly Email: string | null;
  readonly IsActive: boolean;
  readonly LastModifiedDate: string;
}

function userRow(engine: Engine, userId: string): UserRow | undefined {
  const fields = 'Id, Username, Name, FirstName, LastName, Email, IsActive, LastModifiedDate';
  if (!/^\w{15}(?:\w{3})?$/.test(userId)) return undefined;
  const { records } = engine
    .system()
    .query(`SELECT ${fields} FROM User WHERE Id = '${userId}'`, { apiVersion: newestVersion });
  return records[0] as UserRow | undefined;
}

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm */
export function userInfoOf(engine: Engine, userId: string, origin: string): Record<string, unknown> {
  const user = userRow(engine, userId);
  return {
    sub: `${origin}/id/${engine.organizationId}/${userId}`,
    user_id: userId,
    organization_id: engine.organizationId,
    preferred_username: user?.Username,
    nickname: user?.Username.split('@')[0],
    name: user?.Name,
    email: user?.Email,
    email_verified: true,
    given_name: user?.FirstName,
    family_name: user?.LastName,
    zoneinfo: 'America/Los_Angeles',
    photos: {},
    profile: `${origin}/${userId}`,
    urls: urlsOf(engine, userId, origin),
    active: user?.IsActive,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: -28_800_000,
    updated_at: user?.LastModifiedDate,
  };
}

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm */
export function identityOf(engine: Engine, userId: string, origin: string): Record<string, unknown> | undefined {
  const user = userRow(engine, userId);
  if (user === undefined) return undefined;
  return {
    id: `${origin}/id/${engine.organizationId}/${user.Id}`,
    asserted_user: true,
    user_id: user.Id,
    organization_id: engine.organizationId,
    username: user.Username,
    nick_name: user.Username.split('@')[0],
    display_name: user.Name,
    email: user.Email,
    email_verified: true,
    first_name: user.FirstName,
    last_name: user.LastName,
    timezone: 'America/Los_Angeles',
    photos: {},
    addr_street: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    is_lightning_login_user: false,
    status: { created_date: null, body: null },
    urls: urlsOf(engine, user.Id, origin),
    active: user.IsActive,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: -28_800_000,
    last_modified_date: user.LastModifiedDate,
    is_app_installed: true,
  };
}
