import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { callCoverage, coverage, inTheBrowser } from '../../../src/local-org/http/coverage.ts';
import { notOffered, partly } from '../../../src/local-org/http/coverage-notes.ts';
import { soapApis } from '../../../src/local-org/http/soap/soap-apis.ts';
import { withLocalOrg } from '../../support/local-org.ts';
import { caller } from './caller.ts';

const project = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

test('the table of coverage names exactly the routes that are served', async () => {
  const served = await withLocalOrg(async ({ routes }) => routes);
  const names = (routes: readonly { readonly method: string; readonly path: string }[]): readonly string[] =>
    routes.map(({ method, path }) => `${method} ${path}`).sort();
  expect(names(coverage)).toEqual(names(served));
});

test('each route and each call names the page that describes it', () => {
  for (const { page } of [...coverage, ...callCoverage, ...notOffered]) {
    expect(page).toMatch(/^https:\/\/(developer|help)\.salesforce\.com\//);
  }
});

test('every note on what is served of a route is about a route', () => {
  const served = coverage.filter(({ coverage: { kind } }) => kind === 'part').length;
  const soap = coverage.filter(({ path }) => path.startsWith('/services/Soap/')).length;
  const own = ['Signing in', inTheBrowser];
  const people = coverage.filter(({ api, coverage: { kind } }) => own.includes(api) && kind === 'part').length;
  expect(Object.keys(partly)).toHaveLength(served - soap - people);
});

test('every SOAP call of the table is known to the server, and no other', async () => {
  await withLocalOrg(async (org) => {
    const token = org.accessToken();
    const ask = async (letter: string, call: string): Promise<boolean> => {
      const body = `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><${call}/></e:Body></e:Envelope>`;
      const url = `${org.url}/services/Soap/${letter}/67.0`;
      const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
      return !(await answer.text()).includes('No operation available');
    };
    for (const { letter, calls } of soapApis) {
      const harmless = Object.keys(calls).filter((call) => call !== 'logout');
      for (const call of harmless) expect(await ask(letter, call), call).toBe(true);
      expect(await ask(letter, 'sendEmail')).toBe(false);
    }
  });
});

test('what is not offered is answered as an unknown address', async () => {
  await withLocalOrg(async (org) => {
    for (const { path } of notOffered) {
      const { status, text } = await caller(org)('GET', path);
      expect([path, status, text.includes('NOT_FOUND')]).toEqual([path, 404, true]);
    }
  });
});

test('the pages in docs/ are as scripts/make-coverage.ts makes them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'coverage-pages-'));
  try {
    await run(process.execPath, [join(project, 'scripts/make-coverage.ts'), folder]);
    for (const file of ['local-org-coverage.md', 'local-org-rules.md']) {
      expect(await readFile(join(project, 'docs', file), 'utf8'), 'run node scripts/make-coverage.ts').toBe(
        await readFile(join(folder, file), 'utf8'),
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
