import type { Connection } from 'jsforce';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalOrg, startLocalOrg } from '../../src/local-org/index.ts';
import { jsforceOn } from './jsforce-connection.ts';

let org: LocalOrg;
let connection: Connection;

beforeAll(async () => {
  org = await startLocalOrg();
  connection = jsforceOn(org);
});
afterAll(() => org.close());

test('what objects and fields there are', async () => {
  const { tooling } = connection;
  const { records } = await tooling.query(
    "SELECT QualifiedApiName, Label FROM EntityDefinition WHERE QualifiedApiName = 'Account'",
  );
  expect(records).toMatchObject([{ QualifiedApiName: 'Account', Label: 'Account' }]);
  expect((await tooling.describeGlobal()).sobjects.map(({ name }) => name)).toContain('EntityDefinition');
  expect((await tooling.sobject('FieldDefinition').describe()).fields.map(({ name }) => name)).toContain(
    'QualifiedApiName',
  );
  await expect(tooling.sobject('SourceMember').describe()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});

test('a field as a row: made, read, changed and deleted', async () => {
  const { tooling } = connection;
  const fields = tooling.sobject('CustomField');
  const metadata = { label: 'Score', type: 'Number', precision: 5, scale: 0 };
  const [made] = [await fields.create({ FullName: 'Account.Score__c', Metadata: metadata } as never)].flat();
  expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^00N/) });
  const id = made?.id ?? '';
  expect(await fields.retrieve(id)).toMatchObject({
    Id: id,
    DeveloperName: 'Score',
    TableEnumOrId: 'Account',
    FullName: 'Account.Score__c',
    Metadata: metadata,
  });
  await fields.update({ Id: id, Metadata: { ...metadata, label: 'Points' } } as never);
  expect(await fields.retrieve(id)).toMatchObject({ Metadata: { label: 'Points' } });
  await expect(fields.create({ FullName: 'Account.Score__c', Metadata: metadata } as never)).rejects.toMatchObject({
    errorCode: 'DUPLICATE_DEVELOPER_NAME',
  });
  await fields.destroy(id);
  await expect(fields.retrieve(id)).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
});

test('Apex: code that does nothing is done, any other does not compile', async () => {
  const { tooling } = connection;
  expect(await tooling.executeAnonymous('// nothing\n')).toMatchObject({ compiled: true, success: true, line: -1 });
  expect(await tooling.executeAnonymous("\n  System.debug('x');")).toMatchObject({
    compiled: false,
    success: false,
    line: 2,
    column: 3,
  });
  expect(await tooling.completions('apex')).toEqual({ publicDeclarations: {} });
  await expect(tooling.runTestsSynchronous({ tests: [{ className: 'NopeTest' }] } as never)).rejects.toMatchObject({
    errorCode: 'INVALID_INPUT',
    message: expect.stringContaining('NopeTest'),
  });
});
