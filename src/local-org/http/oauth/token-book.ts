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

/** The tokens that an org has handed out. A user's access token stays the same until it is revoked. */
export class TokenBook {
  readonly #engine: () => Engine;
  /** By digest, so that looking a token up takes the same time however much of it is right. */
  readonly #access = new Map<string, Grant>();
  readonly #refresh = new Map<string, Grant>();
  #listener: () => void = () => undefined;

  constructor(engine: () => Engine) {
    this.#engine = engine;
    const { documents } = engine();
    for (const { key, value } of documents.all<Grant>(kinds.access)) this.#access.set(key, value);
    for (const { key, value } of documents.all<Grant>(kinds.refresh)) this.#refresh.set(key, value);
  }

  /** The user's access token: the one in use, or a new one. */
  accessToken(userId: string, username: string, clientId: string): string {
    for (const grant of this.#access.values()) if (grant.userId === userId) return grant.token;
    const org = this.#engine().organizationId.slice(0, 15);
    return this.#issue('access', `${org}!${unguessable(96)}`, userId, username, clientId);
  }

  refreshToken(userId: string, username: string, clientId: string): string {
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

  /** Whom an access token stands for. */
  userOf(token: string): string | undefined {
    return find(this.#access, token)?.userId;
  }

  /** The access token's grant, for introspection. */
  grantOf(token: string): Omit<Grant, 'token'> | undefined {
    return find(this.#access, token) ?? find(this.#refresh, token);
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
    this.#engine().documents.delete(kinds[side], digestOf(grant.token));
    this.#listener();
  }

  #book(side: 'access' | 'refresh'): Map<string, Grant> {
    return side === 'access' ? this.#access : this.#refresh;
  }
}

function find(book: ReadonlyMap<string, Grant>, token: string): Grant | undefined {
  const grant = book.get(digestOf(token));
  if (grant === undefined) return undefined;
  const [given, kept] = [Buffer.from(token), Buffer.from(grant.token)];
  return given.length === kept.length && timingSafeEqual(given, kept) ? grant : undefined;
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
