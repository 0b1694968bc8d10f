// The local org of a state folder with so many contacts, in a process of its own; tells which usage rows were written since
// it was told to mark, and lives until its parent goes.
import { join } from 'node:path';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { startLocalOrg } from '../../src/local-org/index.ts';
import { contactId } from './usage-rows.ts';

const [folder = '', people = '0'] = process.argv.slice(2);
const contacts = Array.from({ length: Number(people) }, (_, n) => ({
  Id: contactId(n),
  LastName: `P${n}`,
  Email: `p${n}@acme.example`,
}));
const org = await startLocalOrg({
  folder: localOrgFolder(join(folder, 'state')),
  seed: { Contact: contacts },
  dailyApiRequests: 1_000_000,
});
let mark = '';
process.on('message', (word) => {
  answer(word).then(
    (said) => process.send?.(said),
    () => process.exit(1),
  );
});
process.on('disconnect', () => void org.close().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: org.url, token: org.accessToken() })}\n`);

async function answer(word: unknown): Promise<readonly string[]> {
  if (word === 'changed') return writtenSince(mark);
  // The next night. Stamps are whole seconds.
  mark = new Date(org.control.moveClock({ by: 24 * 3_600_000 }).getTime() - 1000).toISOString();
  return [];
}

async function writtenSince(moment: string): Promise<readonly string[]> {
  const soql = `SELECT Contact_Id__c FROM Heap_Contact_Usage__c WHERE SystemModstamp >= ${moment}`;
  const ids: string[] = [];
  let path = `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`;
  while (path !== '') {
    const got = await fetch(`${org.url}${path}`, { headers: { authorization: `Bearer ${org.accessToken()}` } });
    const page = (await got.json()) as { records: { Contact_Id__c: string }[]; nextRecordsUrl?: string };
    ids.push(...page.records.map((row) => row.Contact_Id__c));
    path = page.nextRecordsUrl ?? '';
  }
  return ids;
}
