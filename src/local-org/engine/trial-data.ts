import { idOf } from './ids.ts';
import type { Seed } from './new-org.ts';

/** Accounts of a trial, each with its contacts. */
const companies: readonly (readonly [name: string, industry: string, city: string, contacts: readonly string[]])[] = [
  ['Edge Communications', 'Electronics', 'Austin', ['Rose Gonzalez', 'Sean Forbes']],
  ['Burlington Textiles Corp of America', 'Apparel', 'Burlington', ['Jack Rogers']],
  ['Pyramid Construction Inc.', 'Construction', 'Paris', ['Pat Stumuller']],
  ['Dickenson plc', 'Consulting', 'Lawrence', ['Andy Young']],
  ['Grand Hotels & Resorts Ltd', 'Hospitality', 'Chicago', ['Tim Barr', 'John Bond']],
  ['United Oil & Gas Corp.', 'Energy', 'New York', ['Stella Pavlova', 'Lauren Boyle', 'Arthur Song', 'Avi Green']],
  ['Express Logistics and Transport', 'Transportation', 'Portland', ['Babara Levy', 'Josh Davis']],
  ['University of Arizona', 'Education', 'Tucson', ['Jane Grey']],
  ['United Oil & Gas, UK', 'Energy', 'London', ['Ashley James']],
  ['United Oil & Gas, Singapore', 'Energy', 'Singapore', ['Tom Ripley', "Liz D'Cruz"]],
  ['GenePoint', 'Biotechnology', 'Mountain View', ['Edna Frank']],
  ['sForce', '', 'San Francisco', ['Siddartha Nedaerk', 'Jake Llorrac']],
];

const people = companies.flatMap(([company, , , names], place) => names.map((name) => ({ name, company, place })));

/** What `HasSampleData` brings: the accounts and contacts that trials of Salesforce have had for long. */
export const trialData: Seed = {
  Account: companies.map(([Name, industry, BillingCity], place) => ({
    Id: idOf('001', place + 1),
    Name,
    Industry: industry === '' ? null : industry,
    BillingCity,
  })),
  Contact: people.map(({ name, place }, number) => ({
    Id: idOf('003', number + 1),
    AccountId: idOf('001', place + 1),
    FirstName: name.slice(0, name.indexOf(' ')),
    LastName: name.slice(name.indexOf(' ') + 1),
  })),
};
