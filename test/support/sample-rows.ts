import { idOf, type Seed } from '../../src/local-org/index.ts';

/** Three accounts with a contact each, their Ids known beforehand. */
export const accounts = ['Acme', 'Globex, "Worldwide"', 'Initech 🎉'].map((Name, place) => ({
  Id: idOf('001', place + 1),
  Name,
}));

export const contacts = accounts.map(({ Id }, place) => ({
  Id: idOf('003', place + 1),
  LastName: `Person ${place + 1}`,
  Email: `person${place + 1}@acme.example`,
  AccountId: Id,
}));

export const sampleSeed: Seed = { Account: accounts, Contact: contacts };

/** Usage rows for the accounts, as a CSV that Bulk API 2.0 takes. */
export function accountUsageCsv(): string {
  return ['Account_Id__c,Account__c', ...accounts.map(({ Id }) => `${Id},${Id}`)].join('\n').concat('\n');
}
