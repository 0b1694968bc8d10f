import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { AlarmBook, AlarmRecord, DeliveryRecord } from './types/alarm.ts';

const kind = z.enum(['pull', 'push']);

const alarmRow = z.object({
  org_name: z.string(),
  kind,
  condition: z.string(),
  document: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(z.record(z.string(), z.unknown())),
});

const deliveryRow = z.object({
  run_id: z.string().nullable(),
  org_name: z.string(),
  kind,
  condition: z.string(),
  news: z.enum(['raised', 'changed', 'over']),
  channel: z.string(),
  trouble: z.string().nullable(),
  sent: z.string().transform((text) => new Date(text)),
});

/** What somebody was told of, and how that went. */
export function alarmBook(database: DatabaseSync): AlarmBook {
  return {
    list(orgName, ofKind) {
      return database
        .prepare('SELECT * FROM alarm WHERE org_name = ? AND kind = ? ORDER BY condition')
        .all(orgName, ofKind)
        .map(alarmOf);
    },
    save({ orgName, kind: ofKind, condition, document }) {
      database
        .prepare('INSERT OR REPLACE INTO alarm (org_name, kind, condition, document) VALUES (?, ?, ?, ?)')
        .run(orgName, ofKind, condition, JSON.stringify(document));
    },
    drop({ orgName, kind: ofKind, condition }) {
      database
        .prepare('DELETE FROM alarm WHERE org_name = ? AND kind = ? AND condition = ?')
        .run(orgName, ofKind, condition);
    },
    noteDelivery({ runId, orgName, kind: ofKind, condition, news, channel, trouble, sent }) {
      database
        .prepare(
          `INSERT INTO delivery (run_id, org_name, kind, condition, news, channel, trouble, sent)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(runId ?? null, orgName, ofKind, condition, news, channel, trouble ?? null, sent.toISOString());
    },
    deliveries({ runId, orgName, limit }) {
      return database
        .prepare(
          `SELECT * FROM delivery WHERE run_id IS coalesce(?, run_id) AND org_name = coalesce(?, org_name)
           ORDER BY sent DESC, rowid DESC LIMIT ?`,
        )
        .all(runId ?? null, orgName ?? null, limit)
        .map(deliveryOf);
    },
  };
}

function alarmOf(row: unknown): AlarmRecord {
  const { org_name, ...rest } = alarmRow.parse(row);
  return { ...rest, orgName: org_name };
}

function deliveryOf(row: unknown): DeliveryRecord {
  const { org_name, run_id, trouble, ...rest } = deliveryRow.parse(row);
  return {
    ...rest,
    orgName: org_name,
    ...(run_id !== null && { runId: run_id }),
    ...(trouble !== null && { trouble }),
  };
}
