import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const portionBytes = 64 * 1024;

/** The text of a file, a portion at a time. Read on the spot, so that jobs at work side by side take turns in a fixed order. */
export function* readPortions(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const bytes = Buffer.allocUnsafe(portionBytes);
    for (let read = readSync(file, bytes); read > 0; read = readSync(file, bytes)) {
      yield decoder.write(bytes.subarray(0, read));
    }
    yield decoder.end();
  } finally {
    closeSync(file);
  }
}
