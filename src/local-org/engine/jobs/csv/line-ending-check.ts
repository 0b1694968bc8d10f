import type { LineEndingName } from '../job.ts';

const [newline, carriageReturn] = [10, 13];

/**
 * Watches an upload pass by and tells whether it breaks the job's line ending: one of the other kind anywhere,
 * within quotes as well, fails the whole job.
 */
export function lineEndingCheck(lineEnding: LineEndingName): { feed(chunk: Buffer): void; broken(): boolean } {
  let broken = false;
  let last = 0;
  const feedLf = (chunk: Buffer): void => {
    broken ||= (last === carriageReturn && chunk[0] === newline) || chunk.includes('\r\n');
  };
  const feedCrlf = (chunk: Buffer): void => {
    for (let at = chunk.indexOf(newline); at !== -1 && !broken; at = chunk.indexOf(newline, at + 1)) {
      broken = (at === 0 ? last : chunk[at - 1]) !== carriageReturn;
    }
  };
  return {
    feed(chunk) {
      if (chunk.length === 0) return;
      if (lineEnding === 'LF') feedLf(chunk);
      else feedCrlf(chunk);
      last = chunk[chunk.length - 1] ?? 0;
    },
    broken: () => broken,
  };
}
