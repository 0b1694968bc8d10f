/** A stretch of a text, and what comes in its place. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with these changes, none of which overlap. */
export function spliced(text: string, changes: readonly Change[]): string {
  // The last one first, so that the places of the others stay.
  return changes
    .toSorted((a, b) => b.from - a.from)
    .reduce((now, change) => now.slice(0, change.from) + change.text + now.slice(change.to), text);
}

/** How lines of this text end. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
