import { csvLine } from '../../src/base/csv.ts';
import type { Account, Contact, People } from './people.ts';

type CsvColumns<T> = readonly (readonly [name: string, cell: (record: T) => string | number | undefined])[];

const accountColumns: CsvColumns<Account> = [
  ['Id', ({ id }) => id],
  ['Name', ({ name }) => name],
  ['Industry', ({ industry }) => industry],
  ['Website', ({ website }) => website],
  ['AnnualRevenue', ({ revenue }) => revenue],
  ['BillingStreet', ({ street }) => street],
  ['BillingCity', ({ city }) => city],
  ['BillingCountry', ({ country }) => country],
];

export function accountsCsv({ accounts }: People): string {
  return csv(accountColumns, accounts);
}

export function contactsCsv({ accounts, contacts }: People): string {
  const columns: CsvColumns<Contact> = [
    ['Id', ({ id }) => id],
    ['AccountId', ({ account }) => (account === undefined ? undefined : accounts[account]?.id)],
    ['FirstName', ({ firstName }) => firstName],
    ['LastName', ({ lastName }) => lastName],
    ['Email', ({ email }) => email],
    ['Title', ({ title }) => title],
    ['Phone', ({ phone }) => phone],
    ['LastModifiedDate', ({ lastModified }) => lastModified.toISOString()],
  ];
  return csv(columns, contacts);
}

function csv<T>(columns: CsvColumns<T>, records: readonly T[]): string {
  const lines = records.map((record) => csvLine(columns.map(([, cell]) => String(cell(record) ?? ''))));
  return `${[csvLine(columns.map(([name]) => name)), ...lines].join('\n')}\n`;
}
