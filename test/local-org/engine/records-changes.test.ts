import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { idIn, insert, openOrg, remove, update } from './org.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

test('rows made and changed in a span are listed, deleted ones are not', () => {
  const { admin, clock } = openOrg();
  clock.advance(10 * minute);
  const start = clock.now();
  const made = idIn(insert(admin, 'Account', { Name: 'New' }));
  clock.advance(minute);
  idIn(update(admin, 'Account', { Id: idOf('001', 2), Phone: '1' }));
  idIn(remove(admin, 'Account', idOf('001', 3)));
  const end = new Date(clock.now().getTime() + minute);
  expect(admin.updatedBetween('Account', start, end)).toEqual({
    ids: [made, idOf('001', 2)],
    latestDateCovered: new Date('2026-03-10T20:41:15.000Z'),
  });
  expect(admin.deletedBetween('account', start, end)).toEqual({
    rows: [{ id: idOf('001', 3), deletedDate: new Date('2026-03-10T20:41:15.000Z') }],
    earliestDateAvailable: new Date('2026-02-23T20:41:15.750Z'),
    latestDateCovered: new Date('2026-03-10T20:41:15.000Z'),
  });
});

test('a deletion is told although the bin was emptied, and not when it was taken back', () => {
  const { admin, clock } = openOrg();
  idIn(remove(admin, 'Contact', idOf('003', 1)));
  idIn(remove(admin, 'Contact', idOf('003', 2)));
  admin.emptyRecycleBin([idOf('003', 1)]);
  admin
    .writer({ object: 'Contact', operation: 'undelete', columns: ['Id'], cells: 'json', dialect: 'rest' })
    .write([idOf('003', 2)]);
  const [start, end] = [new Date(clock.now().getTime() - minute), new Date(clock.now().getTime() + minute)];
  expect(admin.deletedBetween('Contact', start, end).rows.map(({ id }) => id)).toEqual([idOf('003', 1)]);
});

test('a span is longer than a minute and goes back fifteen days for deletions, thirty for changes', () => {
  const { admin, clock } = openOrg();
  const now = clock.now();
  const before = (time: number) => new Date(now.getTime() - time);
  expect(() => admin.updatedBetween('Account', now, now)).toThrow('more than one minute before');
  expect(() => admin.updatedBetween('Account', before(31 * day), now)).toThrow('30 days ago');
  expect(() => admin.deletedBetween('Account', before(16 * day), now)).toThrow('15 days ago');
  expect(() => admin.deletedBetween('Account', new Date('x'), now)).toThrow('have to be dates');
  expect(() => admin.updatedBetween('Nothing', before(day), now)).toThrow('The requested resource does not exist');
  clock.advance(minute);
  expect(admin.updatedBetween('Account', before(29 * day), clock.now()).ids).toHaveLength(3);
});
