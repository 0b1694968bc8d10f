import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk, patience, wellDone } from './sf-desk.ts';

let desk: Desk;
const nobody = { SF_TARGET_ORG: '' };

beforeAll(async () => {
  desk = await openDesk({ signedIn: false });
});
afterAll(() => desk.close());

/** A browser that follows the address it is given, in the background as browsers do. */
async function browser(): Promise<Readonly<Record<string, string>>> {
  const folder = join(desk.home.folder, 'browser');
  await mkdir(folder, { recursive: true });
  const script = join(folder, 'browser.mjs');
  await writeFile(
    script,
    `import { spawn } from 'node:child_process';
const follow = 'const go = () => fetch(process.argv[1]).catch(() => setTimeout(go, 100)); go();';
spawn(process.execPath, ['-e', follow, process.argv[2]], { detached: true, stdio: 'ignore' }).unref();
`,
  );
  for (const name of ['browser', 'xdg-open', 'open']) {
    await writeFile(join(folder, name), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$1"\n`);
    await chmod(join(folder, name), 0o755);
  }
  const path = [folder, desk.home.env['PATH']].join(delimiter);
  return { ...nobody, BROWSER: join(folder, 'browser'), PATH: path };
}

describe('signing in to a local org with sf', { timeout: patience }, () => {
  it('by an access token', async () => {
    const login = 'org login access-token --no-prompt --alias local --instance-url';
    const env = { ...nobody, SF_ACCESS_TOKEN: desk.org.accessToken() };
    expect(await desk.gives(login, [desk.org.url], env)).toMatchObject({
      username: 'admin@heap.local',
      orgId: desk.org.organizationId,
      instanceUrl: expect.stringContaining(desk.org.url),
    });
  });

  it('is refused with a token that nobody gave', async () => {
    const login = 'org login access-token --no-prompt --json --instance-url';
    const env = { ...nobody, SF_ACCESS_TOKEN: `${desk.org.organizationId}!AAAAAAAAAAAAAAAAAAAAAAAA` };
    const answer = await desk.sf(login, [desk.org.url], env);
    expect(answer.exitCode).not.toBe(0);
    expect(answer.json().message).toContain('Bad_OAuth_Token');
  });

  it('by a signed assertion (JWT), as a person sees it', async () => {
    const { clientId, privateKeyFile } = desk.org.jwt;
    const words = ['--client-id', clientId, '--jwt-key-file', privateKeyFile, '--instance-url', desk.org.url];
    const text = await desk.says('org login jwt --alias jwt --username admin@heap.local', words, nobody);
    expect(text).toContain(`Successfully authorized admin@heap.local with org ID ${desk.org.organizationId}`);
  });

  it('by a browser, through the redirect', async () => {
    const result = await desk.gives('org login web --alias web --instance-url', [desk.org.url], await browser());
    expect(result).toMatchObject({ username: 'admin@heap.local', orgId: desk.org.organizationId });
  });
});

describe('what sf tells about the org', { timeout: patience }, () => {
  it('lists it, connected', async () => {
    const { other, nonScratchOrgs } = await desk.gives('org list');
    expect([...other, ...nonScratchOrgs]).toContainEqual(
      expect.objectContaining({ username: 'admin@heap.local', connectedStatus: 'Connected' }),
    );
    expect(await desk.says('org list')).toContain('admin@heap.local');
  });

  it('displays it', async () => {
    const shown = { id: desk.org.organizationId, username: 'admin@heap.local', connectedStatus: 'Connected' };
    expect(await desk.gives('org display')).toMatchObject(shown);
    expect(await desk.says('org display')).toContain(desk.org.organizationId);
  });

  it('gives an address that opens it', async () => {
    const { url, orgId } = await desk.gives('org open --url-only');
    expect(orgId).toBe(desk.org.organizationId);
    expect(url).toMatch(new RegExp(`^${desk.org.url}/+secur/frontdoor.jsp\\?`));
  });

  it('forgets it', async () => {
    expect(await desk.gives('org logout --no-prompt --target-org admin@heap.local')).toEqual(['admin@heap.local']);
    const answer = await desk.sf('org display --target-org admin@heap.local --json');
    expect(answer.exitCode).not.toBe(0);
    expect(answer.json().name).toBe('NamedOrgNotFoundError');
    expect(wellDone(await desk.sf('org list --json')).json().result).toMatchObject({ nonScratchOrgs: [] });
  });
});
