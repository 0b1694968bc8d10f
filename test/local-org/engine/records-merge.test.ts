import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { idIn, insert, rowsOf, undelete, usageOrg } from './org.ts';

const [first, second, third] = [idOf('001', 1), idOf('001', 2), idOf('001', 3)];

test('merged accounts leave one, which has their children and the values that it is given', () => {
  const { admin, clock } = usageOrg();
  const usage = idIn(insert(admin, 'Usage__c', { Key__c: 'A', Account__c: second }));
  clock.advance(60_000);
  expect(
    admin.merge({ object: 'account', master: { Id: first, Phone: '1' }, losers: [second.slice(0, 15), third] }),
  ).toEqual({
    status: 'done',
    id: first,
    mergedRecordIds: [second, third],
    updatedRelatedIds: [idOf('003', 3), usage],
  });
  expect(rowsOf(admin, 'SELECT Id, IsDeleted, MasterRecordId, Phone, Industry FROM Account ORDER BY Id', true)).toEqual(
    [
      { Id: first, IsDeleted: false, MasterRecordId: null, Phone: '1', Industry: 'Banking' },
      { Id: second, IsDeleted: true, MasterRecordId: first, Phone: null, Industry: 'Energy' },
      { Id: third, IsDeleted: true, MasterRecordId: first, Phone: null, Industry: null },
    ],
  );
  expect(
    rowsOf(admin, `SELECT AccountId, SystemModstamp, LastModifiedDate FROM Contact WHERE Id = '${idOf('003', 3)}'`),
  ).toEqual([
    {
      AccountId: first,
      SystemModstamp: '2026-03-10T20:31:15.000+0000',
      LastModifiedDate: '2026-03-10T20:30:15.000+0000',
    },
  ]);
  expect(undelete(admin, 'Account', second).status).toBe('done');
  expect(rowsOf(admin, `SELECT MasterRecordId FROM Account WHERE Id = '${second}'`)).toEqual([
    { MasterRecordId: null },
  ]);
});

test('a merge that cannot be done whole is not done at all', () => {
  const { admin } = usageOrg();
  const codes = (losers: readonly string[], master: Record<string, unknown> = {}) => {
    const outcome = admin.merge({ object: 'Account', master: { Id: first, ...master }, losers });
    return outcome.status === 'refused' ? outcome.errors.map(({ code }) => code) : 'done';
  };
  expect(codes([])).toEqual(['INVALID_NUM_1_OF']);
  expect(codes([first])).toEqual(['DUPLICATE_VALUE']);
  expect(codes([idOf('003', 1)])).toEqual(['INVALID_CROSS_REFERENCE_KEY']);
  expect(codes(['x'])).toEqual(['MALFORMED_ID']);
  expect(codes([second], { Name: 'x'.repeat(300) })).toEqual(['STRING_TOO_LONG']);
  expect(admin.merge({ object: 'Usage__c', master: { Id: first }, losers: [second] })).toMatchObject({
    errors: [{ code: 'INVALID_TYPE' }],
  });
  expect(rowsOf(admin, 'SELECT Id FROM Account')).toHaveLength(3);
});
