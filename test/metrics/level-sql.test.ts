import { expect, test } from 'vitest';
import { counted, fill, metric, openScratch } from './synthetic.ts';

const asOf = '2026-06-30T12:00:00Z';
const accounts = { 1: 'A1', 2: 'A1', 3: 'A2' };

test('events of the window are counted for the account of their user', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, {
    accounts,
    visits: [
      { user: 1, time: '2026-06-29T18:00:00Z' },
      { user: 2, time: '2026-06-28T18:00:00Z' },
      { user: 3, time: '2026-06-01T18:00:00Z' },
      { user: 9, time: '2026-06-29T18:00:00Z' },
    ],
  });
  const rows = await counted(warehouse, {
    level: 'account',
    metrics: [metric({ name: 'Sessions Past 7 Days' })],
    asOf,
  });
  expect(rows).toEqual({ A1: { Sessions_Past_7_Days__c: 2 }, A2: { Sessions_Past_7_Days__c: 0 } });
});

test('the window begins at a midnight of the zone, which belongs to it, and ends at one, which does not', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, {
    accounts,
    visits: [
      { user: 1, time: '2026-06-23T06:59:59.999Z' },
      { user: 1, time: '2026-06-23T07:00:00Z' },
      { user: 1, time: '2026-06-30T06:59:59.999Z' },
      { user: 1, time: '2026-06-30T07:00:00Z' },
    ],
  });
  const rows = await counted(warehouse, { level: 'contact', metrics: [metric({ name: 'N', level: 'contact' })], asOf });
  expect(rows['C1']).toEqual({ N__c: 2 });
});

test('every measure is counted in the same query', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, {
    accounts,
    visits: [
      { user: 1, time: '2026-06-28T18:00:00.750Z' },
      { user: 1, time: '2026-06-28T19:00:00Z' },
      { user: 2, time: '2026-06-29T05:00:00Z' },
      { user: 2, time: '2026-06-29T18:00:30.250Z' },
    ],
  });
  const lookback = { kind: 'all' } as const;
  const metrics = [
    metric({ name: 'Sessions', lookback }),
    metric({ name: 'Users', lookback, measure: { kind: 'distinct-users' } }),
    metric({ name: 'Days', lookback, measure: { kind: 'active-days' } }),
    metric({ name: 'First', lookback, measure: { kind: 'first-seen' } }),
    metric({ name: 'Last', lookback, measure: { kind: 'last-seen' } }),
    metric({ name: 'Sum', lookback, measure: { kind: 'sum', property: 'session_id' } }),
  ];
  const rows = await counted(warehouse, { level: 'account', metrics, asOf });
  expect(rows).toEqual({
    A1: {
      Sessions__c: 4,
      Users__c: 2,
      Days__c: 2,
      First__c: new Date('2026-06-28T18:00:00Z'),
      Last__c: new Date('2026-06-29T18:00:30Z'),
      Sum__c: 6,
    },
    A2: { Sessions__c: 0, Users__c: 0, Days__c: 0, First__c: null, Last__c: null, Sum__c: 0 },
  });
});

test('quiet records show nothing at all when the setting says so', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  const facts = { level: 'account', metrics: [metric({ name: 'N' })], asOf, quiet: 'null' } as const;
  expect(await counted(warehouse, facts)).toEqual({ A1: { N__c: 1 }, A2: { N__c: null } });
});

test('what another lookback sees does not make a quiet record busy', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-05-29T18:00:00Z' }] });
  const lookback = { kind: 'all' } as const;
  const metrics = [
    metric({ name: 'Week' }),
    metric({ name: 'Ever', lookback }),
    metric({ name: 'Users', measure: { kind: 'distinct-users' } }),
    metric({ name: 'Users Ever', measure: { kind: 'distinct-users' }, lookback }),
  ];
  const facts = { level: 'account', metrics, asOf } as const;
  const ever = { Ever__c: 1, Users_Ever__c: 1 };
  expect((await counted(warehouse, facts))['A1']).toEqual({ Week__c: 0, Users__c: 0, ...ever });
  expect((await counted(warehouse, { ...facts, quiet: 'null' }))['A1']).toEqual({
    Week__c: null,
    Users__c: null,
    ...ever,
  });
});

test('a rolling window ends at the moment of the run', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, {
    accounts,
    visits: [
      { user: 1, time: '2026-06-23T11:59:59Z' },
      { user: 1, time: '2026-06-23T12:00:00Z' },
      { user: 1, time: '2026-06-30T11:59:59Z' },
      { user: 1, time: '2026-06-30T12:00:00Z' },
    ],
  });
  const window = { zone: 'America/Los_Angeles', mode: 'rolling' } as const;
  const rows = await counted(warehouse, { level: 'account', metrics: [metric({ name: 'N' })], asOf, window });
  expect(rows['A1']).toEqual({ N__c: 2 });
});

const exportsTable = `CREATE TABLE heap_event_report_exported AS SELECT
  user_id, n AS event_id, n AS session_id, TIMESTAMP '2026-06-29 12:00:00' AS "time", rows, amount, format, scheduled
FROM (VALUES
  (1, 1, 10, 0.1::DOUBLE, 'pdf', true),
  (1, 2, 20, 0.2::DOUBLE, 'csv', false),
  (2, 3, NULL, 'NaN'::DOUBLE, '7', NULL),
  (2, 4, 5, 0.125::DOUBLE, NULL, true)
) t(user_id, n, rows, amount, format, scheduled)`;

test.each([
  ['is', 'format', 'pdf', 1],
  ['is', 'format', 7, 1],
  ['is', 'rows', '10', 1],
  ['is', 'scheduled', true, 2],
  ['is-not', 'format', 'pdf', 3],
  ['is-not', 'scheduled', 'true', 2],
  ['one-of', 'format', ['pdf', 'csv'], 2],
  ['above', 'rows', 5, 2],
  ['below', 'rows', 20, 2],
  ['above', 'format', 6, 1],
  ['contains', 'format', 'd', 1],
  ['starts-with', 'format', 'cs', 1],
  ['exists', 'format', true, 3],
  ['exists', 'format', false, 1],
  ['is', 'user.plan', 'it\'s "pro"', 2],
  ['is-not', 'user.plan', 'it\'s "pro"', 2],
  ['above', 'user.joindate', '2026-01-01', 2],
] as const)('a condition: %s %s %j', async (test, property, value, wanted) => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  await warehouse.run(exportsTable);
  await warehouse.run(`CREATE TABLE heap_users AS SELECT * FROM (VALUES
    (1, 'it''s "pro"', TIMESTAMP '2026-02-01'), (2, NULL, TIMESTAMP '2025-02-01')) t(user_id, plan, joindate)`);
  const metrics = [
    metric({ name: 'Some', event: 'Report - Exported', where: [{ test, property, value }] }),
    metric({ name: 'All', event: 'report_exported' }),
    metric({ name: 'Sessions' }),
  ];
  const rows = await counted(warehouse, { level: 'account', metrics, asOf });
  expect(rows['A1']).toEqual({ Some__c: wanted, All__c: 4, Sessions__c: 1 });
});

test('sums are exact, and what is no number adds nothing', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  await warehouse.run(exportsTable);
  const sum = (name: string, property: string) =>
    metric({ name, event: 'report_exported', measure: { kind: 'sum', property } });
  const metrics = [sum('Amount', 'amount'), sum('Rows', 'rows'), sum('Format', 'format')];
  const rows = await counted(warehouse, { level: 'account', metrics, asOf });
  expect(rows['A1']).toEqual({ Amount__c: 0.43, Rows__c: 35, Format__c: 7 });
});

test('more conditions on one event than a number has bits are all held', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  await warehouse.run(exportsTable);
  const metrics = Array.from({ length: 130 }, (_, n) =>
    metric({ name: `Rows ${n}`, event: 'report_exported', where: [{ property: 'rows', test: 'is', value: n }] }),
  );
  const rows = await counted(warehouse, { level: 'account', metrics, asOf });
  const found = Object.entries(rows['A1'] ?? {}).filter(([, value]) => value !== 0);
  expect(found).toEqual([
    ['Rows_5__c', 1],
    ['Rows_10__c', 1],
    ['Rows_20__c', 1],
  ]);
});

test('a level without metrics still names its records', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  const rows = await counted(warehouse, { level: 'contact', metrics: [metric({ name: 'N' })], asOf });
  expect(rows).toEqual({ C1: {}, C2: {}, C3: {} });
});

test('an event that stands in several tables is one event', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z' }] });
  await warehouse.run(`CREATE TABLE heap_any_event AS SELECT user_id, event_id, session_id, TIMESTAMP '2026-06-29 12:00:00' AS "time", path
    FROM (VALUES (1, 1, 1, '/a'), (1, 1, 1, '/a'), (1, 2, 1, '/b'), (2, 3, 2, '/a'), (2, 3, 2, NULL)) t(user_id, event_id, session_id, path)`);
  const metrics = [
    metric({ name: 'Events', event: 'any event' }),
    metric({ name: 'Of A', event: 'any event', where: [{ property: 'path', test: 'is', value: '/a' }] }),
    metric({ name: 'Sessions', event: 'any event', measure: { kind: 'sessions' } }),
    metric({ name: 'Ever', event: 'any event', lookback: { kind: 'all' } }),
  ];
  const rows = await counted(warehouse, { level: 'account', metrics, asOf });
  expect(rows['A1']).toEqual({ Events__c: 3, Of_A__c: 2, Sessions__c: 2, Ever__c: 3 });
  expect(rows['A2']).toEqual({ Events__c: 0, Of_A__c: 0, Sessions__c: 0, Ever__c: 0 });
});

test('a session is as long as from its first event to its last in any table, and events after the windows wait', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, {
    accounts,
    visits: [
      { user: 1, time: '2026-06-29T18:00:00Z', session: 7 },
      { user: 1, time: '2026-06-30T06:50:00Z', session: 8 },
      { user: 3, time: '2026-06-29T18:00:00Z', session: 9 },
    ],
  });
  await warehouse.run('DROP VIEW heap_session_times');
  await warehouse.run(`CREATE VIEW heap_session_times AS SELECT session_id, "time" FROM heap_sessions
    UNION ALL SELECT 7, TIMESTAMP '2026-06-29 18:12:15' UNION ALL SELECT 8, TIMESTAMP '2026-06-30 06:59:00'
    UNION ALL SELECT 8, TIMESTAMP '2026-06-30 07:30:00'`);
  const measure = { kind: 'time-on-site' } as const;
  const rows = await counted(warehouse, { level: 'account', metrics: [metric({ name: 'Minutes', measure })], asOf });
  // 12 minutes 15 seconds, and 9 minutes before midnight; one of a single moment.
  expect(rows).toEqual({ A1: { Minutes__c: 21.3 }, A2: { Minutes__c: 0 } });
  const quiet = { level: 'contact', metrics: [metric({ name: 'Minutes', level: 'contact', measure })], asOf } as const;
  expect(await counted(warehouse, { ...quiet, quiet: 'null' })).toMatchObject({
    C2: { Minutes__c: null },
    C3: { Minutes__c: 0 },
  });
});

test('of values that are as frequent, the first in the order of their letters is shown', async () => {
  await using warehouse = await openScratch();
  const visit = (user: number, word: string) => ({ user, time: '2026-06-29T18:00:00Z', word });
  await fill(warehouse, {
    accounts,
    visits: [
      visit(1, 'pdf'),
      visit(1, 'csv'),
      visit(2, 'csv'),
      visit(2, 'pdf'),
      visit(2, ''),
      visit(2, ''),
      visit(2, ''),
    ],
  });
  const metrics = [metric({ name: 'Word', measure: { kind: 'most-frequent', property: 'word' } })];
  expect(await counted(warehouse, { level: 'account', metrics, asOf })).toEqual({
    A1: { Word__c: 'csv' },
    A2: { Word__c: null },
  });
});

test('many windows over the same events give the same figures as each alone', async () => {
  await using warehouse = await openScratch();
  const visits = Array.from({ length: 400 }, (_, n) => ({
    user: (n % 3) + 1,
    time: new Date(Date.parse('2026-04-01T00:30:00Z') + n * 21_600_000).toISOString(),
    amount: n - 150,
    word: n % 2 === 0 ? 'even' : 'odd',
  }));
  await fill(warehouse, { accounts, visits });
  const kinds = [
    { kind: 'count' },
    { kind: 'sum', property: 'amount' },
    { kind: 'min', property: 'amount' },
    { kind: 'average', property: 'amount' },
    { kind: 'first-seen' },
    { kind: 'change', of: { kind: 'count' }, as: 'number' },
  ] as const;
  const metrics = [1, 3, 8, 20, 40].flatMap((count) =>
    kinds.flatMap((measure, place) =>
      ([[], [{ property: 'word', test: 'is', value: 'odd' }]] as const).map((where) =>
        metric({
          name: `M ${count} ${place} ${where.length}`,
          where,
          measure,
          lookback: { kind: 'span', count, unit: 'days' },
        }),
      ),
    ),
  );
  const facts = { level: 'account', asOf, quiet: 'null' } as const;
  const together = await counted(warehouse, { ...facts, metrics });
  for (const one of metrics) {
    const alone = await counted(warehouse, { ...facts, metrics: [one] });
    for (const [record, row] of Object.entries(alone)) expect(together[record]).toMatchObject(row);
  }
});

test('a metric may be quiet in its own way', async () => {
  await using warehouse = await openScratch();
  await fill(warehouse, { accounts, visits: [{ user: 1, time: '2026-06-29T18:00:00Z', amount: 3 }] });
  const metrics = [
    metric({ name: 'Zero', quiet: 'zero' }),
    metric({ name: 'Null', quiet: 'null' }),
    metric({ name: 'Min', measure: { kind: 'min', property: 'amount' } }),
    metric({ name: 'Min Zero', measure: { kind: 'min', property: 'amount' }, quiet: 'zero' }),
    metric({ name: 'Happened', measure: { kind: 'happened' } }),
  ];
  for (const quiet of ['zero', 'null'] as const) {
    expect((await counted(warehouse, { level: 'account', metrics, asOf, quiet }))['A2']).toEqual({
      Zero__c: 0,
      Null__c: null,
      Min__c: null,
      Min_Zero__c: 0,
      Happened__c: false,
    });
  }
});
