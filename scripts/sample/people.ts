import { idOf } from '../../src/local-org/engine/ids.ts';
import { day, lastDay, midnight } from './calendar.ts';
import {
  awkwardCompanies,
  awkwardPeople,
  companyFirst,
  companySecond,
  firstNames,
  industries,
  lastNames,
  places,
  titles,
} from './names.ts';
import type { Random } from './random.ts';

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly industry: string;
  readonly website: string;
  readonly revenue: number;
  readonly street: string;
  readonly city: string;
  readonly country: string;
  readonly domain: string;
}

export interface Contact {
  readonly id: string;
  readonly account: number | undefined;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | undefined;
  readonly title: string;
  readonly phone: string;
  readonly lastModified: Date;
}

/** A person as Heap knows them; `before` are the ids they had until Heap learned who they are. */
export interface HeapUser {
  readonly id: number;
  readonly before: readonly number[];
  /** The first day on which Heap knew who they are, for those that were somebody else before. */
  readonly knownFrom: number;
  /** Their ids lead to one another in a circle. */
  readonly looping: boolean;
  readonly identity: string | null;
  readonly email: string | null;
  /** The e-mail that the oldest dump still has, where it changed later. */
  readonly oldEmail?: string;
  readonly handle: string | null;
  readonly plan: string | null;
  readonly accountId: string | null;
  readonly joined: Date;
  /** How much they do, in proportion to others; 0 for those that never did anything. */
  readonly weight: number;
  /** The last day of the sample on which they did something, where they went quiet. */
  readonly quietAfter: number;
}

export interface People {
  readonly accounts: readonly Account[];
  readonly contacts: readonly Contact[];
  readonly users: readonly HeapUser[];
}

const counts = {
  accounts: 300,
  contacts: 3000,
  withoutAccount: 120,
  withoutEmail: 30,
  sharedEmails: 12,
  usersWithContact: 2400,
  usersWithoutContact: 250,
  anonymous: 300,
  idle: 300,
  quiet: 400,
  merged: 200,
} as const;

export function makePeople(random: Random): People {
  const accounts = makeAccounts(random);
  const contacts = makeContacts(random, accounts);
  return { accounts, contacts, users: makeUsers(random, accounts, contacts) };
}

function makeAccounts(random: Random): Account[] {
  const pairs = companyFirst.flatMap((first) => companySecond.map((second) => `${first} ${second}`));
  const names = random.shuffled(pairs).slice(0, counts.accounts);
  for (const [at, name] of awkwardCompanies.entries()) names[at * 7] = name;
  return names.map((name, at) => {
    const [country, city] = random.pick(places);
    const slug = name.toLowerCase().replace(/[^a-z]+/g, '') || 'company';
    const domain = `${slug}${at + 1}.example`;
    return {
      id: idOf('001', at + 1),
      name,
      industry: random.pick(industries),
      website: `https://www.${domain}`,
      revenue: random.between(1, 900) * 100_000,
      street: `${random.between(1, 400)} Main Street${random.chance(20) ? `\nSuite ${random.between(1, 90)}` : ''}`,
      city,
      country,
      domain,
    };
  });
}

function makeContacts(random: Random, accounts: readonly Account[]): Contact[] {
  const contacts: Contact[] = [];
  for (let at = 0; at < counts.contacts; at++) {
    const account = at < counts.withoutAccount ? undefined : random.below(accounts.length);
    const [firstName, lastName] = awkwardPeople[
      at % 150 === 149 ? Math.floor(at / 150) % awkwardPeople.length : -1
    ] ?? [random.pick(firstNames), random.pick(lastNames)];
    const domain = account === undefined ? 'mail.example' : accounts[account]!.domain;
    const local = `${firstName}.${lastName}`.toLowerCase().replace(/[^a-z.]+/g, '');
    contacts.push({
      id: idOf('003', at + 1),
      account,
      firstName,
      lastName,
      email: withoutEmail(at) ? undefined : inSomeCase(random, `${local}.${at + 1}@${domain}`),
      title: random.pick(titles),
      phone: `+1 503 555 ${String(random.below(10_000)).padStart(4, '0')}`,
      lastModified: new Date(midnight(random.below(lastDay)) + random.below(86_400) * 1000),
    });
  }
  return contacts.map((contact, at) => ({ ...contact, email: sharedEmail(contacts, at) ?? contact.email }));
}

function withoutEmail(at: number): boolean {
  return at % 100 === 50;
}

/** Twelve contacts have the e-mail address of another, written in another case. */
function sharedEmail(contacts: readonly Contact[], at: number): string | undefined {
  if (at % 240 !== 203) return undefined;
  return contacts[at - 100]?.email?.toUpperCase();
}

function inSomeCase(random: Random, email: string): string {
  const [local = '', domain = ''] = email.split('@');
  if (!random.chance(15)) return email;
  return `${local.replace(/(^|\.)[a-z]/g, (letter) => letter.toUpperCase())}@${domain}`;
}

function makeUsers(random: Random, accounts: readonly Account[], contacts: readonly Contact[]): HeapUser[] {
  const known = random
    .shuffled(contacts.map((_, at) => at))
    .filter((at) => contacts[at]!.email !== undefined && at % 240 !== 203)
    .slice(0, counts.usersWithContact);
  const users = [
    ...known.map((at, place) => knownUser(random, accounts, contacts[at]!, place)),
    ...Array.from({ length: counts.usersWithoutContact }, (_, at) => strangerUser(random, at)),
    ...Array.from({ length: counts.anonymous }, () => anonymousUser(random)),
  ];
  return users;
}

/** This one of the merged users. */
const loopingPlace = 91;

const plans = ['free', 'team', 'business', 'enterprise'] as const;

function knownUser(random: Random, accounts: readonly Account[], contact: Contact, place: number): HeapUser {
  const account = contact.account === undefined ? undefined : accounts[contact.account]!;
  const email = contact.email!.toLowerCase();
  const accountRank = contact.account ?? 200;
  const idle = place >= counts.usersWithContact - counts.idle;
  const quiet = !idle && place % 5 === 4 && place / 5 < counts.quiet;
  return {
    id: random.id(),
    before: earlierIds(random, place),
    knownFrom: random.between(20, 100),
    looping: place === loopingPlace,
    identity: place % 4 === 3 ? `u-${String(place).padStart(5, '0')}` : email,
    email: random.chance(8) ? contact.email! : email,
    ...(place % 160 === 80 ? { oldEmail: `was.${email}` } : {}),
    handle: place % 9 === 0 ? `${contact.firstName} ${contact.lastName}` : null,
    plan: random.pick(plans),
    accountId: account === undefined ? null : random.chance(10) ? account.id.slice(0, 15) : account.id,
    joined: new Date(midnight(0) - random.between(1, 500) * day),
    weight: idle ? 0 : Math.ceil(60_000 / (accountRank + 3) / random.between(1, 9)),
    quietAfter: quiet ? lastDay - random.between(30, 90) : lastDay,
  };
}

/** Most were seen once before they signed in; three came over a third id. */
function earlierIds(random: Random, place: number): number[] {
  if (place % 10 !== 1 || place / 10 >= counts.merged) return [];
  return place % 700 === 1 ? [random.id(), random.id()] : [random.id()];
}

function strangerUser(random: Random, at: number): HeapUser {
  const email = `${random.pick(firstNames)}.${random.pick(lastNames)}.${at + 1}@elsewhere.example`.toLowerCase();
  return {
    id: random.id(),
    before: [],
    knownFrom: 0,
    looping: false,
    identity: email,
    email: at % 3 === 0 ? null : email,
    handle: null,
    plan: random.pick(plans),
    accountId: null,
    joined: new Date(midnight(0) - random.between(1, 300) * day),
    weight: random.between(20, 200),
    quietAfter: lastDay,
  };
}

function anonymousUser(random: Random): HeapUser {
  return {
    id: random.id(),
    before: [],
    knownFrom: 0,
    looping: false,
    identity: null,
    email: null,
    handle: null,
    plan: null,
    accountId: null,
    joined: new Date(midnight(random.below(lastDay))),
    weight: random.between(5, 40),
    quietAfter: lastDay,
  };
}
