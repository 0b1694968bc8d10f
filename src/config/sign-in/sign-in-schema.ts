import { z } from 'zod';

const PATTERN = '^[A-Z_][A-Z0-9_]{0,99}$';

/** `secret`: whoever pastes a secret here must not read it in a complaint. */
const variable = z
  .string({ error: 'must be the name of an environment variable' })
  .refine((name) => new RegExp(PATTERN).test(name), {
    error:
      'must be the name of an environment variable, as ACME_CLIENT_ID; the value itself belongs in that variable, or in the file that ACME_CLIENT_ID_FILE names',
    params: { secret: true },
  })
  .meta({ pattern: PATTERN });

const named = (describe: string, usual: string) =>
  variable.optional().meta({ description: `Variable that holds ${describe}. Default: ${usual}.` });

const loginUrl = named(
  "where the user signs in, https://login.salesforce.com or the org's My Domain address",
  'HEAP_SF_LOGIN_URL',
);
const clientId = named('the consumer key of the External Client App', 'HEAP_SF_CLIENT_ID');
const clientSecret = named('its consumer secret', 'HEAP_SF_CLIENT_SECRET');

/** Each way to sign in without sf; what stands in it are names of environment variables. */
const ways = {
  jwt: z
    .strictObject({
      loginUrl,
      clientId,
      username: named('the username', 'HEAP_SF_USERNAME'),
      key: named('the private key', 'HEAP_SF_JWT_KEY'),
    })
    .meta({ description: 'JWT bearer: a private key whose certificate the app holds.' }),
  refreshToken: z
    .strictObject({
      loginUrl,
      clientId,
      clientSecret,
      refreshToken: named('the refresh token', 'HEAP_SF_REFRESH_TOKEN'),
    })
    .meta({ description: 'A refresh token of an earlier login.' }),
  clientCredentials: z
    .strictObject({ loginUrl, clientId, clientSecret })
    .meta({ description: "Client credentials: the app's own user." }),
  authUrl: z
    .strictObject({ url: named('the SFDX authorization URL', 'SF_AUTH_URL') })
    .meta({ description: 'What sf org display --verbose tells as Sfdx Auth Url.' }),
};

const unsaid =
  'must be an alias that sf knows, local, env, or one way to sign in: jwt, refreshToken, clientCredentials or authUrl';

/** An org, as a person writes it. */
export const orgSchema = z
  .union(
    [
      z.string().trim().min(1, { error: 'must not be empty' }),
      z.strictObject({ jwt: ways.jwt.meta({ description: 'By JWT bearer: a private key and a username.' }) }),
      z.strictObject({
        refreshToken: ways.refreshToken.meta({ description: 'By a refresh token of an earlier sign-in.' }),
      }),
      z.strictObject({
        clientCredentials: ways.clientCredentials.meta({
          description: "By the app's own key and secret, at the My Domain address.",
        }),
      }),
      z.strictObject({ authUrl: ways.authUrl.meta({ description: 'By an SFDX authorization URL.' }) }),
    ],
    { error: unsaid },
  )
  .meta({
    description:
      'An alias or username that sf knows; local for the embedded org; env for a sign-in by the HEAP_SF_… variables; or a way to sign in with the names of its variables.',
    examples: ['heap-sync', 'env', { jwt: { key: 'ACME_KEY' } }],
  });

export type OrgForm = z.infer<typeof orgSchema>;
