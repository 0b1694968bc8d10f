import type { PushReport } from '../push/push-report.ts';
import type { Look } from './look.ts';
import { matchingRemarks } from './show-matching.ts';
import { orphanRemarks } from './show-orphans.ts';

const number = (value: number) => value.toLocaleString('en-US');

/** A push as text: what became of the rows, level by level, and what needs a person's eye. */
export function showPush(report: PushReport, look: Look): string {
  return [headline(report, look), countsTable(report, look), ...remarks(report)].join('\n');
}

function headline({ dryRun, status, toSend, counts, asOf, runId }: PushReport, look: Look): string {
  if (counts.input === 0) {
    const words = 'No usage row came out: no Heap user matches a contact or account.';
    return `${look.paint('bad', words)}\nCheck "join" in heap.config.yaml, and that the export has users.`;
  }
  const when = `Run ${runId}, as of ${asOf.toISOString()}.`;
  if (dryRun)
    return `Dry run as of ${asOf.toISOString()}:\n${number(toSend)} of ${number(counts.input)} rows would be sent. Nothing was sent.`;
  if (toSend === 0) return `${look.paint('good', 'Nothing changed, so nothing was sent.')}\n${when}`;
  const paint = status === 'done' ? 'good' : status === 'partly' ? 'warn' : 'bad';
  const verdict = { done: 'Push done', partly: 'Push done in part', failed: 'Push failed' }[status];
  return `${look.paint(paint, `${verdict}: ${number(counts.accepted)} of ${number(toSend)} changed rows accepted.`)}\n${when}`;
}

function countsTable({ levels, counts, dryRun, toSend }: PushReport, look: Look): string {
  const line = (name: string, row: typeof counts, send: number) => [
    name,
    number(row.input),
    ...(dryRun ? [number(send)] : [number(row.accepted), number(row.rejected), number(row.unprocessed)]),
    number(row.unchanged),
  ];
  const heads = ['input', ...(dryRun ? ['to send'] : ['accepted', 'rejected', 'unprocessed']), 'unchanged'];
  return look.table(
    [{ head: 'Usage rows' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    [...levels.map((level) => line(level.object, level.counts, level.toSend)), line('together', counts, toSend)],
  );
}

function remarks({ levels, matching, orphans, resumed, credits, events }: PushReport): string[] {
  return [
    `${number(events)} events. Credits: ${credits}.`,
    ...matchingRemarks(matching),
    ...orphans.flatMap(orphanRemarks),
    ...resumed.map(
      ({ jobId, runId, accepted }) =>
        `Job ${jobId} of ${runId}, cut off then, is settled now: ${number(accepted)} accepted.`,
    ),
    ...levels.flatMap(({ object, dropped, rejected, problems }) => [
      ...dropped.map(({ metric, field, why }) =>
        why === 'read-only'
          ? `"${metric}" stayed out: ${object}.${field} is read-only for the connecting user. Try: heap-sf metrics apply`
          : `"${metric}" stayed out: ${object}.${field} does not exist or is hidden. Try: heap-sf metrics apply`,
      ),
      ...rejected.map(
        ({ code, rows, example }) => `${number(rows)} rows of ${object} rejected with ${code}, as ${example}`,
      ),
      ...problems.map((problem) => `The job on ${object} failed: ${problem}`),
    ]),
  ];
}
