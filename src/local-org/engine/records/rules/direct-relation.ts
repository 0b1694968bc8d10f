import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';

const name = 'AccountContactRelation';

/** Whether the org relates contacts to several accounts. */
export const relatesContacts = ({ schema }: Pick<RecordContext, 'schema'>): boolean =>
  schema.object(name) !== undefined;

/** For all contacts there are, when the org begins to relate them. */
export function relateContacts(context: RecordContext): void {
  for (const [id] of context.store.prepare('SELECT Id FROM Contact WHERE IsDeleted = 0').rows())
    keepDirectRelation(context, String(id));
}

/**
 * Keeps the relations of a contact in step with its account: one is direct, the one to its own account. A contact that
 * gets another account takes its direct relation along. Relations to one account that a merge brought together become one.
 * https://help.salesforce.com/s/articleView?id=sales.account_contact_relationship_and_validation_rules.htm
 */
export function keepDirectRelation(context: RecordContext, contactId: string): void {
  if (!relatesContacts(context)) return;
  const { store } = context;
  const own = store.prepare('SELECT AccountId FROM Contact WHERE Id = ? AND IsDeleted = 0').row(contactId)?.[0] ?? null;
  const kept = new Set<Stored>();
  let direct: Stored = null;
  for (const [id = null, account = null, wasDirect] of relationsOf(context, contactId)) {
    if (kept.has(account)) remove(context, id);
    else if (account !== own && wasDirect === 1) {
      if (direct === null) direct = id;
      else remove(context, id);
    } else kept.add(account);
  }
  if (own !== null && !kept.has(own)) {
    if (direct === null) insert(context, contactId, own);
    else change(context, direct, 'AccountId', own);
  } else if (direct !== null) remove(context, direct);
  for (const [id = null, account, wasDirect] of relationsOf(context, contactId)) {
    if ((account === own) !== (wasDirect === 1)) change(context, id, 'IsDirect', account === own ? 1 : 0);
  }
  context.touched(name);
}

/** After a merge into this contact (account). */
export function tidyRelations(context: RecordContext, object: string, id: string): void {
  if (object === 'Contact') keepDirectRelation(context, id);
  if (object !== 'Account' || !relatesContacts(context)) return;
  const contacts = context.store.prepare(
    `SELECT DISTINCT ContactId FROM ${name} WHERE AccountId = ? AND IsDeleted = 0`,
  );
  for (const [contact] of contacts.rows(id)) keepDirectRelation(context, String(contact));
}

function relationsOf({ store }: RecordContext, contactId: string) {
  return store
    .prepare(`SELECT Id, AccountId, IsDirect FROM ${name} WHERE ContactId = ? AND IsDeleted = 0 ORDER BY Id`)
    .rows(contactId);
}

function insert({ store, stamp, rights, serials, schema }: RecordContext, contact: string, account: Stored): void {
  const object = schema.object(name)!;
  const now = stamp();
  store
    .prepare(
      `INSERT INTO ${name} (Id, AccountId, ContactId, IsDirect, IsActive, IsDeleted, CreatedDate, CreatedById, LastModifiedDate, LastModifiedById, SystemModstamp)
       VALUES (?, ?, ?, 1, 1, 0, ?, ?, ?, ?, ?)`,
    )
    .run(serials.nextId(object), account, contact, now, rights.userId, now, rights.userId, now);
}

function change({ store, stamp }: RecordContext, id: Stored, field: 'AccountId' | 'IsDirect', value: Stored): void {
  store.prepare(`UPDATE ${name} SET "${field}" = ?, SystemModstamp = ? WHERE Id = ?`).run(value, stamp(), id);
}

function remove({ store, stamp }: RecordContext, id: Stored): void {
  store.prepare(`UPDATE ${name} SET IsDeleted = 1, SystemModstamp = ? WHERE Id = ?`).run(stamp(), id);
}
