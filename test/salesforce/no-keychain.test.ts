import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registerLocalAlias } from '../../src/salesforce/sf-auth.ts';
import { scriptedOrg, token } from '../support/scripted-org.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
const before = { ...process.env };

beforeAll(async () => {
  home = await makeSfHome();
  Object.assign(process.env, home.env);
  // A server with the keychain's program, and no keychain behind it.
  const program = join(home.folder, 'secret-tool');
  await writeFile(
    program,
    '#!/bin/sh\n[ "$1" = store ] && cat >/dev/null\necho "Cannot autolaunch D-Bus without X11" >&2\nexit 1\n',
  );
  await chmod(program, 0o755);
  process.env['SFDX_SECRET_TOOL_PATH'] = program;
  delete process.env['SF_USE_GENERIC_UNIX_KEYCHAIN'];
});
afterAll(async () => {
  process.env = before;
  await home.remove();
});

it.runIf(process.platform === 'linux')('a machine without a keychain is told how to do without', async () => {
  const server = await scriptedOrg({
    'GET /services/data/sobjects/User/005xx0000012345': { body: { Username: 'ann@acme.example' } },
  });
  const outcome = await registerLocalAlias({ alias: 'heap-local', instanceUrl: server.url, accessToken: token });
  expect(outcome).toMatchObject({
    status: 'no-keychain',
    actions: [expect.stringContaining('SF_USE_GENERIC_UNIX_KEYCHAIN=true')],
  });
  await server.close();
});
