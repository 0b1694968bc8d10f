// The local org of a state folder with so many contacts, in a process of its own; lets an hour pass, and changes contacts
// when it is told to, and lives until its parent goes.
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { LOCAL_CONNECTING_USER, localOrgFolder } from '../../src/context/local-org.ts';
import { startLocalOrg } from '../../src/local-org/index.ts';
import { accountId, addressOf, CUSTOM, contactRow } from './pull-contacts.ts';

const HOUR = 3_600_000;
const PORTION = 5000;

const [folder = '', count = '0'] = process.argv.slice(2);
const contacts = Number(count);
const accounts = Array.from({ length: Math.ceil(contacts / 20) }, (_, n) => ({
  Id: accountId(n * 20),
  Name: `Account ${n}`,
}));
const org = await startLocalOrg({
  folder: localOrgFolder(join(folder, 'state')),
  seed: { Account: accounts },
  dailyApiRequests: 1_000_000,
});
deployFields();
const ids: string[] = [];
for (let from = 0; from < contacts; from += PORTION) {
  const rows = Array.from({ length: Math.min(PORTION, contacts - from) }, (_, at) => ({
    ...contactRow(from + at),
    Email: addressOf(from + at),
    AccountId: accountId(from + at),
  }));
  ids.push(...write('insert', rows));
}
org.control.moveClock({ by: HOUR });

// `0 0` lets an hour pass; `200 1` has every two-hundredth contact be as it is in turn 1 before.
process.on('message', (word: string) => {
  const [every = 0, turn = 0] = word.split(' ').map(Number);
  const changed = every === 0 ? [] : ids.flatMap((Id, n) => (n % every === 0 ? [{ Id, ...contactRow(n, turn) }] : []));
  write('update', changed);
  process.send?.(org.control.moveClock({ by: HOUR }).toISOString());
});
process.on('disconnect', () => void org.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: org.url, token: org.accessToken(LOCAL_CONNECTING_USER) })}\n`);

function write(operation: 'insert' | 'update', rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return org.control.write({ object: 'Contact', operation, rows }).map((outcome) => {
    if (outcome.status !== 'done') throw new Error(`${operation}: ${JSON.stringify(outcome)}`);
    return outcome.id;
  });
}

function deployFields(): void {
  const xml = (root: string, inner: string) =>
    strToU8(`<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${root}>`);
  const names = Object.keys(CUSTOM);
  const members = names.map((name) => `<members>Contact.${name}</members>`).join('');
  const fields = names.map(
    (name) => `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${CUSTOM[name]}</fields>`,
  );
  const zip = zipSync({
    'package.xml': xml('Package', `<types>${members}<name>CustomField</name></types><version>67.0</version>`),
    'objects/Contact.object': xml('CustomObject', fields.join('')),
  });
  const { status } = org.control.deploy(zip);
  if (status !== 'Succeeded') throw new Error(`The deployment of the fields has ${status}.`);
}
