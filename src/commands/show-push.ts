import { counted, number } from '../base/counted.ts';
import type { UnfitFigures } from '../push/figures/unfit-figures.ts';
import type { PushReport } from '../push/push-report.ts';
import { priceText } from '../push/send/check-price.ts';
import type { Look } from './look.ts';
import { matchingRemarks } from './show-matching.ts';
import { orphanRemarks } from './show-orphans.ts';

/** A push as text: what became of the rows, level by level, and what needs a person's eye. */
export function showPush(report: PushReport, look: Look): string {
  return [
    headline(report, look),
    countsTable(report, look),
    ...remarks(report).map((line) => wrapped(line, look)),
  ].join('\n');
}

/** A remark as lines that fit, all behind the blanks that it begins with. */
function wrapped(remark: string, look: Look): string {
  if (look.piped) return remark;
  const words = remark.trimStart();
  return look.wrap(words, remark.length - words.length);
}

function headline({ dryRun, status, toSend, counts, asOf, runId, retryOf }: PushReport, look: Look): string {
  if (counts.input === 0 && retryOf !== undefined) {
    return look.paint(
      'bad',
      `None of the ${counted(retryOf.rows, 'rejected row')} of ${retryOf.runId} has a usage row any more.`,
    );
  }
  if (counts.input === 0) {
    const words = 'No usage row came out: no Heap user matches a contact or account.';
    return `${look.paint('bad', words)}\nCheck "join" in heap.config.yaml, and that the export has users.`;
  }
  const when = `Run ${runId}, as of ${asOf.toISOString()}.`;
  if (dryRun)
    return `Dry run as of ${asOf.toISOString()}:\n${number(toSend)} of ${counted(counts.input, 'row')} would be sent. Nothing was sent.`;
  if (toSend === 0) return `${look.paint('good', 'Nothing changed, so nothing was sent.')}\n${when}`;
  const paint = status === 'done' ? 'good' : status === 'partly' ? 'warn' : 'bad';
  const verdict = { done: 'Push done', partly: 'Push done in part', failed: 'Push failed' }[status];
  return `${look.paint(paint, `${verdict}: ${number(counts.accepted)} of ${counted(toSend, 'changed row')} accepted.`)}\n${when}`;
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

const WHY_DROPPED: Readonly<Record<string, string>> = {
  'absent-or-hidden': 'does not exist or is hidden. Try: heap-sf metrics apply',
  'not-ours': 'was made by others, who may keep something in it. Rename the metric. See: heap-sf metrics plan',
  'read-only': 'is read-only for the connecting user. Try: heap-sf metrics apply',
  retyped: 'is of another type now, which does not take the values. See: heap-sf metrics plan',
};

/** What sending costs, and in a dry run whether it may. */
function priceLines({ price, dryRun, toSend }: PushReport): string[] {
  if (toSend === 0) return [];
  const sum = counted(price.requests, 'Salesforce API request');
  const each = price.levels.filter(({ rows }) => rows > 0).map((level) => `  ${priceText(level)}`);
  if (!dryRun) return [`Worked out before sending: ${sum}.`, ...each];
  const verdict = price.fits
    ? `${number(price.left)} are left`
    : `only ${number(price.left)} are left, so a push would stop`;
  return [`Sending takes ${sum}; of the ${price.cap} ${verdict}.`, ...each];
}

function retryLines({ retryOf, counts }: PushReport): string[] {
  if (retryOf === undefined) return [];
  const gone = retryOf.rows - counts.input;
  return [
    `The ${counted(retryOf.rows, 'rejected row')} of ${retryOf.runId}${gone > 0 ? `; ${number(gone)} of them without a usage row now` : ''}.`,
  ];
}

function dataLines({ events, newest, daysBehind = 0, stale, credits }: PushReport): string[] {
  if (newest === undefined) return [`${counted(events, 'event')}. Credits: ${credits}.`];
  const newestText = `the newest data is of ${newest.toISOString().slice(0, 10)}`;
  return [
    `${counted(events, 'event')}; ${newestText}. Credits: ${credits}.`,
    ...(stale === true
      ? [
          `That is ${counted(daysBehind, 'day')} behind: what looks back less far counts nothing. See in Heap when its sync last ran; --as-of DATE gives the figures of an earlier day.`,
        ]
      : []),
  ];
}

function remarks(report: PushReport): string[] {
  const { levels, matching, orphans, resumed, unfit } = report;
  return [
    ...retryLines(report),
    ...priceLines(report),
    ...dataLines(report),
    ...matchingRemarks(matching),
    ...orphans.flatMap(orphanRemarks),
    ...resumed.map(
      ({ jobId, runId, accepted }) =>
        `Job ${jobId} of ${runId}, cut off then, is settled now: ${number(accepted)} accepted.`,
    ),
    ...unfit.map(unfitText),
    ...levels.flatMap(({ object, dropped, rejected, retried, problems, unaccounted }) => [
      ...dropped.map(({ metric, field, why }) => `"${metric}" stayed out: ${object}.${field} ${WHY_DROPPED[why]}`),
      ...(retried === 0
        ? []
        : [
            `${counted(retried, 'row')} of ${object} met a lock and ${retried === 1 ? 'was sent again by itself' : 'were sent again by themselves'}.`,
          ]),
      ...rejected.flatMap(({ code, rows, example, advice }) => [
        `${counted(rows, 'row')} of ${object} rejected with ${code}, as ${example}`,
        `  ${advice}`,
      ]),
      ...problems.map((problem) => `The job on ${object} failed: ${problem}`),
      ...(unaccounted === 0
        ? []
        : [`${counted(unaccounted, 'row')} of ${object} in none of the results of the org, or in two.`]),
    ]),
    ...(levels.some(({ rejected }) => rejected.length > 0)
      ? ['See them: heap-sf usage rejected. Send them again: heap-sf usage retry']
      : []),
  ];
}

const UNFIT: Readonly<Record<UnfitFigures['why'], string>> = {
  'too-large': 'more digits than the field has, so left empty',
  'no-such-date': 'before 1700 or after 4000, where Salesforce has no dates, so left empty',
  cut: 'longer than the field, so cut to fit (with longText: empty, left out)',
  'too-long': 'longer than the field, so left empty (with longText: cut, cut to fit)',
  'means-empty': 'the text #N/A, which empties a field, so left empty',
  'no-number': 'no number, so not counted',
};

function unfitText({ metric, level, why, count, example }: UnfitFigures): string {
  const things = why === 'no-number' ? 'value' : 'record';
  const such = example === undefined ? '' : `, as ${example}`;
  return `"${metric}" (${level}), ${number(count)} ${things}${count === 1 ? '' : 's'}${such}: ${UNFIT[why]}.`;
}
