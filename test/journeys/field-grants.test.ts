import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectingUser, openTestOrg, type TestOrg } from '../support/local-org.ts';
import { outputOf, runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';
import { signIn } from '../support/sign-in.ts';

let home: SfHome;
let env: NodeJS.ProcessEnv;
let org: TestOrg;
let config: string;

const heapSf = (words: string) => runLine(`node src/cli.ts ${words} -c ${config}`, { env });
const plain = (text: string) => text.replaceAll(/\s+/g, ' ');

beforeAll(async () => {
  home = await makeSfHome();
  config = join(home.folder, 'heap.config.yaml');
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  org = await openTestOrg({ seed: { Contact: [{ LastName: 'One', Title: 'CEO' }] } });
  await signIn({ home, org }, 'admin');
  await signIn({ home, org }, 'heap-sync', connectingUser);
  await writeConfig();
  await outputOf(`node src/cli.ts setup -o heap-sync --admin-org admin -c ${config}`, { env });
});
afterAll(async () => {
  await org.close();
  await home.remove();
});
beforeEach(() => writeConfig());

const writeConfig = () =>
  writeFile(config, `source: { connect: "${projectFolder}/config/sample/export" }\npull: { contact: [Email] }\n`);

test('without an admin the list counts what is hidden, and says who can tell more', async () => {
  const { exitCode, stdout } = await heapSf('fields list -o heap-sync --object contact');
  expect(exitCode).toBe(0);
  expect(plain(stdout)).toMatch(
    /\d+ are hidden from heap-sync@heap\.local; an admin can grant them \(--admin-org ALIAS\)/,
  );
  expect(stdout).toMatch(/^Title +Salesforce Contact Title +hidden$/m);
});

test('a hidden field is refused to who may not grant, and nothing is written', async () => {
  const before = await readFile(config, 'utf8');
  const { exitCode, stderr } = await heapSf('fields select Title -o heap-sync --object contact');
  expect([exitCode, stderr]).toEqual([11, expect.stringContaining('Contact.Title is there, but hidden')]);
  expect(stderr).toContain('--admin-org ALIAS');
  expect(await readFile(config, 'utf8')).toBe(before);
});

test("a parent's field is granted too, with the lookup that leads to it", async () => {
  const selected = await heapSf('fields select Account.Industry -o heap-sync --admin-org admin --object contact');
  expect(selected.exitCode, selected.stderr).toBe(0);
  expect(selected.stdout).toMatch(/contact Account\.Industry +Salesforce Contact Account Industry +added, granted/);
  expect((await heapSf('fields show -o heap-sync')).stdout).toMatch(/^contact Account\.Industry .* fine$/m);
});

test('an admin at the side grants it, and it can be read and is written down', async () => {
  const selected = await heapSf('fields select Title MailingCity -o heap-sync --admin-org admin --object contact');
  expect(selected.exitCode, selected.stderr).toBe(0);
  expect(selected.stdout).toMatch(/contact Title +Salesforce Contact Title +added, granted/);
  expect(await readFile(config, 'utf8')).toContain('pull: { contact: [Email, Title, MailingCity] }');
  expect((await heapSf('fields show -o heap-sync')).stdout).toContain('"CEO"');
});
