import type { OAuthGrant } from '../base/oauth-grant.ts';
import type { Credits } from './credits.ts';

/** What kind of org this is; Heap pairs a sandbox with a development environment. */
export type OrgEnvironment = 'production' | 'sandbox' | 'scratch' | 'developer';

/** A Salesforce org and the user we are in it. How it is reached stays inside this folder. */
export interface Org {
  /** Without a slash at the end. */
  readonly instanceUrl: string;
  readonly username: string;
  /** 18 characters, `005…`. */
  readonly userId: string;
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  /** The newest the org offers, as `66.0`. */
  readonly apiVersion: string;
  readonly environment: OrgEnvironment;
  /** The company name of the org's Organization record. */
  readonly name: string;
  readonly alias?: string;
  readonly credits: Credits;
}

/** How an org is named: by what `sf` knows, by a token at hand, or by what an app may ask tokens with. */
export type OrgTarget =
  | { readonly kind: 'grant'; readonly grant: OAuthGrant }
  | { readonly kind: 'alias'; readonly alias: string }
  | {
      readonly kind: 'token';
      readonly instanceUrl: string;
      readonly accessToken: string;
      /** Whose token it is, where that is known. */
      readonly username?: string;
    };
