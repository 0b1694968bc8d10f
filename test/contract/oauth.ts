import type { ContractOrg, Reply } from './contract-org.ts';

/** The client that sf is, which has no secret, and where it waits for its code. */
export const client = { client_id: 'PlatformCLI', redirect_uri: 'http://localhost:1717/OauthRedirect' };

/** Asks for a token, with whatever the grant needs. */
export const askToken = (org: ContractOrg, words: Readonly<Record<string, string>>): Promise<Reply> =>
  org.call('POST', '/services/oauth2/token', new URLSearchParams(words));

/** How a login is refused: status and body. */
export const refused = (error: string, error_description: string) => [400, { error, error_description }];
