import { sqlName } from '../../warehouse/sql.ts';
import type { Pulled } from '../read/selection.ts';
import { heldView } from './held-view.ts';
import type { HeldGround } from './hold.ts';
import { pulledView } from './land.ts';

/**
 * Leaves of the rows that were just read (`pulled_contact`) those that are not held as they are. Gives how many these are.
 * The stamp alone does not tell: it knows seconds only.
 */
export async function keepDiffering({ warehouse }: HeldGround, object: Pulled): Promise<number> {
  const [pulled, differing] = [pulledView(object), `differing_${object}`];
  const columns = await warehouse.rows<{ readonly column_name: string }>(`DESCRIBE SELECT * FROM ${pulled}`);
  const same = columns.map(({ column_name }) => {
    const name = sqlName(column_name);
    return `held.${name} IS NOT DISTINCT FROM pulled.${name}`;
  });
  await warehouse.run(
    `CREATE OR REPLACE TABLE ${differing} AS SELECT pulled.* FROM ${pulled} AS pulled
     LEFT JOIN ${heldView(object)} AS held USING (record_id)
     WHERE held.record_id IS NULL OR NOT (${same.join(' AND ')})`,
  );
  await warehouse.run(`CREATE OR REPLACE VIEW ${pulled} AS SELECT * FROM ${differing}`);
  return warehouse.count(`SELECT 1 FROM ${differing}`);
}
