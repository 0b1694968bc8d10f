/** A moment as SQL writes it; nothing is the beginning of time. */
export function sqlTime(moment: Date | undefined): string {
  if (!moment) return "TIMESTAMP '-infinity'";
  return `TIMESTAMP '${moment.toISOString().replace('T', ' ').replace('Z', '')}'`;
}
