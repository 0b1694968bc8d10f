import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { SAID_SQL } from './rejected-rows.ts';
import type { Answers } from './settle.ts';

const answerShape = z.object({
  id: z.string(),
  accepted: z.boolean(),
  created: z.boolean(),
  code: z.string(),
  message: z.string(),
  field: z.string(),
});

/** What became of one row of a request. */
export type RowAnswer = z.infer<typeof answerShape>;

const lineShape = z.union([z.object({ sending: z.array(z.string()) }), z.object({ answers: z.array(answerShape) })]);

/** What is written down of the requests that carry a part. */
export interface Journal {
  answered(answers: readonly RowAnswer[]): void;
  /** All is on disk when it returns. */
  close(): void;
}

/**
 * Begins the journal of a part, beside its CSV. Which rows are about to go is on disk when it returns, once for all requests: a
 * wait for the disk before each takes as long as the org does. After a kill the org is asked about those that have no answer.
 */
export function openJournal(partFile: string, ids: readonly string[]): Journal {
  const file = journalFile(partFile);
  const handle = openSync(file, 'w');
  const append = (line: object) => writeSync(handle, `${JSON.stringify(line)}\n`);
  append({ sending: ids });
  fsyncSync(handle);
  return {
    answered: (answers) => void append({ answers }),
    close() {
      fsyncSync(handle);
      closeSync(handle);
    },
  };
}

/** What a journal tells: answers that came, and rows that may have been on their way when it ended. A line cut short tells nothing. */
export function readJournal(partFile: string): {
  readonly answers: readonly RowAnswer[];
  readonly underWay: readonly string[];
} {
  const file = journalFile(partFile);
  const answers = new Map<string, RowAnswer>();
  const sent = new Set<string>();
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const told = lineShape.safeParse(parsed(line)).data;
    if (told === undefined) continue;
    if ('sending' in told) for (const id of told.sending) sent.add(id);
    else for (const answer of told.answers) answers.set(answer.id, answer);
  }
  return { answers: [...answers.values()], underWay: [...sent].filter((id) => !answers.has(id)) };
}

/** Answers as the queries that a settlement reads. Rows that were never sent, or of which nothing is known, are unprocessed. */
export async function asAnswers(
  warehouse: Warehouse,
  answers: readonly RowAnswer[],
  { rows, name }: { readonly rows: number; readonly name: string },
): Promise<Answers> {
  const texts = ['record_id', 'code', 'message', 'field'] as const;
  const flags = ['accepted', 'created'] as const;
  await warehouse.load(
    {
      kind: 'rows',
      name,
      columns: [
        ...texts.map((column) => ({ name: column, type: 'text' as const })),
        ...flags.map((column) => ({ name: column, type: 'boolean' as const })),
      ],
      async *portions() {
        const columns = [
          answers.map(({ id }) => id),
          ...(['code', 'message', 'field', 'accepted', 'created'] as const).map((key) =>
            answers.map((one) => one[key]),
          ),
        ];
        yield { rows: answers.length, columns };
      },
    },
    name,
  );
  return {
    accepted: `SELECT record_id, created FROM "${name}" WHERE accepted`,
    rejected: `SELECT record_id, ${SAID_SQL} AS said FROM "${name}" WHERE NOT accepted`,
    unprocessed: rows - answers.length,
  };
}

function journalFile(partFile: string): string {
  return partFile.replace(/(\.csv)?$/, '-journal.ndjson');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
