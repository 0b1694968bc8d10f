import { resolve } from 'node:path';
import { counted, number } from '../base/counted.ts';
import { targetName } from '../config/target-name.ts';
import type { RejectedRow } from '../push/send/read-rejected.ts';
import { defineCommand } from './command.ts';
import type { Look } from './look.ts';

interface RejectedList {
  readonly runId: string;
  readonly status: string;
  readonly total: number;
  readonly byCode: readonly {
    readonly object: string;
    readonly code: string;
    readonly rows: number;
    readonly advice: string;
  }[];
  /** As many as `--limit` says. */
  readonly rows: readonly RejectedRow[];
  /** Where all of them were written to. */
  readonly csv?: string;
}

export const usageRejected = defineCommand({
  words: ['usage', 'rejected'],
  summary: 'List the rows that Salesforce refused, with code, message, field and what to do',
  description:
    'Shows the rows of one push, the last one to the org unless another is named. Each push sends again what was refused before, so the last list is all that is open. With --csv all rows go into a file, with the cells that were sent.',
  examples: [
    { line: 'usage rejected', does: 'Those of the last push' },
    { line: 'usage rejected --csv rejected.csv', does: 'All of them, with their values, for a spreadsheet' },
  ],
  positionals: { run: { describe: 'Id of the push, or the beginning of one. Default: the last push to the org' } },
  options: {
    csv: { type: 'string', describe: 'Write all rows to this file' },
    limit: { type: 'integer', describe: 'How many rows to show', default: 20, min: 0, max: 10_000 },
  },
  async run(context, { run: wanted, csv, limit }): Promise<RejectedList> {
    const { ruleFor } = await import('../salesforce/refusal-rules.ts');
    const { sentRun } = await import('../push/send/sent-run.ts');
    const { readRejected, writeRejected } = await import('../push/send/read-rejected.ts');
    const { run, rejected } = sentRun(context.ledger, wanted, targetName(context.settings.target));
    const byCode = rejected.flatMap(({ object, byCode }) =>
      byCode.map((one) => ({ object, ...one, advice: ruleFor(one.code).action })),
    );
    const found = {
      runId: run.id,
      status: run.status,
      total: byCode.reduce((sum, { rows }) => sum + rows, 0),
      byCode,
      rows: [],
    };
    if (rejected.length === 0) return found;
    const warehouse = await context.warehouse();
    const file = csv === undefined ? undefined : resolve(csv);
    if (file !== undefined) await writeRejected(warehouse, rejected, file);
    const rows = await readRejected(warehouse, rejected, limit);
    return { ...found, rows, ...(file !== undefined && { csv: file }) };
  },
  show: showRejected,
});

function showRejected({ runId, total, byCode, rows, csv }: RejectedList, look: Look): string {
  if (total === 0) return look.paint('good', `Nothing was rejected in ${runId}, so there is no list.`);
  return [
    `${counted(total, 'row was', 'rows were')} rejected in ${runId}.`,
    look.table(
      [{ head: 'Code', whole: true }, { head: 'Object' }, { head: 'Rows', align: 'right' }],
      byCode.map(({ code, object, rows: count }) => [code, object, number(count)]),
    ),
    ...[...new Set(byCode.map(({ code, advice }) => `${code}: ${advice}`))],
    ...(rows.length === 0
      ? []
      : [
          look.table(
            [{ head: 'Record', whole: true }, { head: 'Code' }, { head: 'Field' }, { head: 'Message' }],
            rows.map(({ recordId, code, field, message }) => [recordId, code, field, message]),
          ),
        ]),
    ...(rows.length < total ? [`${number(rows.length)} of ${number(total)} are shown.`] : []),
    csv === undefined ? 'All of them with their values: --csv FILE' : `Written to ${csv}.`,
    // Named, since the list may be another's than the last one's.
    `Send them again: heap-sf usage retry ${runId}`,
  ].join('\n');
}
