import type { PlainRow } from './plain-export.ts';
import type { PlainPerson } from './plain-metrics.ts';

/** A record as the org tells of it, deleted ones too; those name the record that they were merged into. */
export interface PlainRecord {
  readonly Id: string;
  readonly SystemModstamp: string;
  readonly IsDeleted?: boolean;
  readonly MasterRecordId?: string | null;
}

export interface PlainContact extends PlainRecord {
  readonly Email: string | null;
  readonly AccountId: string | null;
}

export interface PlainWorld {
  /** Without them each contact's own account is taken as it is named. */
  readonly accounts?: readonly PlainRecord[];
  readonly relations?: readonly { readonly ContactId: string; readonly AccountId: string }[];
  /** The user property that names the account by its Id, 15 or 18 characters long; through the contact without it. */
  readonly accountProperty?: string;
}

/**
 * Who each Heap user is, by e-mail address: of contacts that share one, the last one changed, then the greater Id. A
 * merged contact's address leads to its survivor, unless a living contact has it. Of several accounts the last one changed.
 */
export function plainPeople(
  users: ReadonlyMap<number, PlainRow>,
  contacts: readonly PlainContact[],
  { accounts, relations = [], accountProperty }: PlainWorld = {},
): ReadonlyMap<number, PlainPerson> {
  const mailbox = (value: unknown) =>
    String(value ?? '')
      .trim()
      .toLowerCase();
  const contactOf = (address: string): PlainContact | undefined => {
    const having = address === '' ? [] : contacts.filter(({ Email }) => mailbox(Email) === address);
    const living = having.filter(({ IsDeleted }) => !IsDeleted);
    return latest(living.length > 0 ? living : having.flatMap((one) => survivor(contacts, one.Id) ?? []));
  };
  const accountOf = (contact: PlainContact): string | undefined => {
    if (accounts === undefined) return contact.AccountId ?? undefined;
    const own = survivor(accounts, contact.AccountId ?? '');
    const others = relations.filter(({ ContactId }) => ContactId === contact.Id);
    const all = [own, ...others.map(({ AccountId }) => survivor(accounts, AccountId))].flatMap((one) => one ?? []);
    const last = latest(all);
    return own !== undefined && own.SystemModstamp === last?.SystemModstamp ? own.Id : last?.Id;
  };

  const people = new Map<number, PlainPerson>();
  const known = new Map<string, PlainContact | undefined>();
  for (const [user, row] of users) {
    const address = mailbox(row['email']);
    if (!known.has(address)) known.set(address, contactOf(address));
    const contact = known.get(address);
    const named = accountProperty === undefined ? '' : String(row[accountProperty] ?? '');
    const byId = accounts?.find(({ Id }) => named !== '' && (Id === named || Id.slice(0, 15) === named));
    const account = accountProperty ? byId && survivor(accounts ?? [], byId.Id)?.Id : contact && accountOf(contact);
    if (contact || account) people.set(user, { contact: contact?.Id, account });
  }
  return people;
}

/** The record itself while it lives, or the one that lives in its place. */
function survivor<R extends PlainRecord>(records: readonly R[], id: string): R | undefined {
  const seen = new Set<string>();
  for (let at: string | null | undefined = id; at && !seen.has(at); ) {
    seen.add(at);
    const found: R | undefined = records.find(({ Id }) => Id === at);
    if (found === undefined || !found.IsDeleted) return found;
    at = found.MasterRecordId;
  }
  return undefined;
}

function latest<R extends PlainRecord>(records: readonly R[]): R | undefined {
  const rank = ({ SystemModstamp, Id }: R) => `${SystemModstamp} ${Id}`;
  return records.reduce<R | undefined>((best, one) => (best && rank(best) >= rank(one) ? best : one), undefined);
}
