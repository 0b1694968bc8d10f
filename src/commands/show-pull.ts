import { counted, number } from '../base/counted.ts';
import type { LevelReport, PullReport } from '../pull/pull-report.ts';
import type { LeftToRead } from '../pull/read/left-to-read.ts';
import { OBJECTS } from '../pull/read/selection.ts';
import type { Look } from './look.ts';

/** A pull as text: what was read, what Heap was told, and what needs a person's eye. */
export function showPull(report: PullReport, look: Look): string {
  return [
    headline(report, look),
    readTable(report, look),
    ...(report.levels.length > 0 ? [toldTable(report, look)] : []),
    ...remarks(report).map((line) => (look.piped ? line : look.wrap(line))),
  ].join('\n');
}

function headline(report: PullReport, look: Look): string {
  const { status, dryRun, toSend, counts, runId, first, read, levels } = report;
  const rows = read.reduce((sum, one) => sum + one.changed + one.swept, 0);
  if (dryRun) return `Dry run: ${number(toSend)} of ${number(counts.input)} would be sent. Nothing was sent.`;
  const paint = status === 'done' ? 'good' : status === 'partly' ? 'warn' : 'bad';
  const verdict = { done: 'Pull done', partly: 'Pull done in part', failed: 'Pull failed' }[status];
  const words =
    status === 'done' && rows === 0 && levels.length === 0
      ? 'Nothing changed, so nothing was sent.'
      : `${verdict}: ${counted(rows, 'record')} read, ${number(counts.accepted)} of ${number(counts.input - counts.unchanged)} changed accepted by Heap.`;
  return `${look.paint(paint, words)}\n${first ? 'The first run' : 'Run'} ${runId}, records since ${report.since}.`;
}

function readTable({ read, first }: PullReport, look: Look): string {
  return look.table(
    [
      { head: 'Read from Salesforce' },
      { head: 'changed', align: 'right' },
      { head: first ? 'of the window' : 'once more', align: 'right' },
    ],
    read.map(({ object, changed, swept }) => [OBJECTS[object], number(changed), number(swept)]),
  );
}

function toldTable({ levels, dryRun }: PullReport, look: Look): string {
  const heads = dryRun
    ? ['input', 'to send', 'unchanged']
    : ['input', 'accepted', 'rejected', 'unprocessed', 'unchanged'];
  const cells = ({ counts }: LevelReport) =>
    dryRun
      ? [counts.input, counts.unprocessed, counts.unchanged]
      : [counts.input, counts.accepted, counts.rejected, counts.unprocessed, counts.unchanged];
  return look.table(
    [{ head: 'Told to Heap' }, ...heads.map((head) => ({ head, align: 'right' as const }))],
    levels.map((level) => [level.level === 'contact' ? 'people' : 'accounts', ...cells(level).map(number)]),
  );
}

const KINDS: Readonly<Record<LeftToRead['kind'], string>> = {
  first: 'of the window',
  full: 'of the whole window, once more',
  missed: 'that have changed',
  fields: 'for fields that came later',
  formulas: 'for formulas',
};

function leftText({ object, kind, fields, done, total, requests }: LeftToRead): string {
  const of = total === undefined ? '' : ` of ${number(total)}`;
  const which = fields.length === 0 ? '' : ` (${fields.join(', ')})`;
  return `${OBJECTS[object]} records ${KINDS[kind]}${which}: ${number(done)}${of} read. The rest takes at least ${counted(requests, 'request')}; the next pull goes on with it.`;
}

function againText({ object, rows }: PullReport['again'][number]): string {
  return `About ${counted(rows, `${OBJECTS[object]} record`)} of full minutes are looked at once more, in case one came late: the next pulls go on with it.`;
}

function remarks(report: PullReport): readonly string[] {
  const { people, levels, gone, left, again, problems, creditsByKind, credits } = report;
  const kinds = Object.entries(creditsByKind).filter(([, count]) => count > 0);
  return [
    `Credits: ${number(credits)} (${kinds.map(([kind, count]) => `${kind} ${number(count)}`).join(', ')}).`,
    ...(report.lookedAt === 'touched' ? [TOUCHED] : []),
    ...(people === undefined ? [] : peopleLines(people)),
    ...levels.flatMap(({ overLong, level, rejected, refused, counts }) => [
      ...(overLong === 0
        ? []
        : [`${counted(overLong, `value of ${level}s`, `values of ${level}s`)} longer than Heap takes.`]),
      ...rejected.map(({ code, rows }) => `${counted(rows, level)} refused by Heap with ${code}.`),
      ...refused.map(
        ({ key, recordId, message }) => `  ${key === recordId ? key : `${key} (${recordId})`}: ${message}`,
      ),
      ...(refused.length === 0 ? [] : [refusedRest(counts.rejected - refused.length)]),
    ]),
    ...goneLines(gone),
    ...left.map(leftText),
    ...again.map(againText),
    ...problems,
  ];
}

const TOUCHED = 'Looked at those whom changes since the last pull can touch; Heap has what it was told of all others.';

function refusedRest(more: number): string {
  return `${more > 0 ? `And ${number(more)} more. ` : ''}The next pull tries again.`;
}

/** Told whole once; after that only that there are some. */
function goneLines(gone: PullReport['gone']): readonly string[] {
  const news = gone.filter(({ fresh }) => fresh);
  const known = gone.length - news.length;
  const seen = counted(known, 'chosen field is', 'chosen fields are');
  return [
    ...news.map(({ message, actions }) => [message, ...actions].join(' ')),
    ...(news.length === 0
      ? []
      : [
          `What is not read any more keeps its last value in Heap. If it is gone for good: heap-sf fields drop ${news.map(({ field }) => field).join(' ')}`,
        ]),
    ...(known === 0 ? [] : [`${seen} still not to be seen: heap-sf fields show`]),
  ];
}

function peopleLines(people: NonNullable<PullReport['people']>): readonly string[] {
  const { newUsers, deleted, throughMerge, withoutIdentity, undecided, ofSeveralAccounts } = people;
  const lines: readonly (readonly [number, string])[] = [
    [newUsers, `${counted(newUsers, 'person', 'people')} whom Heap did not know.`],
    [deleted, `${counted(deleted, 'person', 'people')} whose contact is deleted, told no more than that.`],
    [throughMerge, `${counted(throughMerge, 'person', 'people')} found through a merged contact.`],
    [withoutIdentity, `${counted(withoutIdentity, 'user')} without an identity, whom Heap's API cannot name.`],
    [undecided, `${counted(undecided, 'key')} that several contacts share, left out (join.duplicates: refuse).`],
    [ofSeveralAccounts, `${counted(ofSeveralAccounts, 'contact')} of several accounts: the one updated last counts.`],
  ];
  return lines.filter(([count]) => count > 0).map(([, line]) => line);
}
