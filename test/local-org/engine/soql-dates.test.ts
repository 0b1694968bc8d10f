import { expect, test } from 'vitest';
import { daysOf, firstOfWeek, startOfDay } from '../../../src/local-org/engine/soql/plan/date-literals.ts';
import { apiVersion, update } from './org.ts';
import { openUsageOrg, plainRecords, refusalOf } from './soql-org.ts';

test.each([
  ['TODAY', '2026-03-10', '2026-03-11'],
  ['YESTERDAY', '2026-03-09', '2026-03-10'],
  ['TOMORROW', '2026-03-11', '2026-03-12'],
  ['THIS_WEEK', '2026-03-08', '2026-03-15'],
  ['LAST_WEEK', '2026-03-01', '2026-03-08'],
  ['NEXT_WEEK', '2026-03-15', '2026-03-22'],
  ['THIS_MONTH', '2026-03-01', '2026-04-01'],
  ['LAST_MONTH', '2026-02-01', '2026-03-01'],
  ['LAST_90_DAYS', '2025-12-10', '2026-03-11'],
  ['NEXT_90_DAYS', '2026-03-11', '2026-06-09'],
  ['LAST_N_DAYS:2', '2026-03-08', '2026-03-11'],
  ['NEXT_N_DAYS:2', '2026-03-11', '2026-03-13'],
  ['N_DAYS_AGO:2', '2026-03-08', '2026-03-09'],
  ['LAST_N_WEEKS:2', '2026-02-22', '2026-03-08'],
  ['NEXT_N_WEEKS:1', '2026-03-15', '2026-03-22'],
  ['N_WEEKS_AGO:2', '2026-02-22', '2026-03-01'],
  ['LAST_N_MONTHS:3', '2025-12-01', '2026-03-01'],
  ['N_MONTHS_AGO:1', '2026-02-01', '2026-03-01'],
  ['THIS_QUARTER', '2026-01-01', '2026-04-01'],
  ['LAST_N_QUARTERS:2', '2025-07-01', '2026-01-01'],
  ['N_QUARTERS_AGO:1', '2025-10-01', '2026-01-01'],
  ['THIS_YEAR', '2026-01-01', '2027-01-01'],
  ['LAST_N_YEARS:2', '2024-01-01', '2026-01-01'],
  ['N_YEARS_AGO:2', '2024-01-01', '2025-01-01'],
  ['THIS_FISCAL_QUARTER', '2026-01-01', '2026-04-01'],
  ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
  ['NEXT_N_FISCAL_QUARTERS:2', '2026-04-01', '2026-10-01'],
  ['N_FISCAL_YEARS_AGO:1', '2025-01-01', '2026-01-01'],
])('%s is from %s up to %s', (literal, from, to) => {
  expect(daysOf(literal, '2026-03-10')).toEqual({ from, to });
});

test('a week begins on the day on which it does where the user lives', () => {
  expect([firstOfWeek('en_US'), firstOfWeek('de_DE'), firstOfWeek('no such locale')]).toEqual([0, 1, 0]);
  expect(daysOf('THIS_WEEK', '2026-03-08', 1)).toEqual({ from: '2026-03-02', to: '2026-03-09' });
});

test('a day begins at midnight of its zone, on both sides of a clock change', () => {
  const at = (day: string, zone: string) => new Date(startOfDay(day, zone)).toISOString();
  expect(at('2026-03-08', 'America/Los_Angeles')).toBe('2026-03-08T08:00:00.000Z');
  expect(at('2026-03-09', 'America/Los_Angeles')).toBe('2026-03-09T07:00:00.000Z');
  expect(at('2026-11-01', 'America/Los_Angeles')).toBe('2026-11-01T07:00:00.000Z');
  expect(at('2026-11-02', 'America/Los_Angeles')).toBe('2026-11-02T08:00:00.000Z');
  // Where the clock skips midnight the day begins an hour later.
  expect(at('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
});

test('date literals go by the zone of the user', () => {
  const org = openUsageOrg();
  const seen = 'SELECT Key__c FROM Usage__c WHERE Last_Seen__c = ';
  // 06:30 in UTC is still the evening before in Los Angeles, where the clocks changed that very day.
  expect(plainRecords(org, `${seen}N_DAYS_AGO:2 ORDER BY Key__c`)).toEqual([{ Key__c: 'A' }, { Key__c: 'B' }]);
  expect(plainRecords(org, `${seen}YESTERDAY`)).toEqual([]);
  update(org.admin, 'User', { Id: org.admin.user.id, TimeZoneSidKey: 'Europe/Berlin' });
  const berlin = { ...org, admin: org.engine.session(org.admin.user.id)! };
  expect(plainRecords(berlin, `${seen}YESTERDAY`)).toEqual([{ Key__c: 'B' }]);
});

test('a query asked again the next day goes by that day', () => {
  const org = openUsageOrg();
  const count = () =>
    org.admin.query('SELECT COUNT() FROM Usage__c WHERE CreatedDate = TODAY', { apiVersion }).totalSize;
  expect(count()).toBe(3);
  org.clock.advance(86_400_000);
  expect(count()).toBe(0);
});

test('date functions are in UTC, unless they are told the zone of the user', () => {
  const hour = 'HOUR_IN_DAY(convertTimezone(Last_Seen__c))';
  expect(
    plainRecords(
      openUsageOrg(),
      `SELECT ${hour} here, HOUR_IN_DAY(Last_Seen__c) utc, DAY_ONLY(Last_Seen__c) d, DAY_ONLY(convertTimezone(Last_Seen__c)) l FROM Usage__c WHERE Last_Seen__c != null GROUP BY ${hour}, HOUR_IN_DAY(Last_Seen__c), DAY_ONLY(Last_Seen__c), DAY_ONLY(convertTimezone(Last_Seen__c)) ORDER BY DAY_ONLY(Last_Seen__c)`,
    ),
  ).toEqual([
    { here: 3, utc: 10, d: '2026-03-08', l: '2026-03-08' },
    { here: 23, utc: 6, d: '2026-03-09', l: '2026-03-08' },
  ]);
});

test.each([
  ['CALENDAR_YEAR', 2026],
  ['CALENDAR_QUARTER', 1],
  ['CALENDAR_MONTH', 3],
  ['FISCAL_YEAR', 2026],
  ['FISCAL_QUARTER', 1],
  ['FISCAL_MONTH', 3],
  ['DAY_IN_MONTH', 10],
  ['DAY_IN_WEEK', 3],
  ['DAY_IN_YEAR', 69],
  ['HOUR_IN_DAY', 20],
  ['WEEK_IN_MONTH', 2],
  ['WEEK_IN_YEAR', 10],
])('%s of a moment on 10 March 2026 is %i', (name, value) => {
  const org = openUsageOrg();
  expect(
    org.admin.query(`SELECT COUNT() FROM Account WHERE ${name}(CreatedDate) = ${value}`, { apiVersion }),
  ).toMatchObject({
    totalSize: 3,
  });
});

test('dates, moments and times of day are compared with their own kind of literal', () => {
  const org = openUsageOrg();
  expect(plainRecords(org, 'SELECT Key__c FROM Usage__c WHERE At__c > 11:00:00.000Z')).toEqual([{ Key__c: 'B' }]);
  expect(plainRecords(org, 'SELECT Key__c FROM Usage__c WHERE At__c = 10:30:00Z')).toEqual([{ Key__c: 'A' }]);
  expect(
    plainRecords(
      org,
      'SELECT Key__c FROM Usage__c WHERE DAY_ONLY(Last_Seen__c) IN (YESTERDAY, 2026-03-08) ORDER BY Key__c',
    ),
  ).toEqual([{ Key__c: 'A' }, { Key__c: 'B' }]);
  expect(refusalOf(org, 'SELECT Id FROM Usage__c WHERE Sessions__c = TODAY')).toContain(
    "value of filter criterion for field 'Sessions__c' must be of type double and should not be enclosed in quotes",
  );
  expect(refusalOf(org, 'SELECT Id FROM Account WHERE CALENDAR_YEAR(Name) = 2026')).toContain(
    'field Name does not support function CALENDAR_YEAR',
  );
});
