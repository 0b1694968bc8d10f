import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { LockedParents } from '../../../src/local-org/engine/jobs/locked-parents.ts';
import { field, openOrg, update } from '../engine/org.ts';

const acme = idOf('001', 1);

function lockedBy(columns: readonly string[], ...rows: readonly (readonly unknown[])[]): boolean {
  const { engine, admin } = openOrg();
  engine.schema.putField('Account', field('Code__c', { type: 'string', externalId: true, idLookup: true, length: 20 }));
  expect(update(engine.system(), 'Account', { Id: acme, Code__c: "A'1" }).status).toBe('done');
  expect(admin.user.username).toBe('admin@heap.local');
  const parents = new LockedParents(engine, 'a job');
  parents.open('Contact', columns);
  for (const row of rows) parents.wrote(row);
  parents.hold();
  const held = engine.locks.heldByOther(acme, 'another');
  parents.release();
  expect(engine.locks.heldByOther(acme, 'another')).toBe(false);
  engine.close();
  return held;
}

test('a parent is locked by its Id in either length, and by a key of its own', () => {
  expect(lockedBy(['LastName', 'AccountId'], ['x', acme])).toBe(true);
  expect(lockedBy(['accountid'], [acme.slice(0, 15)])).toBe(true);
  expect(lockedBy(['Account.Code__c'], ["A'1"])).toBe(true);
});

test('a lookup that is only cleared when its parent goes locks nothing, nor does an empty one', () => {
  expect(lockedBy(['ReportsToId'], [idOf('003', 1)])).toBe(false);
  expect(lockedBy(['AccountId'], [undefined], [null])).toBe(false);
  expect(lockedBy(['LastName'], [acme])).toBe(false);
});

test('two hundred rows on, the parents before them are free', () => {
  const later = Array.from({ length: 200 }, () => [idOf('001', 2)]);
  expect(lockedBy(['AccountId'], [acme], ...later.slice(1))).toBe(true);
  expect(lockedBy(['AccountId'], ...later, [acme])).toBe(true);
  expect(lockedBy(['AccountId'], [acme], ...later)).toBe(false);
});
