/** A stretch of a text, and what comes in its place. */
export interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function spliced(text: string, change: Change): string {
  return text.slice(0, change.from) + change.text + text.slice(change.to);
}

/** How lines of this text end. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
