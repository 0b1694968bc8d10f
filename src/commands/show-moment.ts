/** A moment on the wall of a zone, with the zone's short name, and in UTC: `2026-11-01 00:00 PDT (07:00 UTC)`. */
export function nextText(at: Date, zone: string): string {
  return `${momentIn(zone, at)} ${wallOf(at, zone).name} (${at.toISOString().slice(11, 16)} UTC)`;
}

/** `2026-11-27 14:05` on the wall of a zone. */
export function momentIn(zone: string, at: Date): string {
  const { day, time } = wallOf(at, zone);
  return `${day} ${time}`;
}

export function wallOf(at: Date, zone: string): { readonly day: string; readonly time: string; readonly name: string } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(at);
  const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? '';
  return {
    day: `${part('year')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    name: part('timeZoneName'),
  };
}

/** `41s`, `3m 20s`, `2h 05m`. */
export function tookText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}
