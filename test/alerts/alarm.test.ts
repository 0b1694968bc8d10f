import { describe, expect, test } from 'vitest';
import { type Alarm, afterTelling, settle } from '../../src/alerts/alarm.ts';
import { type Finding, findingOf, quietSpell, type RunEnd } from '../../src/alerts/findings.ts';
import type { AlertCondition, AlertSettings } from '../../src/config/read-alerts.ts';
import type { RunCounts, RunRecord } from '../../src/ledger/types/run.ts';

const settings = (on: readonly AlertCondition[], idleDays?: number): AlertSettings => ({
  channels: [],
  on: new Set(on),
  late: 60,
  ...(idleDays !== undefined && { idleDays }),
});
const USUAL = settings(['failed', 'late', 'shrunken', 'idle']);
const BUSY = { days: 0, events: 10 };

const counts = (more: Partial<RunCounts>): RunCounts => ({
  input: 0,
  accepted: 0,
  rejected: 0,
  unprocessed: 0,
  unchanged: 0,
  ...more,
});

function reported(status: 'done' | 'partly' | 'failed', rows: Partial<RunCounts>, code?: string): RunEnd {
  const rejected = code === undefined ? [] : [{ code, rows: rows.rejected ?? 0 }];
  return { kind: 'push', how: { kind: 'reported', status, counts: counts(rows), rejected, problems: [] } };
}

function thrown(trouble: string, guard?: string): RunEnd {
  return { kind: 'push', how: { kind: 'thrown', message: 'No.', trouble, ...(guard !== undefined && { guard }) } };
}

describe('of a run is told', () => {
  test.each<readonly [what: string, end: RunEnd, expected: string | undefined]>([
    ['nothing when it is done', reported('done', { input: 9, accepted: 9 }), undefined],
    ['nothing when nothing had changed', reported('done', { input: 9, unchanged: 9 }), undefined],
    ['nothing of a few rejected rows', reported('partly', { input: 9, accepted: 8, rejected: 1 }, 'X'), undefined],
    ['that it failed', thrown('unreachable'), 'failed: unreachable'],
    ['that the guard stopped it', thrown('source', 'shrunk'), 'shrunken: shrunk'],
    ['that it found no row', reported('failed', {}), 'idle: no rows'],
    ['that all was refused', reported('failed', { input: 9, rejected: 9 }, 'X'), 'idle: none accepted X'],
    [
      'that some got there and it failed',
      reported('failed', { input: 9, accepted: 1, rejected: 8 }, 'X'),
      'failed: rows X',
    ],
  ])('%s', (_, end, expected) => {
    const finding = findingOf(end, USUAL, BUSY);
    expect(finding && `${finding.condition}: ${finding.cause}`).toBe(expected);
  });

  test('what the settings name: half a success when they do, a guard as a failure when they name that alone', () => {
    const half = reported('partly', { input: 9, accepted: 8, rejected: 1 }, 'DUPLICATE_VALUE');
    expect(findingOf(half, settings(['partly']), BUSY)?.message).toBe(
      '1 of 9 rows did not get there: DUPLICATE_VALUE 1.',
    );
    expect(findingOf(thrown('source', 'shrunk'), settings(['failed']), BUSY)?.condition).toBe('failed');
    expect(findingOf(thrown('source'), settings(['late']), BUSY)).toBeUndefined();
  });

  test('that the export brings nothing new, after so many days', () => {
    const end = reported('done', { input: 9, unchanged: 9 });
    expect(findingOf(end, settings(['idle'], 3), { days: 2, events: 10 })).toBeUndefined();
    expect(findingOf(end, settings(['idle'], 3), { days: 3, events: 10 })?.cause).toBe('no events');
    expect(findingOf({ ...end, kind: 'pull' }, settings(['idle'], 3), { days: 3, events: 10 })).toBeUndefined();
  });
});

test('an export is quiet since the first push that found as many events as the last one', () => {
  const push = (day: number, events?: number) =>
    ({
      started: new Date(`2026-06-${String(day).padStart(2, '0')}T07:00:00Z`),
      ...(events !== undefined && { reach: { events, users: 1, matched: 1 } }),
    }) as RunRecord;
  const now = new Date('2026-06-10T07:00:00Z');
  expect(quietSpell([push(10, 5), push(9, 4)], now)).toEqual({ days: 0, events: 5 });
  expect(quietSpell([push(10, 5), push(9), push(8, 5), push(7, 5), push(6, 3)], now)).toEqual({ days: 3, events: 5 });
  expect(quietSpell([], now)).toEqual({ days: 0, events: 0 });
});

describe('an alarm', () => {
  const channels = ['webhook A', 'e-mail B'];
  const at = (minutes: number) => new Date(Date.parse('2026-06-30T07:00:00Z') + minutes * 60_000);
  const failed: Finding = { condition: 'failed', cause: 'unreachable', message: 'No.' };

  /** Plays what is found at each moment, with the channels that take the news; tells what was sent to whom. */
  function play(
    ...steps: readonly (readonly [minutes: number, finding: Finding | undefined, taken?: readonly string[]])[]
  ) {
    let alarm: Alarm | undefined;
    return steps.map(([minutes, finding, taken = channels]) => {
      const settled = settle(alarm, { finding, now: at(minutes), channels });
      const got = settled.to.filter((label) => taken.includes(label));
      alarm = settled.alarm && afterTelling(settled.alarm, got);
      return settled.to.length === 0 ? 'silence' : `${settled.alarm?.news}: ${settled.to.join(' + ')}`;
    });
  }

  test('is told once, and that it is over', () => {
    expect(play([0, failed], [60, failed], [120, undefined], [180, undefined], [240, failed])).toEqual([
      'raised: webhook A + e-mail B',
      'silence',
      'over: webhook A + e-mail B',
      'silence',
      'raised: webhook A + e-mail B',
    ]);
  });

  test('is told again when its cause is another one', () => {
    const other: Finding = { ...failed, cause: 'signed-out' };
    const worse: Finding = { condition: 'idle', cause: 'no rows', message: 'None.' };
    expect(play([0, failed], [60, other], [61, other], [120, worse], [180, undefined])).toEqual([
      'raised: webhook A + e-mail B',
      'changed: webhook A + e-mail B',
      'silence',
      'changed: webhook A + e-mail B',
      'over: webhook A + e-mail B',
    ]);
  });

  test('goes once more to a channel that did not take it, after a while', () => {
    expect(play([0, failed, ['webhook A']], [1, failed], [15, failed], [30, failed], [60, undefined])).toEqual([
      'raised: webhook A + e-mail B',
      'silence',
      'raised: e-mail B',
      'silence',
      'over: webhook A + e-mail B',
    ]);
  });

  test('that nobody heard of is over in silence', () => {
    expect(play([0, failed, []], [10, undefined], [20, undefined])).toEqual([
      'raised: webhook A + e-mail B',
      'silence',
      'silence',
    ]);
  });

  test('whose end did not get to somebody is told to be over once more', () => {
    expect(play([0, failed], [10, undefined, ['e-mail B']], [12, undefined], [30, undefined], [60, undefined])).toEqual(
      ['raised: webhook A + e-mail B', 'over: webhook A + e-mail B', 'silence', 'over: webhook A', 'silence'],
    );
  });
});
