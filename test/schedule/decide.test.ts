import { describe, expect, test } from 'vitest';
import type { ScheduledKind } from '../../src/config/read-schedule.ts';
import type { Attempt } from '../../src/ledger/types/schedule.ts';
import { type Decision, decide } from '../../src/schedule/decide.ts';
import { openMoments } from '../../src/schedule/moments.ts';

const MINUTE = 60_000;
const moments = openMoments({
  zone: 'America/Los_Angeles',
  patterns: { pull: '0 * * * *', push: '0 0 * * *' },
  grace: 60,
  port: 0,
});
const begun = new Date('2026-01-01T00:00:00Z');

/** What a scheduler does that looks every ten minutes from one moment to another, and whose runs all end well. */
function lived(kind: ScheduledKind, from: string, to: string, away: (at: number) => boolean = () => false): Date[] {
  const done: Date[] = [];
  let last: Attempt | undefined;
  for (let at = Date.parse(from); at < Date.parse(to); at += 10 * MINUTE) {
    if (away(at)) continue;
    const now = new Date(at);
    const decision = decide(kind, moments, { now, begun: new Date(from), last, isServed: () => false });
    if (decision.status === 'not-due') continue;
    const { due, number } = decision;
    last = { orgName: 'local', kind, due, number, status: 'done', started: now, ended: now };
    done.push(due);
  }
  return done;
}

const hoursBetween = (all: readonly Date[]) =>
  all.slice(1).map((at, index) => (at.getTime() - (all[index]?.getTime() ?? 0)) / 3_600_000);

describe('a week of schedule', () => {
  test.each([
    ['begins', '2026-03-05T12:00:00Z', '2026-03-12T12:00:00Z', [24, 24, 23, 24, 24, 24], 168],
    ['ends', '2026-10-29T12:00:00Z', '2026-11-05T12:00:00Z', [24, 24, 25, 24, 24, 24], 168],
  ])('in which summer time %s has one push at each midnight and a pull in each hour', (_, from, to, nights, hours) => {
    const pushes = lived('push', from, to);
    expect(hoursBetween(pushes)).toEqual(nights);
    const wall = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', timeStyle: 'short' });
    expect(new Set(pushes.map((at) => wall.format(at)))).toEqual(new Set(['00:00']));
    const pulls = lived('pull', from, to);
    expect(pulls).toHaveLength(hours);
    expect(new Set(hoursBetween(pulls))).toEqual(new Set([1]));
  });

  test('catches up once with what it missed, as of the last midnight and the last hour', () => {
    const [from, to] = ['2026-06-01T12:00:00Z', '2026-06-05T12:00:00Z'];
    const away = (at: number) => at >= Date.parse('2026-06-02T05:30:00Z') && at < Date.parse('2026-06-04T09:20:00Z');
    expect(lived('push', from, to, away).map((at) => at.toISOString())).toEqual([
      '2026-06-04T07:00:00.000Z',
      '2026-06-05T07:00:00.000Z',
    ]);
    const missed = lived('pull', from, to, away).filter((at) => at >= new Date('2026-06-02T05:00:00Z'));
    expect(missed.slice(0, 3).map((at) => at.toISOString())).toEqual([
      '2026-06-02T05:00:00.000Z',
      '2026-06-04T09:00:00.000Z',
      '2026-06-04T10:00:00.000Z',
    ]);
  });
});

const due = new Date('2026-06-30T07:00:00Z');
const at = (minutes: number) => new Date(due.getTime() + minutes * MINUTE);

function tried(status: Attempt['status'], more: Partial<Attempt> = {}): Attempt {
  return { orgName: 'local', kind: 'push', due, number: 1, status, started: at(0), ended: at(10), ...more };
}

function decided(minutes: number, last: Attempt | undefined, served = false): Decision {
  return decide('push', moments, { now: at(minutes), begun, last, isServed: () => served });
}

const next = new Date('2026-07-01T07:00:00Z');

describe('one midnight', () => {
  test.each<readonly [what: string, decision: Decision, expected: Decision]>([
    ['is due when it comes', decided(0, undefined), { status: 'due', due, number: 1 }],
    ['is due late', decided(600, undefined), { status: 'due', due, number: 1 }],
    ['is not due before it comes', decided(-1, tried('done', { due: at(-1440) })), { status: 'not-due', until: due }],
    ['is not due once it is done', decided(11, tried('done')), { status: 'not-due', until: next }],
    ['is not due when half was done', decided(11, tried('partly')), { status: 'not-due', until: next }],
    ['is not due when somebody pushed by hand since', decided(60, undefined, true), { status: 'not-due', until: next }],
    ['is due again when its run was interrupted', decided(11, tried('interrupted')), { status: 'due', due, number: 2 }],
    [
      'is tried again 5 minutes after nobody answered',
      decided(15, tried('failed', { trouble: 'unreachable' })),
      { status: 'due', due, number: 2 },
    ],
    [
      'is not tried again before that',
      decided(14, tried('failed', { trouble: 'unreachable' })),
      { status: 'not-due', until: at(15) },
    ],
    [
      'is not tried for ever',
      decided(1000, tried('failed', { trouble: 'unreachable', number: 4 })),
      { status: 'not-due', until: next },
    ],
    [
      'is not interrupted for ever',
      decided(1000, tried('interrupted', { number: 6 })),
      { status: 'not-due', until: next },
    ],
    [
      'is not tried again after a login was refused',
      decided(600, tried('failed', { trouble: 'signed-out' })),
      { status: 'not-due', until: next },
    ],
    ['stays done where the clock goes back', decided(-60, tried('done')), { status: 'not-due', until: due }],
  ])('%s', (_, decision, expected) => {
    expect(decision).toEqual(expected);
  });

  test('before the schedule began is none of its', () => {
    const decision = decide('push', moments, { now: at(60), begun: at(1), last: undefined, isServed: () => false });
    expect(decision).toEqual({ status: 'not-due', until: next });
  });
});
