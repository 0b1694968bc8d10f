import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Attempt, AttemptPlace, ScheduleBook } from './types/schedule.ts';

const moment = z.string().transform((text) => new Date(text));

const attemptRow = z.object({
  org_name: z.string(),
  kind: z.enum(['pull', 'push']),
  due: moment,
  number: z.number(),
  status: z.enum(['running', 'done', 'partly', 'failed', 'interrupted']),
  started: moment,
  ended: moment.nullable(),
  run_id: z.string().nullable(),
  trouble: z.string().nullable(),
  message: z.string().nullable(),
});

const OF_PLACE = 'org_name = ? AND kind = ? AND due = ? AND number = ?';

/** What a schedule did about each moment at which a run was due. */
export function scheduleBook(database: DatabaseSync): ScheduleBook {
  const begun: ScheduleBook['begun'] = (orgName, kind) => {
    const row = database.prepare('SELECT begun FROM schedule WHERE org_name = ? AND kind = ?').get(orgName, kind);
    return row && new Date(String(row['begun']));
  };
  return {
    begun,
    begin(orgName, kind, at) {
      database.prepare('INSERT OR IGNORE INTO schedule VALUES (?, ?, ?)').run(orgName, kind, at.toISOString());
      return begun(orgName, kind) ?? at;
    },
    attempts({ orgName, kind, limit }) {
      return database
        .prepare(
          `SELECT *, max(number) FROM attempt WHERE org_name = ? AND kind = ?
           GROUP BY due ORDER BY due DESC LIMIT ?`,
        )
        .all(orgName, kind, limit)
        .map(attemptOf);
    },
    start(place, at) {
      database
        .prepare(`INSERT INTO attempt (org_name, kind, due, number, status, started) VALUES (?, ?, ?, ?, 'running', ?)`)
        .run(...keyOf(place), at.toISOString());
    },
    end(place, { status, runId, trouble, message }, at) {
      database
        .prepare(`UPDATE attempt SET status = ?, run_id = ?, trouble = ?, message = ?, ended = ? WHERE ${OF_PLACE}`)
        .run(status, runId ?? null, trouble ?? null, message ?? null, at.toISOString(), ...keyOf(place));
    },
    endTheDead(orgName, kind, at) {
      database
        .prepare(
          `UPDATE attempt SET status = 'interrupted', ended = ? WHERE org_name = ? AND kind = ? AND status = 'running'`,
        )
        .run(at.toISOString(), orgName, kind);
    },
  };
}

function keyOf({ orgName, kind, due, number }: AttemptPlace): [string, string, string, number] {
  return [orgName, kind, due.toISOString(), number];
}

function attemptOf(row: unknown): Attempt {
  const { org_name, ended, run_id, trouble, message, ...rest } = attemptRow.parse(row);
  return {
    ...rest,
    orgName: org_name,
    ...(ended && { ended }),
    ...(run_id !== null && { runId: run_id }),
    ...(trouble !== null && { trouble }),
    ...(message !== null && { message }),
  };
}
