import { existsSync } from 'node:fs';
import { Mistake } from '../../base/errors.ts';
import type { RejectedRows } from '../../ledger/types/job.ts';
import { ruleFor } from '../../salesforce/refusal-rules.ts';
import { sqlFile, sqlText } from '../../warehouse/sql.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** A row that the org refused, in its words, with the cells that were sent. */
export interface RejectedRow {
  readonly object: string;
  readonly recordId: string;
  readonly code: string;
  readonly message: string;
  readonly field: string;
  readonly advice: string;
  readonly values: Readonly<Record<string, string | null>>;
}

/** So many of the rejected rows, in the order of object, code and record. */
export async function readRejected(
  warehouse: Warehouse,
  lists: readonly RejectedRows[],
  limit: number,
): Promise<readonly RejectedRow[]> {
  const rows: RejectedRow[] = [];
  for (const list of lists) {
    const found = await warehouse.rows<Record<string, string | null>>(
      `SELECT * FROM ${fileOf(list)} ORDER BY code, record_id LIMIT ${limit - rows.length}`,
    );
    for (const { record_id, code, message, field, ...values } of found) {
      rows.push({
        object: list.object,
        recordId: record_id ?? '',
        code: code ?? '',
        message: message ?? '',
        field: field ?? '',
        advice: ruleFor(code ?? '').action,
        values,
      });
    }
  }
  return rows;
}

/** Writes all rejected rows as a CSV, however many they are; a cell that a list does not have is empty. */
export async function writeRejected(
  warehouse: Warehouse,
  lists: readonly RejectedRows[],
  file: string,
): Promise<{ readonly rows: number }> {
  const each = lists.map((list) => {
    const advice = list.byCode.map(({ code }) => `WHEN ${sqlText(code)} THEN ${sqlText(ruleFor(code).action)}`);
    const named = `${sqlText(list.object)} AS object, record_id, code, message, field, CASE code ${advice.join(' ')} END AS advice`;
    return `SELECT ${named}, * EXCLUDE (record_id, code, message, field) FROM ${fileOf(list)}`;
  });
  return warehouse.copyToCsv(`${each.join(' UNION ALL BY NAME ')} ORDER BY object, code, record_id`, file, {
    nullText: '',
  });
}

function fileOf({ object, file }: RejectedRows): string {
  if (existsSync(file)) return `read_parquet(${sqlFile(file)})`;
  throw new Mistake({
    trouble: 'source',
    message: `The rejected rows of ${object} are gone: ${file} is not there.`,
    actions: ['Push again: what the org does not hold is sent, and what it refuses is listed.'],
    facts: { file },
  });
}
