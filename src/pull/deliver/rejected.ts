import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '../../config/settings.ts';
import type { RejectedLine } from '../../heap/properties/delivery.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { unusedName } from '../sent/unused-name.ts';

/** Parquet of `record_id, key, code, message`: key is the identity (account id), code the HTTP status. */
export interface RejectedFile {
  readonly file: string;
  readonly byCode: readonly { readonly code: string; readonly rows: number }[];
  /** A few of them, in the order of their records. */
  readonly first: readonly RefusedOne[];
}

/** Somebody, or an account, whom Heap refused. */
export interface RefusedOne {
  /** The identity, or the account id. */
  readonly key: string;
  readonly recordId: string;
  /** The HTTP status, and what Heap said. */
  readonly code: string;
  readonly message: string;
}

/** As many are named in the report of a run. */
const NAMED = 5;

/** The list of those whom Heap refused, as it grows. */
export interface Rejected {
  /** Makes `refused(n, code, message)` of lines, and lists those of a table of who is due that have these numbers. */
  add(due: string, lines: readonly RejectedLine[]): Promise<void>;
  write(): Promise<RejectedFile | undefined>;
}

export async function openRejected(
  { warehouse, folder, runId }: { readonly warehouse: Warehouse; readonly folder: string; readonly runId: string },
  level: Level,
): Promise<Rejected> {
  const text = (name: string) => `CAST(NULL AS VARCHAR) AS ${name}`;
  await warehouse.run(
    `CREATE OR REPLACE TABLE rejected_now AS SELECT ${['record_id', 'key', 'code', 'message'].map(text).join(', ')} WHERE false`,
  );
  return {
    async add(due, lines) {
      await warehouse.load({
        kind: 'rows',
        name: 'refused',
        columns: [
          { name: 'n', type: 'integer' },
          { name: 'code', type: 'text' },
          { name: 'message', type: 'text' },
        ],
        async *portions() {
          const columns = [
            lines.map(({ line }) => line),
            lines.map(({ status }) => String(status)),
            lines.map(({ message }) => message),
          ];
          yield { rows: lines.length, columns };
        },
      });
      if (lines.length === 0) return;
      await warehouse.run(
        `INSERT INTO rejected_now SELECT record_id, key, code, message FROM ${due} JOIN refused USING (n)`,
      );
    },
    async write() {
      const byCode = await warehouse.rows<RejectedFile['byCode'][number]>(
        'SELECT code, count(*) AS rows FROM rejected_now GROUP BY code ORDER BY rows DESC, code',
      );
      if (byCode.length === 0) return undefined;
      const first = await warehouse.rows<RefusedOne>(
        `SELECT key, record_id AS "recordId", code, message FROM rejected_now ORDER BY record_id, key LIMIT ${NAMED}`,
      );
      await mkdir(folder, { recursive: true });
      const file = join(folder, unusedName(`rejected-${level}-${runId}`));
      await warehouse.copyToParquet('SELECT * FROM rejected_now ORDER BY record_id, key', file);
      return { file, byCode, first };
    },
  };
}
