import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/base/clock.ts';
import { openEngine } from '../../../src/local-org/engine/engine.ts';
import type { Xml } from '../../../src/local-org/engine/metadata/xml.ts';
import { listViewQuery } from '../../../src/local-org/http/rest/pages/list-view-query.ts';

const engine = openEngine({ clock: new ManualClock('2026-11-02T08:00:00Z') });
const account = engine.schema.object('Account')!;

const filter = (field: string, operation: string, value: string): Xml => ({
  field: [field],
  operation: [operation],
  value: [value],
});
const where = (filters: readonly Xml[], more: Xml = {}): string | undefined =>
  listViewQuery(account, { columns: ['ACCOUNT.NAME'], filters, ...more }, '005000000000001').where;

test.each([
  ['equals', 'ACCOUNT.NAME', 'Acme', "Name = 'Acme'"],
  ['equals', 'ACCOUNT.INDUSTRY', 'Banking,Retail', "(Industry = 'Banking' OR Industry = 'Retail')"],
  ['notEqual', 'ACCOUNT.INDUSTRY', 'Banking,Retail', "(Industry != 'Banking' AND Industry != 'Retail')"],
  ['contains', 'ACCOUNT.NAME', '50%_', "Name LIKE '%50\\%\\_%'"],
  ['notContain', 'ACCOUNT.NAME', 'x', "(NOT Name LIKE '%x%')"],
  ['startsWith', 'ACCOUNT.NAME', "O'H", "Name LIKE 'O\\'H%'"],
  ['greaterThan', 'AnnualRevenue', '5', 'AnnualRevenue > 5'],
  ['equals', 'ACCOUNT.PHONE1', '', 'Phone = null'],
  ['lessThan', 'LAST_UPDATE', 'LAST_N_DAYS:7', 'LastModifiedDate < LAST_N_DAYS:7'],
])('the filter %s on %s with %s', (operation, field, value, soql) => {
  expect(where([filter(field, operation, value)])).toBe(soql);
});

test('filters are all to be met, unless logic says otherwise', () => {
  const filters = [filter('ACCOUNT.NAME', 'equals', 'A'), filter('ACCOUNT.NAME', 'equals', 'B')];
  expect(where(filters)).toBe("Name = 'A' AND Name = 'B'");
  expect(where(filters, { booleanFilter: ['1 OR 2'] })).toBe("(Name = 'A' OR Name = 'B')");
  expect(where(filters, { booleanFilter: ['1 OR 3'] })).toBe("Name = 'A' AND Name = 'B'");
});

test('what is mine is what I own, and columns that there are not are left out', () => {
  const {
    where: mine,
    columns,
    soql,
  } = listViewQuery(account, { columns: ['NAME', 'NOPE'], filterScope: ['Mine'] }, '005000000000001');
  expect([mine, columns.map(({ name }) => name)]).toEqual(["OwnerId = '005000000000001'", ['Name']]);
  const rows = engine.system().query(soql, { apiVersion: '67.0' });
  expect(rows.totalSize).toBe(0);
});
