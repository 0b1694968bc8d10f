import { afterEach, expect, test } from 'vitest';
import { lookForChanges } from '../../src/pull/read/look-for-changes.ts';
import { readPages } from '../../src/pull/read/read-pages.ts';
import { choiceOf } from '../../src/pull/read/see-fields.ts';
import { portionsOf } from '../../src/pull/read/selection.ts';
import { changesOf } from '../../src/pull/read/what-to-ask.ts';
import { asSweep } from '../../src/pull/state/advance-state.ts';
import { beginState } from '../../src/pull/state/begin-state.ts';
import type { PullState } from '../../src/pull/state/pull-state.ts';
import { type Asked, type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const at = new Date('2026-06-30T12:00:00Z');
const settings = {
  join: {
    contact: { heap: 'email', salesforce: 'Email' },
    account: { kind: 'through-contact' },
    duplicates: 'most-recently-updated',
  },
  pull: {
    contact: ['A__c', 'B__c'].map((field) => ({ field, picklist: 'value' })),
    account: [],
    accountProperty: 'account_id',
    nulls: { kind: 'skip' },
    longValues: 'cut',
    createUsers: false,
    deleted: 'keep',
    formulas: 'never',
    uniqueness: 90,
  },
} as const satisfies Parameters<typeof lookForChanges>[0]['settings'];

/** Long after the window was read. */
function readState(): PullState {
  const property = (field: string) =>
    ({ level: 'contact', field, name: field, type: 'string', formula: false }) as const;
  const own = { record_id: 'Id', stamp: 'SystemModstamp' };
  const seen: PullState['seen'] = {
    at: at.toISOString(),
    choice: choiceOf(settings),
    contact: { properties: [property('A__c'), property('B__c')], gone: [], own },
    account: { properties: [], gone: [], own },
    parents: [],
    joinType: 'email',
  };
  const state = beginState(seen, { at, since: at });
  return { ...state, contact: { ...state.contact, sweeps: [] }, account: { ...state.account, sweeps: [] } };
}

interface Part {
  readonly referenceId: string;
  readonly url: string;
}

/** Answers each query of a composite request by its text: with rows, or with the code of a refusal. */
const answers = (byText: (soql: string) => readonly object[] | string) => (asked: Asked) => {
  const parts: readonly Part[] = JSON.parse(asked.body).compositeRequest;
  const compositeResponse = parts.map(({ referenceId, url }) => {
    const said = byText(new URL(url, 'http://org').searchParams.get('q') ?? '');
    if (typeof said === 'string') {
      return { referenceId, httpStatusCode: 400, body: [{ errorCode: said, message: 'no' }] };
    }
    return { referenceId, httpStatusCode: 200, body: { totalSize: said.length, done: true, records: said } };
  });
  return { body: { compositeResponse } };
};

const stamp = '2026-06-30T11:59:00.000+0000';

test('a query that the org finds too complicated is parted, and its parts come together by Id', async () => {
  server = await scriptedOrg({
    'POST /services/data/composite': answers((soql) => {
      if (soql.includes('FROM Account')) return [];
      if (soql.includes('A__c') && soql.includes('B__c')) return 'QUERY_TOO_COMPLICATED';
      if (soql.includes('Id IN'))
        return [
          { Id: '2', B__c: 'b2' },
          { Id: '1', B__c: 'b1' },
        ];
      return ['1', '2', '3'].map((Id) => ({ Id, SystemModstamp: stamp, A__c: `a${Id}` }));
    }),
  });
  const org = await server.connect();
  const looked = await lookForChanges(
    { org, settings, now: at },
    { before: readState(), since: () => at, again: false },
  );
  expect(looked.state.contact.portions).toBe(2);
  const first = looked.changes.get('contact');
  const portions = portionsOf(changesOf(looked.state, 'contact'), 2);
  // The third is gone by the time that the second part is asked for; it comes again as a change.
  expect(await readPages({ org, object: 'contact', first: first!, portions, onRows: () => {} })).toMatchObject({
    whole: true,
    rows: [
      { Id: '1', A__c: 'a1', B__c: 'b1' },
      { Id: '2', A__c: 'a2', B__c: 'b2' },
    ],
  });
});

test('an object whose changes are refused for good hides no other one', async () => {
  server = await scriptedOrg({
    'POST /services/data/composite': answers((soql) =>
      soql.includes('FROM Account') ? 'UNKNOWN_EXCEPTION' : [{ Id: '1', SystemModstamp: stamp }],
    ),
  });
  const org = await server.connect();
  const { changes, problems } = await lookForChanges(
    { org, settings, now: at },
    { before: readState(), since: () => at, again: false },
  );
  expect([[...changes.keys()], [...problems.keys()]]).toEqual([['contact'], ['account']]);
});

test('an org that was set back is found out as often as that happens, also while changes wait for a bulk query', async () => {
  let shows = at;
  server = await scriptedOrg({
    'POST /services/data/composite': (asked) => ({
      ...answers(() => [])(asked),
      headers: { date: shows.toUTCString() },
    }),
  });
  const org = await server.connect();
  const hour = 3_600_000;
  const begun = readState();
  let state: PullState = { ...begun, contact: { ...begun.contact, readAt: at.toISOString() }, ahead: 0 };
  for (const [after, ahead] of [
    [1, 0],
    [2, -1],
    [3, 1],
    [4, 0],
  ] as const) {
    const now = new Date(at.getTime() + after * hour);
    shows = new Date(now.getTime() + ahead * hour);
    const looked = await lookForChanges({ org, settings, now }, { before: state, since: () => at, again: false });
    // The changes go by bulk query, which a kill ends.
    state = {
      ...looked.state,
      contact: asSweep(looked.state.contact, { total: 50_000, at: looked.at, parted: false }),
    };
  }
  expect(server.askedFor('/services/data/composite')).toHaveLength(4 + 2);
  expect(state.contact.sweeps[0]?.next.stamp.slice(0, 10)).toBe('2026-06-29');
});
