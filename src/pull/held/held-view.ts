import { sqlFile, sqlName } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import type { Pulled } from '../read/selection.ts';

/** Columns of our own by object, with their types; `seq` is the file's number, `pass` that of the reading of the window. */
const OWN: Readonly<Record<Pulled, Readonly<Record<string, string>>>> = (() => {
  const record = { record_id: 'VARCHAR', stamp: 'TIMESTAMP', deleted: 'BOOLEAN', master_id: 'VARCHAR' };
  return {
    contact: { ...record, account_id: 'VARCHAR', join_value: 'VARCHAR' },
    account: record,
    relation: { ...record, contact_id: 'VARCHAR', account_id: 'VARCHAR', active: 'VARCHAR' },
  };
})();
const BOOKKEEPING = { seq: 'INTEGER', pass: 'INTEGER' } as const;

/** The view of all records of an object that are held. */
export const heldView = (object: Pulled): string => `held_${object}`;

export interface HeldFiles {
  readonly object: Pulled;
  /** Absolute paths: one file of all records, then what came after it, oldest first. */
  readonly files: readonly string[];
  /** Paths of the fields that are to be columns, whether a file has them or not. */
  readonly fields: readonly string[];
}

/**
 * Makes the view `held_contact` (`held_account`, `held_relation`) of the newest row of each record, and `read_relation` of
 * the relations that hold today. What came after the first file is small, and is brought in; the first file stays where it is.
 */
export async function viewHeld(warehouse: Warehouse, { object, files, fields }: HeldFiles): Promise<void> {
  const [base, ...after] = files;
  const view = heldView(object);
  const wanted: Readonly<Record<string, string>> = {
    ...OWN[object],
    ...BOOKKEEPING,
    ...Object.fromEntries(fields.map((field) => [field, 'VARCHAR'])),
  };
  const newest = `after_${object}`;
  if (base === undefined) {
    const none = Object.entries(wanted).map(([name, type]) => `CAST(NULL AS ${type}) AS ${sqlName(name)}`);
    await warehouse.run(`CREATE OR REPLACE VIEW ${view} AS SELECT ${none.join(', ')} WHERE false`);
  } else if (after.length === 0) {
    await warehouse.run(`CREATE OR REPLACE VIEW ${view} AS ${await rowsOf(warehouse, [base], wanted)}`);
  } else {
    await warehouse.run(
      `CREATE OR REPLACE TABLE ${newest} AS ${await rowsOf(warehouse, after, wanted)}
       QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY seq DESC) = 1`,
    );
    await warehouse.run(
      `CREATE OR REPLACE VIEW ${view} AS SELECT * FROM ${newest}
       UNION ALL BY NAME SELECT base.* FROM (${await rowsOf(warehouse, [base], wanted)}) AS base
       ANTI JOIN ${newest} AS newest USING (record_id)`,
    );
  }
  if (object === 'relation') {
    await warehouse.run(
      `CREATE OR REPLACE VIEW read_relation AS SELECT contact_id AS "ContactId", account_id AS "AccountId"
       FROM ${view} WHERE NOT deleted AND coalesce(active, 'true') <> 'false'`,
    );
  }
}

async function rowsOf(
  warehouse: Warehouse,
  files: readonly string[],
  wanted: Readonly<Record<string, string>>,
): Promise<string> {
  const rows = `read_parquet([${files.map(sqlFile).join(', ')}], union_by_name = true)`;
  const found = await warehouse.rows<{ readonly column_name: string }>(`DESCRIBE SELECT * FROM ${rows}`);
  const there = new Set(found.map(({ column_name }) => column_name.toLowerCase()));
  const cells = Object.entries(wanted).map(([name, type]) =>
    there.has(name.toLowerCase()) ? sqlName(name) : `CAST(NULL AS ${type}) AS ${sqlName(name)}`,
  );
  return `SELECT ${cells.join(', ')} FROM ${rows}`;
}
