const DAY = 86_400_000;

/** A calendar day. Months count from 1; a day past the month's end rolls over, as `Date.UTC` has it. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What clocks on the wall of a zone show, and when they show it. */
export interface Zone {
  readonly name: string;
  /** The day that a moment falls on. */
  dayOf(moment: Date): CalendarDay;
  /** The first moment of a day: midnight, or what comes after it where the clocks skip it. */
  startOf(day: CalendarDay): Date;
  /** The moment at which the wall shows this day and the time of day that it shows at `moment`. */
  sameTimeOn(day: CalendarDay, moment: Date): Date;
  /** How far the wall is ahead of UTC, in milliseconds: at `from`, and from each moment on at which that changes. */
  offsets(from: Date, to: Date): readonly Offset[];
}

export interface Offset {
  readonly from: Date;
  readonly milliseconds: number;
}

/** The zone of an IANA name. Throws RangeError for a name nobody knows. */
export function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** The wall's date and time as if it were UTC, so that two of them can be compared. */
  const wallAt = (moment: number): number => {
    const shown = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) + (((moment % 1000) + 1000) % 1000);
  };

  /** No zone is further than 14 hours from UTC, so the moment lies within a day either side; halving finds it. */
  const firstShowing = (wall: number): Date => {
    let before = wall - DAY;
    let at = wall + DAY;
    while (at - before > 1) {
      const middle = Math.floor((before + at) / 2);
      if (wallAt(middle) >= wall) at = middle;
      else before = middle;
    }
    return new Date(at);
  };

  const midnight = ({ year, month, day }: CalendarDay): number => Date.UTC(year, month - 1, day);

  const offsetAt = (moment: number): number => wallAt(moment) - moment;

  /** No zone changes its offset twice within a week. */
  const changeWithin = (from: number, to: number): number => {
    let [before, at] = [from, to];
    const offset = offsetAt(from);
    while (at - before > 1) {
      const middle = Math.floor((before + at) / 2);
      if (offsetAt(middle) === offset) before = middle;
      else at = middle;
    }
    return at;
  };

  const offsetsWithin = (from: Date, to: Date): readonly Offset[] => {
    const found: Offset[] = [{ from, milliseconds: offsetAt(from.getTime()) }];
    for (let at = from.getTime(); at < to.getTime(); at += 7 * DAY) {
      const next = Math.min(at + 7 * DAY, to.getTime());
      if (offsetAt(next) === found.at(-1)?.milliseconds) continue;
      const change = changeWithin(at, next);
      found.push({ from: new Date(change), milliseconds: offsetAt(change) });
    }
    return found;
  };
  const known = new Map<string, readonly Offset[]>();

  return {
    name,
    dayOf(moment) {
      const wall = new Date(wallAt(moment.getTime()));
      return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() };
    },
    startOf: (day) => firstShowing(midnight(day)),
    sameTimeOn(day, moment) {
      const wall = wallAt(moment.getTime());
      return firstShowing(midnight(day) + (((wall % DAY) + DAY) % DAY));
    },
    offsets(from, to) {
      const key = `${from.getTime()} ${to.getTime()}`;
      const found = known.get(key) ?? offsetsWithin(from, to);
      known.set(key, found);
      return found;
    },
  };
}

/** So many days earlier. */
export function daysBefore(day: CalendarDay, days: number): CalendarDay {
  return { ...day, day: day.day - days };
}

/** The same day of the month so many months earlier, or the last day of a month that is too short. */
export function monthsBefore({ year, month, day }: CalendarDay, months: number): CalendarDay {
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  return { year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day: Math.min(day, lastDay) };
}
