import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, contacts } from '../support/sample-rows.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';
import { writeFiles } from './source-files.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const byName = 'SELECT Id, Name FROM Account ORDER BY Name';

describe('sf data query on a local org', { timeout: patience }, () => {
  it('prints rows for a person', async () => {
    const text = await desk.says('data query --query', [
      'SELECT LastName, Account.Name FROM Contact ORDER BY LastName',
    ]);
    expect(text).toMatch(/LASTNAME\s*│\s*ACCOUNT\.NAME/i);
    expect(text).toContain('Initech 🎉');
    expect(text).toContain('Total number of records retrieved: 3');
  });

  it('gives them as JSON', async () => {
    const { records, totalSize, done } = await desk.gives('data query --query', [byName]);
    expect([totalSize, done]).toEqual([3, true]);
    expect(records).toMatchObject(accounts);
  });

  it('writes them as CSV', async () => {
    await desk.says('data query --result-format csv --output-file rows.csv --query', [byName]);
    const lines = (await readFile(join(desk.project.folder, 'rows.csv'), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('Id,Name');
    expect(lines[2]).toBe(`${accounts[1]!.Id},"Globex, ""Worldwide"""`);
  });

  it('tells what is wrong with a query, and where', async () => {
    const answer = await desk.sf('data query --json --query', ['SELECT Colour FROM Account']);
    expect(answer.exitCode).not.toBe(0);
    expect(answer.json().message).toContain("No such column 'Colour' on entity 'Account'");
  });

  it('asks tooling objects', async () => {
    const soql = "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Account'";
    const { records } = await desk.gives('data query --use-tooling-api --query', [soql]);
    expect(records).toMatchObject([{ QualifiedApiName: 'Account' }]);
  });

  it('asks for metadata components, as a person reads them', async () => {
    const field = { FullName: 'Account.Tier__c', Metadata: { label: 'Tier', type: 'Text', length: 10 } };
    const address = '/services/data/v67.0/tooling/sobjects/CustomField';
    await desk.says('api request rest', [address, '--method', 'POST', '--body', JSON.stringify(field)]);
    const soql =
      "SELECT DeveloperName, EntityDefinition.QualifiedApiName FROM CustomField WHERE TableEnumOrId = 'Account'";
    const shown = await desk.says('data query --use-tooling-api --query', [soql]);
    expect(shown).toMatch(/DEVELOPERNAME +│ ENTITYDEFINITION.QUALIFIEDAPINAME/);
    expect(shown).toMatch(/Tier +│ Account/);
    expect(await desk.says('data query --use-tooling-api --query', ['SELECT Name FROM ApexClass'])).toContain(
      'Total number of records retrieved: 0.',
    );
  });

  it('finds by words', async () => {
    const { searchRecords } = await desk.gives('data search --query', [
      'FIND {Acme} IN NAME FIELDS RETURNING Account(Id, Name)',
    ]);
    expect(searchRecords).toMatchObject([{ Id: accounts[0]!.Id, Name: 'Acme' }]);
  });
});

describe('one record at a time', { timeout: patience }, () => {
  let id: string;

  it('is created', async () => {
    const made = await desk.gives('data create record --sobject Account --values', [
      "Name='Hooli & Co' NumberOfEmployees=7",
    ]);
    id = made.id;
    expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^001\w{15}$/) });
    expect(await desk.rows(`SELECT Name, NumberOfEmployees FROM Account WHERE Id = '${id}'`)).toMatchObject([
      { Name: 'Hooli & Co', NumberOfEmployees: 7 },
    ]);
  });

  it('is fetched, by its Id and by what it holds', async () => {
    expect(await desk.gives('data get record --sobject Account --record-id', [id])).toMatchObject({ Id: id });
    const text = await desk.says('data get record --sobject Account --where', ["name='Hooli & Co'"]);
    expect(text).toContain(id);
  });

  it('is updated', async () => {
    await desk.gives(`data update record --sobject Account --record-id ${id} --values`, ["name='Hooli'"]);
    expect(await desk.rows(`SELECT Name FROM Account WHERE Id = '${id}'`)).toMatchObject([{ Name: 'Hooli' }]);
  });

  it('is deleted', async () => {
    expect(await desk.says(`data delete record --sobject Account --record-id ${id}`)).toContain('Successfully deleted');
    expect(await desk.rows(`SELECT Name FROM Account WHERE Id = '${id}'`)).toEqual([]);
  });

  it('is refused in Salesforce’s words', async () => {
    const answer = await desk.sf('data create record --json --sobject Contact --values', ["FirstName='Nameless'"]);
    expect(answer.exitCode).not.toBe(0);
    expect(answer.json().message).toContain('Required fields are missing: [LastName]');
  });
});

describe('records with their children', { timeout: patience }, () => {
  it('go into the org as a tree', async () => {
    const accountsFile = {
      records: [
        {
          attributes: { type: 'Account', referenceId: 'ParentRef' },
          Name: 'Tree Parent',
          Contacts: { records: [{ attributes: { type: 'Contact', referenceId: 'ChildRef' }, LastName: 'Tree Child' }] },
        },
      ],
    };
    await writeFiles(desk.project.folder, { 'tree.json': JSON.stringify(accountsFile) });
    const made = await desk.gives('data import tree --files tree.json');
    expect(made).toHaveLength(2);
    expect(await desk.rows("SELECT Account.Name FROM Contact WHERE LastName = 'Tree Child'")).toMatchObject([
      { Account: { Name: 'Tree Parent' } },
    ]);
  });

  it('come out as one, and go into another org by their plan', async () => {
    const soql = "SELECT Id, Name, (SELECT Id, LastName FROM Contacts) FROM Account WHERE Name != 'Tree Parent'";
    await desk.says('data export tree --plan --output-dir tree --query', [soql]);
    const exported = await readFile(join(desk.project.folder, 'tree/Contact.json'), 'utf8');
    expect(JSON.parse(exported).records).toHaveLength(contacts.length);
    const other = await openDesk();
    try {
      const files = ['Account.json', 'Contact.json', 'Account-Contact-plan.json'];
      for (const name of files) {
        const text = await readFile(join(desk.project.folder, 'tree', name), 'utf8');
        await writeFiles(other.project.folder, { [`tree/${name}`]: text });
      }
      const made = await other.gives('data import tree --plan tree/Account-Contact-plan.json');
      expect(made).toHaveLength(6);
      expect(await other.rows('SELECT Id FROM Contact WHERE AccountId != null')).toHaveLength(6);
    } finally {
      await other.close();
    }
  });
});
