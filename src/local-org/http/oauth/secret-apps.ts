import { createHash, timingSafeEqual } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';

/** A client that may log in as one user by its secret alone: the client credentials flow. */
export interface SecretApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Username of the user that it runs as. */
  readonly runAs: string;
}

/**
 * Whom a client with a secret runs as.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 */
export function runAsOf(apps: readonly SecretApp[], clientId: string, secret: string): string {
  const app = apps.find((one) => one.clientId === clientId);
  if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid');
  if (!timingSafeEqual(digest(secret), digest(app.clientSecret))) {
    throw new OAuthError('invalid_client', 'invalid client credentials');
  }
  return app.runAs;
}

/** Client and secret of an `Authorization: Basic` header. */
export function basicCredentials(
  header: string | undefined,
): { readonly clientId: string; readonly secret: string } | undefined {
  const encoded = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { clientId: text.slice(0, colon), secret: text.slice(colon + 1) };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
