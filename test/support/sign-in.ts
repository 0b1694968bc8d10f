import { expect } from 'vitest';
import type { TestOrg } from './local-org.ts';
import { runSf, type SfHome } from './sf-home.ts';

/** Signs `sf` in to a test org: as an administrator by a token, as anybody else by JWT. */
export async function signIn(
  { home, org }: { readonly home: SfHome; readonly org: TestOrg },
  alias: string,
  username?: string,
): Promise<void> {
  const app = ['--client-id', org.jwt.clientId, '--jwt-key-file', org.jwt.privateKeyFile];
  const words = username === undefined ? ['access-token', '--no-prompt'] : ['jwt', '--username', username, ...app];
  const { exitCode, stderr } = await runSf(['org', 'login', ...words, '--alias', alias, '--instance-url', org.url], {
    home,
    ...(username === undefined && { env: { SF_ACCESS_TOKEN: org.accessToken() } }),
  });
  expect(exitCode, stderr).toBe(0);
}
