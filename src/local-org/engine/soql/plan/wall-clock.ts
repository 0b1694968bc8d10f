const quarterHour = 900_000;
const mostKept = 100_000;

/**
 * Tells what a clock on the wall shows in a zone, as if it were UTC.
 * No zone changes its offset but at a quarter of an hour, so each quarter is asked for once.
 */
export function openWallClock(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsets = new Map<number, number>();
  return (time) => {
    const quarter = Math.floor(time / quarterHour);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const start = quarter * quarterHour;
      const parts = format.formatToParts(start);
      const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
      offset = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - start;
      if (offsets.size >= mostKept) offsets.clear();
      offsets.set(quarter, offset);
    }
    return time + offset;
  };
}
