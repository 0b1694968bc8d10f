import { describe, expect, it } from 'vitest';
import { Mistake } from '../../src/base/errors.ts';
import type { Property } from '../../src/properties/property.ts';
import { beginningOf } from '../../src/pull/read/place.ts';
import { adaptState, rereadState, withFormulas } from '../../src/pull/state/adapt-state.ts';
import { afterChanges, afterLate, afterSweep, asSweep, freshRows } from '../../src/pull/state/advance-state.ts';
import { beginState } from '../../src/pull/state/begin-state.ts';
import { documentOf, type PullState, parseState } from '../../src/pull/state/pull-state.ts';

const at = new Date('2026-06-30T12:00:00Z');
const since = new Date('2025-06-30T07:00:00Z');
const settled = '2026-06-30T11:50:00.000Z';

const property = (field: string, formula = false): Property => ({
  level: 'contact',
  field,
  name: `Salesforce Contact ${field}`,
  type: 'string',
  formula,
});
const seen = (...properties: readonly Property[]): PullState['seen'] => ({
  at: at.toISOString(),
  choice: 'c',
  contact: { properties: [...properties], gone: [], own: { record_id: 'Id', join_value: 'Email' } },
  account: { properties: [], gone: [], own: { record_id: 'Id' } },
  parents: [],
  joinType: 'email',
});

/** Long after the window was read. */
function readState(...properties: readonly Property[]): PullState {
  const begun = beginState(seen(...properties), { at, since });
  const read = { sweeps: [], files: ['contact-1.parquet'], rows: { base: 10, after: 0 }, readAt: at.toISOString() };
  return { ...begun, contact: { ...begun.contact, ...read }, account: { ...begun.account, sweeps: [] } };
}

const row = (Id: string, stamp: string) => ({ Id, SystemModstamp: stamp.replace('Z', '+0000') });

describe('the state of a pull', () => {
  it('begins with the window to be swept, up to where changes are read from', () => {
    const { contact, relation } = beginState(seen(property('Title')), { at, since });
    expect(contact).toMatchObject({
      next: { stamp: settled, id: '' },
      fields: ['Title'],
      sweeps: [{ kind: 'first', next: { stamp: '2025-06-30T07:00:00.000Z', id: '' }, until: settled }],
    });
    expect(relation).toBeUndefined();
  });

  it('is the same after the ledger has kept it', () => {
    const labelled = { ...property('Level__c'), labels: new Map([['a', 'A']]) };
    const state = readState(property('Title'), labelled);
    expect(parseState(JSON.parse(JSON.stringify(documentOf(state))), { full: false })).toEqual(state);
  });

  it('is refused when another version wrote it, unless all is read once more', () => {
    expect(() => parseState({ version: 9 }, { full: false })).toThrow(Mistake);
    expect(parseState({ version: 9 }, { full: true })).toBeUndefined();
  });
});

describe('fields that come and go', () => {
  it('are swept by themselves up to where changes bring them, and count once that is done', () => {
    const { contact } = adaptState(readState(property('Title')), seen(property('Title'), property('Tier__c')), at);
    expect(contact).toMatchObject({
      fields: ['Title'],
      recent: [],
      sweeps: [{ kind: 'fields', fields: ['Tier__c'], until: settled, total: 10 }],
    });
  });

  it('are read no more when they are gone, whether they were held or still to be swept', () => {
    const both = [property('Title'), property('Tier__c')] as const;
    expect(adaptState(readState(...both), seen(property('Title')), at).contact).toMatchObject({ fields: ['Title'] });
    const sweeping = adaptState(readState(property('Title')), seen(...both), at);
    expect(adaptState(sweeping, seen(property('Title')), at).contact.sweeps).toEqual([]);
  });

  it('are not swept twice', () => {
    const both = seen(property('Title'), property('Tier__c'));
    const once = adaptState(readState(property('Title')), both, at);
    expect(adaptState(once, both, at).contact).toEqual(once.contact);
  });

  it('have everything read anew when the join field is another one', () => {
    const other = seen(property('Title'));
    const state = adaptState(
      readState(property('Title')),
      { ...other, contact: { ...other.contact, own: { record_id: 'Id', join_value: 'Code__c' } } },
      at,
    );
    expect(state.contact).toMatchObject({ files: [], sweeps: [{ kind: 'first' }] });
  });
});

describe('the schedule of formulas', () => {
  const state = readState(property('Title'), property('Score__c', true));
  const kinds = (how: Parameters<typeof withFormulas>[1], hours: number) =>
    withFormulas(state, how, new Date(at.getTime() + hours * 3_600_000)).contact.sweeps.map(({ fields }) => fields);

  it('is kept in the time of the org', () => {
    expect([kinds('daily', 23), kinds('daily', 24), kinds('weekly', 24), kinds('hourly', 1)]).toEqual([
      [],
      [['Score__c']],
      [],
      [['Score__c']],
    ]);
    expect(kinds('never', 10_000)).toEqual([]);
  });

  it('begins no second sweep before the first is over', () => {
    const once = withFormulas(state, 'hourly', at);
    expect(withFormulas(once, 'hourly', at).contact.sweeps).toHaveLength(1);
  });
});

describe('changes that were read', () => {
  const { contact } = readState(property('Title'));
  const late = '2026-06-30T12:55:00.000Z';
  const later = new Date('2026-06-30T13:00:00Z');
  const [parted, end, settled] = [false, '2026-06-30T13:00:01.000Z', { stamp: '2026-06-30T12:50:00.000Z', id: '' }];

  it('are gone on from at the last settled moment, and the rows since then are known again', () => {
    const rows = [row('1', '2026-06-30T12:10:00.000Z'), row('2', late)];
    const moved = afterChanges(contact, rows, { at: later, whole: true, parted });
    expect(moved).toMatchObject({
      next: { stamp: '2026-06-30T12:50:00.000Z', id: '' },
      recent: [['2', late, expect.any(String)]],
      readAt: later.toISOString(),
    });
    expect(freshRows(moved, rows)).toEqual([rows[0]]);
    expect(freshRows(moved, [row('2', '2026-06-30T12:56:00.000Z')])).toHaveLength(1);
  });

  it('are gone on from after the last row when they were not read to their end, also where many have one stamp', () => {
    const moved = afterChanges(contact, [row('1', late), row('2', late)], { at: later, whole: false, parted });
    expect(moved.next).toEqual({ stamp: '2026-06-30T12:50:00.000Z', id: '' });
    const old = '2026-06-30T12:10:00.000Z';
    const partly = afterChanges(contact, [row('1', old), row('2', old)], { at: later, whole: false, parted });
    expect(partly).toMatchObject({ next: { stamp: old, id: '2' } });
    expect(partly.readAt).toBe(contact.readAt);
  });

  it('are gone on from at their end where many are of the last minutes, which are looked at by themselves', () => {
    const rows = Array.from({ length: 700 }, (_, n) => row(String(1000 + n), late));
    const moved = afterChanges(contact, rows, { at: later, whole: true, parted });
    expect(moved).toMatchObject({
      next: { stamp: end, id: '' },
      recent: [],
      late: [{ next: settled, until: { stamp: end, id: '' }, rows: 700 }],
    });
    expect(afterChanges(contact, rows, { at: later, whole: false, parted })).toMatchObject({
      next: { stamp: late, id: '1699' },
      late: [{ next: settled, until: { stamp: late, id: '1699' } }],
    });
    const [range] = moved.late ?? [];
    const partly = afterLate(moved, range!, { stamp: late, id: '1499' }, 500);
    expect(partly.late).toEqual([{ ...range, next: { stamp: late, id: '1499' }, rows: 200 }]);
    expect(afterLate(moved, range!, range!.until, 700).late).toEqual([]);
  });

  it('never go back', () => {
    expect(afterChanges(contact, [], { at, whole: true, parted }).next).toEqual(contact.next);
    expect(afterChanges(contact, [], { at: later, whole: false, parted }).next).toEqual(contact.next);
  });

  it('become a sweep when they are too many for pages, and what comes meanwhile is a change again', () => {
    expect(asSweep(contact, { total: 50_000, at: later, parted })).toMatchObject({
      next: { stamp: end, id: '' },
      late: [{ next: settled, until: { stamp: end, id: '' } }],
      sweeps: [{ kind: 'missed', next: contact.next, until: end, total: 50_000 }],
    });
  });

  it('are read up to there once that sweep is over, and no other one of its kind is left', () => {
    const once = asSweep(contact, { total: 50_000, at: later, parted });
    expect([once.readAt, afterSweep(once).readAt]).toEqual([contact.readAt, end]);
    const twice = asSweep(once, { total: 50_000, at: new Date('2026-06-30T14:00:00Z'), parted });
    expect(afterSweep(twice).readAt).toBe(contact.readAt);
  });
});

it('reading all once more keeps what is held until the window is read', () => {
  const state = readState(property('Title'));
  const [next, until] = [beginningOf('2026-06-30T11:50:00.000Z'), beginningOf('2026-06-30T12:00:01.000Z')];
  const late = [{ next, until, rows: 700 }];
  const { contact, since: from } = rereadState(
    { ...state, contact: { ...state.contact, late } },
    '2024-01-01T00:00:00.000Z',
  );
  expect(contact.late).toEqual(late);
  expect(from).toBe('2024-01-01T00:00:00.000Z');
  expect(contact).toMatchObject({ files: ['contact-1.parquet'], pass: 2, recent: [], sweeps: [{ kind: 'full' }] });
});
