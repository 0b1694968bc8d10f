/**
 * What a pull is to tell Heap, worked out in plain TypeScript for a second opinion: it shares no line with the product, knows
 * no SQL, and sees the whole org at once where the product sees changes.
 */

export type PlainValue = string | number | boolean | null;

/** A record as an administrator's `queryAll` gives it, deleted ones too, with its fields by path. */
export interface PlainRecord {
  readonly id: string;
  readonly stamp: string;
  readonly deleted: boolean;
  readonly master: string | null;
  readonly fields: Readonly<Record<string, PlainValue>>;
}

export interface PlainContact extends PlainRecord {
  readonly email: string | null;
  readonly account: string | null;
}

export interface PlainOrg {
  readonly contacts: readonly PlainContact[];
  readonly accounts: readonly PlainRecord[];
  /** Contacts and their accounts, direct ones too. */
  readonly relations: readonly { readonly contact: string; readonly account: string }[];
  /** Records that were last changed before this moment have never been read. */
  readonly since: string;
}

export interface PlainRules {
  readonly nulls: 'skip' | 'empty';
  readonly deleted: 'keep' | 'mark';
  readonly createUsers: boolean;
  readonly duplicates: 'most recently updated' | 'refuse';
  /** Names in Heap by path, of those fields that are chosen and that the connecting user sees. */
  readonly contactFields: ReadonlyMap<string, string>;
  readonly accountFields: ReadonlyMap<string, string>;
}

/** What is told of a person or an account; without `lives` it is told no more than that the record is gone. */
export interface PlainTold {
  readonly lives: boolean;
  readonly values: ReadonlyMap<string, PlainValue>;
}

export interface PlainPulled {
  readonly people: ReadonlyMap<string, PlainTold>;
  readonly accounts: ReadonlyMap<string, PlainTold>;
  /** Deleted accounts to which nobody belongs: they are marked if Heap was told of them before. */
  readonly goneAccounts: readonly string[];
  /** Living accounts to which nobody belongs any more. */
  readonly otherAccounts: readonly string[];
}

/** `users` are the identities of those whom Heap knows, by their e-mail address. */
export function plainPull(org: PlainOrg, users: ReadonlyMap<string, string>, rules: PlainRules): PlainPulled {
  const held = <R extends PlainRecord>(all: readonly R[]) => all.filter(({ stamp }) => stamp >= org.since);
  const [contacts, accounts] = [held(org.contacts), held(org.accounts)];
  const mark = rules.deleted === 'mark';
  const identities = new Map(users);
  if (rules.createUsers) {
    for (const { email } of contacts) {
      const address = mailbox(email);
      if (address !== '' && !identities.has(address)) identities.set(address, address);
    }
  }

  const people = new Map<string, PlainTold>();
  const wanted = new Set<string>();
  for (const [address, identity] of identities) {
    const meant = meantBy(address, contacts, rules);
    if (meant === undefined || (!meant.lives && (!mark || (!users.has(address) && rules.createUsers)))) continue;
    const account = accountOf(meant.contact, org.relations, accounts);
    if (account !== undefined) wanted.add(account);
    const values = new Map<string, PlainValue>();
    if (meant.lives) {
      if (account !== undefined) values.set('account_id', account);
      else if (rules.nulls === 'empty') values.set('account_id', '');
      tellFields(values, meant.contact, rules.contactFields, rules);
    }
    people.set(identity, { lives: meant.lives, values });
  }

  const told = new Map<string, PlainTold>();
  const goneAccounts: string[] = [];
  const otherAccounts: string[] = [];
  for (const account of accounts) {
    const values = new Map<string, PlainValue>();
    if (account.deleted) {
      if (mark && wanted.has(account.id)) told.set(account.id, { lives: false, values });
      else if (mark) goneAccounts.push(account.id);
    } else if (rules.createUsers || wanted.has(account.id)) {
      tellFields(values, account, rules.accountFields, rules);
      told.set(account.id, { lives: true, values });
    } else {
      otherAccounts.push(account.id);
    }
  }
  return { people, accounts: told, goneAccounts, otherAccounts };
}

/**
 * The contact that an address means: a living one that has it; else the one that lives in the place of a merged one that had
 * it; else a deleted one. Of several the one changed last, then the one of the greater Id.
 */
function meantBy(
  address: string,
  contacts: readonly PlainContact[],
  { duplicates }: PlainRules,
): { readonly contact: PlainContact; readonly lives: boolean } | undefined {
  const having = contacts.filter(({ email }) => mailbox(email) === address);
  const living = having.filter(({ deleted }) => !deleted);
  const survivors = [...new Set(having.flatMap((one) => (one.deleted ? (survivorOf(one, contacts) ?? []) : [])))];
  const alive = living.length > 0 ? living : survivors;
  if (alive.length > 1 && duplicates === 'refuse') return undefined;
  const contact = newest(alive.length > 0 ? alive : having);
  return contact && { contact, lives: alive.length > 0 };
}

/** Of the living accounts of a contact the one changed last; of equal ones the one that the contact names, then the greater Id. */
function accountOf(
  contact: PlainContact,
  relations: PlainOrg['relations'],
  accounts: readonly PlainRecord[],
): string | undefined {
  const living = (id: string): string => {
    const known = accounts.find((one) => one.id === id);
    return (known?.deleted ? survivorOf(known, accounts)?.id : undefined) ?? id;
  };
  const own = contact.account === null ? undefined : living(contact.account);
  const others = relations.filter((one) => one.contact === contact.id).map(({ account }) => living(account));
  const all = [...new Set([...(own === undefined ? [] : [own]), ...others])];
  const ranked = all.flatMap((id) => {
    const known = accounts.find((one) => one.id === id);
    return known?.deleted ? [] : [{ id, rank: [known?.stamp ?? '', id === own ? '1' : '0', id].join(' ') }];
  });
  return ranked.sort((one, other) => (one.rank < other.rank ? 1 : -1))[0]?.id ?? own;
}

function tellFields(
  values: Map<string, PlainValue>,
  record: PlainRecord,
  names: ReadonlyMap<string, string>,
  { nulls }: PlainRules,
): void {
  for (const [path, name] of names) {
    const value = record.fields[path] ?? null;
    if (value !== null) values.set(name, typeof value === 'boolean' ? String(value) : value);
    else if (nulls === 'empty') values.set(name, '');
  }
}

/** The record that lives in the place of a merged one, over however many merges. */
function survivorOf<R extends PlainRecord>(record: R, all: readonly R[]): R | undefined {
  const seen = new Set<string>();
  for (let at: R | undefined = record; at !== undefined && !seen.has(at.id); ) {
    if (!at.deleted) return at;
    seen.add(at.id);
    const { master }: R = at;
    at = all.find(({ id }) => id === master);
  }
  return undefined;
}

function newest<R extends PlainRecord>(records: readonly R[]): R | undefined {
  const rank = ({ stamp, id }: R) => `${stamp} ${id}`;
  return [...records].sort((one, other) => (rank(one) < rank(other) ? 1 : -1))[0];
}

function mailbox(address: string | null): string {
  return (address ?? '').trim().toLowerCase();
}
