/**
 * Environment variables that hold a sign-in, for containers and CI: every one may also be given as `NAME_FILE`, the path of a
 * file with the value, as secrets of Docker and Kubernetes are. They are read when an org is first reached.
 */
export const SIGN_IN_VARIABLES = {
  HEAP_SF_LOGIN_URL:
    "Where the user signs in: https://login.salesforce.com, https://test.salesforce.com for a sandbox, or the org's My Domain address.",
  HEAP_SF_CLIENT_ID: 'Consumer key of the External Client App.',
  HEAP_SF_USERNAME: 'Username of the connecting user, for a sign-in by JWT.',
  HEAP_SF_JWT_KEY: 'Private key (PEM, or PEM in base64) whose certificate the External Client App has.',
  HEAP_SF_CLIENT_SECRET: 'Consumer secret of the External Client App.',
  HEAP_SF_REFRESH_TOKEN: 'Refresh token of the connecting user.',
  SF_AUTH_URL: 'SFDX authorization URL, as sf org display --verbose shows it; SFDX_AUTH_URL is read as well.',
} as const;

export type SignInVariable = keyof typeof SIGN_IN_VARIABLES;

/** All names, those of the files too. */
export const SIGN_IN_NAMES: readonly string[] = Object.keys(SIGN_IN_VARIABLES).flatMap((name) => [
  name,
  `${name}_FILE`,
]);
