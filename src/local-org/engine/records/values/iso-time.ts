const millisecondsOfDay = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/**
 * Writes times as `toISOString` does, in a quarter of its time: the next of many times is mostly of the same day, whose
 * text is known.
 */
export function isoTimes(): (milliseconds: number) => string {
  let day = Number.NaN;
  let dayText = '';
  return (milliseconds) => {
    const itsDay = Math.floor(milliseconds / millisecondsOfDay);
    if (itsDay !== day) {
      const whole = new Date(milliseconds).toISOString();
      dayText = whole.slice(0, whole.indexOf('T') + 1);
      day = itsDay;
    }
    const within = milliseconds - day * millisecondsOfDay;
    const seconds = Math.floor(within / 1000);
    const minutes = Math.floor(seconds / 60);
    const hours = twoDigits[Math.floor(minutes / 60)];
    const fraction = String(Math.floor(within % 1000)).padStart(3, '0');
    return `${dayText}${hours}:${twoDigits[minutes % 60]}:${twoDigits[seconds % 60]}.${fraction}Z`;
  };
}
