import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts } from '../support/sample-rows.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { writeFiles } from './source-files.ts';

const plugin = fileURLToPath(new URL('../../node_modules/sfdmu', import.meta.url));
let desk: Desk;

/** The file from which SFDMU takes what to move, and where to. */
function exportJson(): string {
  return JSON.stringify({
    orgs: [
      {
        name: 'target',
        orgUserName: 'admin@heap.local',
        instanceUrl: desk.org.url,
        accessToken: desk.org.accessToken(),
      },
    ],
    objects: [
      {
        query: 'SELECT Id, Name, AccountNumber, Industry FROM Account',
        operation: 'Upsert',
        externalId: 'AccountNumber',
      },
      {
        query: 'SELECT Id, LastName, Email, AccountId FROM Contact',
        operation: 'Upsert',
        externalId: 'Email',
      },
    ],
  });
}

beforeAll(async () => {
  desk = await openDesk();
  await desk.says('plugins link --no-install', [plugin]);
});
afterAll(() => desk.close());

const run = (): Promise<string> =>
  desk.says('sfdmu run --noprompt --sourceusername csvfile --targetusername target --path', [
    join(desk.project.folder, 'move'),
  ]);

describe('SFDMU, from CSV to a local org', { timeout: patience }, () => {
  it('upserts accounts and their contacts by external ids', async () => {
    await writeFiles(desk.project.folder, {
      'move/export.json': exportJson(),
      'move/Account.csv': 'Name,AccountNumber,Industry\nHooli,A-1,Banking\nPied Piper,A-2,\n',
      'move/Contact.csv':
        'LastName,Email,Account.AccountNumber\nBelson,gavin@hooli.example,A-1\nHendricks,richard@piper.example,A-2\n',
    });
    await run();
    expect(
      await desk.rows('SELECT Name, AccountNumber FROM Account WHERE AccountNumber != null ORDER BY AccountNumber'),
    ).toMatchObject([{ Name: 'Hooli' }, { Name: 'Pied Piper' }]);
    expect(
      await desk.rows(
        'SELECT LastName, Account.Name FROM Contact WHERE Account.AccountNumber != null ORDER BY LastName',
      ),
    ).toMatchObject([
      { LastName: 'Belson', Account: { Name: 'Hooli' } },
      { LastName: 'Hendricks', Account: { Name: 'Pied Piper' } },
    ]);
  });

  it('changes nothing the second time, and one row when one row changed', async () => {
    const stamps = 'SELECT Id, SystemModstamp FROM Account ORDER BY Id';
    const before = await desk.rows(stamps);
    await run();
    expect(await desk.rows(stamps)).toEqual(before);
    await writeFiles(desk.project.folder, {
      'move/Account.csv': 'Name,AccountNumber,Industry\nHooli XYZ,A-1,Banking\nPied Piper,A-2,\n',
    });
    await run();
    const after = await desk.rows(stamps);
    expect(after).toHaveLength(accounts.length + 2);
    expect(after.filter((row, place) => row.SystemModstamp !== before[place].SystemModstamp)).toHaveLength(1);
  });
});
