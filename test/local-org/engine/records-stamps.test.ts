import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { codeOf, idIn, insert, openOrg, rowsOf, update } from './org.ts';

test('all rows of a transaction bear one stamp, whatever time it takes', () => {
  const { admin, clock, engine } = openOrg();
  engine.transaction(() => {
    for (const Name of ['a', 'b', 'c']) {
      idIn(insert(admin, 'Account', { Name }));
      clock.advance(5000);
    }
  });
  idIn(insert(admin, 'Account', { Name: 'd' }));
  expect(
    rowsOf(admin, "SELECT Name, SystemModstamp FROM Account WHERE Name IN ('a', 'b', 'c', 'd') ORDER BY Name"),
  ).toEqual([
    { Name: 'a', SystemModstamp: '2026-03-10T20:30:15.000+0000' },
    { Name: 'b', SystemModstamp: '2026-03-10T20:30:15.000+0000' },
    { Name: 'c', SystemModstamp: '2026-03-10T20:30:15.000+0000' },
    { Name: 'd', SystemModstamp: '2026-03-10T20:30:30.000+0000' },
  ]);
});

test('a stamp is never before an earlier one while the clock lags a little', () => {
  const { admin, clock } = openOrg();
  const stamp = () =>
    rowsOf(admin, `SELECT SystemModstamp FROM Account WHERE Id = '${idOf('001', 1)}'`)[0]?.['SystemModstamp'];
  idIn(update(admin, 'Account', { Id: idOf('001', 1), Phone: '1' }));
  clock.advance(-10_000);
  idIn(update(admin, 'Account', { Id: idOf('001', 1), Phone: '2' }));
  expect(stamp()).toBe('2026-03-10T20:30:15.000+0000');
  clock.advance(-3_600_000);
  idIn(update(admin, 'Account', { Id: idOf('001', 1), Phone: '3' }));
  expect(stamp()).toBe('2026-03-10T19:30:05.000+0000');
});

test('an update that changes nothing is an update all the same', () => {
  const { admin, clock } = openOrg();
  clock.advance(60_000);
  idIn(update(admin, 'Account', { Id: idOf('001', 1), Name: 'Acme' }));
  expect(rowsOf(admin, `SELECT LastModifiedDate, CreatedDate FROM Account WHERE Id = '${idOf('001', 1)}'`)).toEqual([
    { LastModifiedDate: '2026-03-10T20:31:15.000+0000', CreatedDate: '2026-03-10T20:30:15.000+0000' },
  ]);
});

test('a row that does not fit into the data storage any more is refused', () => {
  const { admin, engine } = openOrg({ dataStorageMb: 0.02 });
  const fits = Math.floor((0.02 * 1024) / 2) - 7;
  for (let number = 0; number < fits; number++) idIn(insert(admin, 'Account', { Name: `n${number}` }));
  expect(codeOf(insert(admin, 'Account', { Name: 'one too many' }))).toBe('STORAGE_LIMIT_EXCEEDED');
  expect(engine.schema.object('Account')).toBeDefined();
  admin
    .writer({ object: 'Contact', operation: 'delete', columns: ['Id'], cells: 'json', dialect: 'rest' })
    .write([idOf('003', 1)]);
  expect(codeOf(insert(admin, 'Account', { Name: 'fits again' }))).toBe('done');
});
