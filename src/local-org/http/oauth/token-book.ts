import { createHash, timingSafeEqual } from 'node:crypto';
import { unguessable } from '../../engine/ids.ts';
import type { Engine } from '../../engine/types.ts';

interface Grant {
  readonly token: string;
  readonly userId: string;
  readonly username: string;
  readonly clientId: string;
  readonly issued: string;
}

const kinds = { access: 'access-token', refresh: 'refresh-token' } as const;

/**
 * A user may have allowed a client so often; once more, and the oldest refresh token ends without a word.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_request_manage.htm Observed: what users of clients report.
 */
const grantsPerClient = 5;

/** Which tokens are meant: all, one user's, or one. */
export interface WhichTokens {
  readonly username?: string;
  readonly token?: string;
}

/** The tokens that an org has handed out. A user's access token stays the same until it is revoked. */
export class TokenBook {
  readonly #engine: () => Engine;
  /** By digest, so that looking a token up takes the same time however much of it is right. */
  readonly #access = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();
  /** When each access token was last used, in the org's time, by digest. */
  readonly #used = new Map<string, number>();
  #minutes: number | undefined;
  #listener: () => void = () => undefined;

  /** Sessions end after so many minutes without a request; never, unless told. */
  constructor(engine: () => Engine, sessionMinutes?: number) {
    this.#engine = engine;
    const { documents } = engine();
    for (const { key, value } of documents.all<Grant>(kinds.access)) this.#access.set(key, value);
    const refresh = documents.all<Grant>(kinds.refresh);
    for (const { key, value } of refresh.toSorted(byAge)) this.#refresh.set(key, value);
    this.timeOutAfter(sessionMinutes);
  }

  /** The user's access token: the one in use, or a new one. */
  accessToken(userId: string, username: string, clientId: string): string {
    for (const grant of this.#access.values()) {
      if (grant.userId === userId && !this.#hasTimedOut(grant)) return grant.token;
    }
    const org = this.#engine().organizationId.slice(0, 15);
    return this.#issue('access', `${org}!${unguessable(96)}`, userId, username, clientId);
  }

  refreshToken(userId: string, username: string, clientId: string): string {
    const grants = [...this.#refresh.values()].filter((one) => one.userId === userId && one.clientId === clientId);
    for (const oldest of grants.slice(0, Math.max(0, grants.length - grantsPerClient + 1)))
      this.#drop('refresh', oldest);
    return this.#issue('refresh', `5Aep861${unguessable(80)}`, userId, username, clientId);
  }

  /** Access tokens by their users' names, in lower case. */
  byUsername(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#access.values()].map(({ username, token }) => [username.toLowerCase(), token]));
  }

  /** Has this called after each token issued or ended. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /**
   * How long sessions last without a request; for ever when `undefined`.
   * https://help.salesforce.com/s/articleView?id=xcloud.admin_sessions.htm
   */
  timeOutAfter(minutes: number | undefined): void {
    this.#minutes = minutes;
    // Whoever was last seen before it counted is seen now.
    for (const digest of this.#access.keys()) this.#used.set(digest, this.#engine().clock.now().getTime());
  }

  /** Whom an access token stands for. Each use keeps its session alive. */
  userOf(token: string): string | undefined {
    const grant = this.#living(token);
    if (grant !== undefined && this.#minutes !== undefined)
      this.#used.set(digestOf(token), this.#engine().clock.now().getTime());
    return grant?.userId;
  }

  /** The access token's grant, for introspection. */
  grantOf(token: string): Omit<Grant, 'token'> | undefined {
    return this.#living(token) ?? find(this.#refresh, token);
  }

  refreshGrantOf(token: string): Omit<Grant, 'token'> | undefined {
    return find(this.#refresh, token);
  }

  /** Ends a token. A refresh token takes the user's access token with it. */
  revoke(token: string): boolean {
    const refresh = find(this.#refresh, token);
    if (refresh !== undefined) {
      this.#drop('refresh', refresh);
      for (const grant of [...this.#access.values()]) if (grant.userId === refresh.userId) this.#drop('access', grant);
      return true;
    }
    const access = find(this.#access, token);
    if (access !== undefined) this.#drop('access', access);
    return access !== undefined;
  }

  /** Ends sessions, as a time-out does. Whoever can refresh gets new ones. */
  expireSessions(which: WhichTokens = {}): number {
    return this.#end('access', which);
  }

  /** Takes refresh tokens back, with the sessions of those whose they were. */
  revokeRefreshTokens(which: WhichTokens = {}): number {
    const users = new Set(chosen(this.#refresh, which).map(({ userId }) => userId));
    const ended = this.#end('refresh', which);
    for (const grant of [...this.#access.values()]) if (users.has(grant.userId)) this.#drop('access', grant);
    return ended;
  }

  /** After the org went back to its seed: keeps the tokens of the users that it still has. */
  keep(): void {
    const { documents } = this.#engine();
    for (const side of ['access', 'refresh'] as const) {
      for (const [digest, grant] of [...this.#book(side)]) {
        if (this.#engine().userByUsername(grant.username)?.id === grant.userId)
          documents.put(kinds[side], digest, grant);
        else this.#drop(side, grant);
      }
    }
  }

  #living(token: string): Grant | undefined {
    const grant = find(this.#access, token);
    return grant === undefined || this.#hasTimedOut(grant) ? undefined : grant;
  }

  /** Ends the session when nobody used it for too long. */
  #hasTimedOut(grant: Grant): boolean {
    if (this.#minutes === undefined) return false;
    const used = this.#used.get(digestOf(grant.token)) ?? Date.parse(grant.issued);
    if (this.#engine().clock.now().getTime() - used < this.#minutes * 60_000) return false;
    this.#drop('access', grant);
    return true;
  }

  #end(side: 'access' | 'refresh', which: WhichTokens): number {
    const ending = chosen(this.#book(side), which);
    for (const grant of ending) this.#drop(side, grant);
    return ending.length;
  }

  #issue(side: 'access' | 'refresh', token: string, userId: string, username: string, clientId: string): string {
    const { documents, clock } = this.#engine();
    const grant: Grant = { token, userId, username, clientId, issued: clock.now().toISOString() };
    this.#book(side).set(digestOf(token), grant);
    documents.put(kinds[side], digestOf(token), grant);
    this.#listener();
    return token;
  }

  #drop(side: 'access' | 'refresh', grant: Grant): void {
    this.#book(side).delete(digestOf(grant.token));
    this.#used.delete(digestOf(grant.token));
    this.#engine().documents.delete(kinds[side], digestOf(grant.token));
    this.#listener();
  }

  #book(side: 'access' | 'refresh'): Map<string, Grant> {
    return side === 'access' ? this.#access : this.#refresh;
  }
}

function chosen(book: ReadonlyMap<string, Grant>, { username, token }: WhichTokens): readonly Grant[] {
  if (token !== undefined) return [find(book, token)].filter((grant) => grant !== undefined);
  const name = username?.toLowerCase();
  return [...book.values()].filter((grant) => name === undefined || grant.username.toLowerCase() === name);
}

type Row = { readonly value: Grant };
const byAge = (one: Row, other: Row): number => one.value.issued.localeCompare(other.value.issued);

function find(book: ReadonlyMap<string, Grant>, token: string): Grant | undefined {
  const grant = book.get(digestOf(token));
  if (grant === undefined) return undefined;
  const [given, kept] = [Buffer.from(token), Buffer.from(grant.token)];
  return given.length === kept.length && timingSafeEqual(given, kept) ? grant : undefined;
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
