import type { PlainContact, PlainOrg, PlainRecord, PlainValue } from './plain-pull.ts';
import type { PullDesk } from './pull-desk.ts';

type Row = Readonly<Record<string, unknown>>;

export interface SeenFields {
  /** Field paths of Contact and Account beside those that every record has. */
  readonly contact: readonly string[];
  readonly account: readonly string[];
}

/** All that an org holds of contacts and accounts, its recycle bin included, as an administrator sees it. */
export async function seenOrg(desk: PullDesk, { contact, account }: SeenFields): Promise<Omit<PlainOrg, 'since'>> {
  const own = ['Id', 'SystemModstamp', 'IsDeleted', 'MasterRecordId'];
  const contacts = await desk.queryAll(
    `SELECT ${[...own, 'Email', 'AccountId', 'Account.Name', ...contact].join(', ')} FROM Contact`,
  );
  const accounts = await desk.queryAll(`SELECT ${[...own, ...account].join(', ')} FROM Account`);
  const relations = await desk.query('SELECT ContactId, AccountId FROM AccountContactRelation');
  return {
    contacts: contacts.map(contactOf),
    accounts: accounts.map(recordOf),
    relations: relations.map((row) => ({ contact: String(row['ContactId']), account: String(row['AccountId']) })),
  };
}

function recordOf(row: Row): PlainRecord {
  const { Id, SystemModstamp, IsDeleted, MasterRecordId, attributes: _, ...fields } = row;
  return {
    id: String(Id),
    stamp: new Date(String(SystemModstamp)).toISOString(),
    deleted: IsDeleted === true,
    master: MasterRecordId === null ? null : String(MasterRecordId),
    fields: fields as Readonly<Record<string, PlainValue>>,
  };
}

function contactOf({ Email, AccountId, Account, ...row }: Row): PlainContact {
  const name = (Account as { readonly Name: string } | null)?.Name ?? null;
  return {
    ...recordOf({ ...row, 'Account.Name': name }),
    email: Email === null ? null : String(Email),
    account: AccountId === null ? null : String(AccountId),
  };
}
