/**
 * What a token is asked for with, without anybody at a screen. `loginUrl` has no slash at the end.
 * JWT bearer: https://www.rfc-editor.org/rfc/rfc7523, the others: https://www.rfc-editor.org/rfc/rfc6749
 */
export type OAuthGrant =
  | {
      readonly kind: 'jwt';
      readonly loginUrl: string;
      readonly clientId: string;
      readonly username: string;
      /** PEM of an RSA key. */
      readonly key: string;
    }
  | {
      readonly kind: 'refresh-token';
      readonly loginUrl: string;
      readonly clientId: string;
      /** Empty for an app without one. */
      readonly clientSecret: string;
      readonly refreshToken: string;
    }
  | {
      readonly kind: 'client-credentials';
      readonly loginUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
    };
