import type { JoinSettings, Level } from '../../config/settings.ts';
import { type KeyKind, keyKind, keySql } from '../../metrics/people/join-key.ts';
import { sqlName, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/**
 * The table `people` out of Heap alone: each join key stands for the record that would have it. Accounts are known so only
 * where a user property names them. Tells the levels whose records are known.
 */
export async function heapPeople(warehouse: Warehouse, join: JoinSettings): Promise<readonly Level[]> {
  const [contact, account] = [keyOf(join, 'contact'), keyOf(join, 'account')];
  const column = (key: Key | undefined) =>
    key === undefined ? 'CAST(NULL AS VARCHAR)' : keySql(key.kind, sqlName(key.property));
  await warehouse.run(
    `CREATE OR REPLACE TABLE people AS
     SELECT user_id, ${column(contact)} AS contact_id, ${column(account)} AS account_id FROM heap_users`,
  );
  return account === undefined ? ['contact'] : ['account', 'contact'];
}

/** A key as a person writes it, in the form in which keys are compared. */
export async function keyedRecord(
  warehouse: Warehouse,
  join: JoinSettings,
  { level, id }: { readonly level: Level; readonly id: string },
): Promise<string> {
  const kind = keyOf(join, level)?.kind ?? 'exact';
  const [row] = await warehouse.rows<{ readonly key: string | null }>(
    `SELECT ${keySql(kind, 'given')} AS key FROM (SELECT ${sqlText(id)} AS given)`,
  );
  return row?.key ?? id;
}

interface Key {
  readonly property: string;
  readonly kind: KeyKind;
}

function keyOf({ contact, account }: JoinSettings, level: Level): Key | undefined {
  const key = level === 'contact' ? contact : account.kind === 'property' ? account : undefined;
  if (key === undefined) return undefined;
  // No describe tells the field's type here; its name does, as far as that matters.
  return { property: key.heap, kind: keyKind(key.heap, /^(?:id|accountid)$/i.test(key.salesforce) ? 'id' : 'string') };
}
