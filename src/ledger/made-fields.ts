import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../base/clock.ts';
import { inTransaction } from './transactions.ts';
import type { RunRecorder } from './types/recorder.ts';

/** What a run writes down of fields: what it did to them, and how it left them. */
export function fieldRecorder(
  database: DatabaseSync,
  clock: Clock,
  { id, orgId }: { readonly id: string; readonly orgId: string },
): Pick<RunRecorder, 'addDeeds' | 'setMade' | 'dropMade'> {
  return {
    addDeeds(deeds) {
      const insert = database.prepare(
        'INSERT INTO deed (run_id, object, field, metric, deed, detail) VALUES (?, ?, ?, ?, ?, ?)',
      );
      inTransaction(database, () => {
        for (const { object, field, metric, deed, detail } of deeds)
          insert.run(id, object, field, metric, deed, detail ?? null);
      });
    },

    setMade(fields) {
      const insert = database.prepare(
        `INSERT OR REPLACE INTO made (org_id, object, field, metric, label, help_text, type, history, access, run_id, made)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      const made = clock.now().toISOString();
      inTransaction(database, () => {
        for (const { object, field, metric, label, helpText, type, history, access } of fields) {
          const words = [orgId, object, field, metric, label, helpText, type];
          insert.run(...words, history ? 1 : 0, JSON.stringify(access), id, made);
        }
      });
    },

    dropMade(fields) {
      const remove = database.prepare('DELETE FROM made WHERE org_id = ? AND object = ? AND field = ?');
      inTransaction(database, () => {
        for (const { object, field } of fields) remove.run(orgId, object, field);
      });
    },
  };
}
