import { days, midnight, weekday } from './calendar.ts';
import type { HeapUser } from './people.ts';
import { type Random, weightedPicker } from './random.ts';

export const eventTables = [
  'pageviews',
  'dashboard_viewed',
  'report_exported',
  'checkout_completed',
  'teammate_invited',
] as const;
export type EventTable = (typeof eventTables)[number];

export interface Session {
  readonly id: number;
  readonly user: HeapUser;
  /** The id under which Heap saw the user at that time. */
  readonly seenAs: number;
  readonly time: number;
  readonly day: number;
}

export interface Event {
  readonly id: number;
  readonly table: EventTable;
  readonly session: Session;
  readonly time: number;
  readonly properties: Readonly<Record<string, string | number | null>>;
}

export interface Activity {
  readonly sessions: readonly Session[];
  readonly events: readonly Event[];
}

const eventCount = 60_000;

/** Sessions of two to fourteen events, mostly on working days and in working hours, until there are enough. */
export function makeActivity(random: Random, users: readonly HeapUser[]): Activity {
  const pickUser = weightedPicker(
    random,
    users.map(({ weight }) => weight),
  );
  const pickTable = weightedPicker(random, [40, 30, 15, 10, 5]);
  const { sessions, events } = atMidnight(random, users.find(({ weight }) => weight > 0)!);
  while (events.length < eventCount) {
    const session = makeSession(random, users[pickUser()]!);
    if (session === undefined) continue;
    sessions.push(session);
    let { time } = session;
    for (let left = random.between(1, 14); left > 0 && events.length < eventCount; left--) {
      time += random.between(3_000, 240_000);
      if (time >= midnight(days)) break;
      const table = eventTables[pickTable()]!;
      const id = session.id + 15 - left;
      events.push({ id, table, session, time, properties: properties[table](random) });
    }
  }
  return { sessions, events };
}

/** Days on which a lookback of the sample's last day begins, the two around the change to summer time, and the end. */
const watchedMidnights: readonly number[] = [5, 6, 29, 30, 60, 90, 92, 113, 119, days];

/** One user did something in the last millisecond before these midnights, and in the first one after. */
function atMidnight(random: Random, user: HeapUser): { sessions: Session[]; events: Event[] } {
  const sessions: Session[] = [];
  const events: Event[] = [];
  for (const number of watchedMidnights) {
    const start = midnight(number);
    const session = { id: sessionId(random), user, seenAs: user.id, time: start - 1, day: number - 1 };
    sessions.push(session);
    for (const [at, time] of [start - 1, start].entries()) {
      if (time >= midnight(days)) continue;
      const id = session.id + 1 + at;
      events.push({ id, table: 'dashboard_viewed', session, time, properties: properties.dashboard_viewed(random) });
    }
  }
  return { sessions, events };
}

/** Hours of the day, as often as people are at work in them. */
const hours: readonly number[] = [
  0, 3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 13, 14, 14, 15, 15, 16, 17, 18, 20, 22, 23,
];

function makeSession(random: Random, user: HeapUser): Session | undefined {
  const day = random.below(days);
  const hour = random.pick(hours);
  const second = random.below(3_600_000);
  const weekend = weekday(day) === 0 || weekday(day) === 6;
  if (day > user.quietAfter || (weekend && !random.chance(30))) return undefined;
  const time = midnight(day) + hour * 3_600_000 + second;
  // The day on which summer time begins has no 24th hour.
  if (time >= midnight(day + 1)) return undefined;
  return { id: sessionId(random), user, seenAs: seenAs(user, day), time, day };
}

/** Room for the ids of its events behind it. */
function sessionId(random: Random): number {
  return Math.floor(random.id() / 64) * 64;
}

function seenAs(user: HeapUser, day: number): number {
  if (user.before.length === 0 || day >= user.knownFrom) return user.id;
  return user.before[day % user.before.length]!;
}

const dashboards = ['Overview', 'Revenue', 'Retention', 'Funnel "Trial, Paid"', 'Équipe 🚀'] as const;
const formats = ['csv', 'csv', 'csv', 'xlsx', 'pdf'] as const;
const roles = ['viewer', 'editor', 'admin'] as const;

const properties: Readonly<Record<EventTable, (random: Random) => Event['properties']>> = {
  pageviews: (random) => ({ path: random.pick(['/', '/home', '/reports', '/settings', '/pricing', '/docs/start']) }),
  dashboard_viewed: (random) => ({ dashboard: random.pick(dashboards), load_ms: random.between(80, 4_000) }),
  report_exported: (random) => ({ format: random.pick(formats), rows: random.chance(3) ? null : random.below(50_000) }),
  checkout_completed: (random) => ({ amount: random.between(500, 250_000) / 100, currency: 'USD' }),
  teammate_invited: (random) => ({ role: random.pick(roles) }),
};
