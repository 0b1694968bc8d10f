import { type FileHandle, open } from 'node:fs/promises';

const LINE_FEED = 10;
/** Bytes that are read at a time; more where a line is longer. */
const PORTION = 256 * 1024;

/** The lines of a file in portions, without the line feed behind the last line of each. All are read into one buffer. */
export async function* readLines(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    yield* portionsOf(handle);
  } finally {
    await handle.close();
  }
}

async function* portionsOf(handle: FileHandle): AsyncGenerator<Uint8Array> {
  let buffer = Buffer.allocUnsafeSlow(PORTION);
  let begun = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, begun, buffer.length - begun);
    const there = begun + bytesRead;
    if (bytesRead === 0) {
      if (there > 0) yield buffer.subarray(0, there);
      return;
    }
    const end = buffer.subarray(0, there).lastIndexOf(LINE_FEED);
    if (end > 0) yield buffer.subarray(0, end);
    begun = there - end - 1;
    if (begun === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
    else buffer.copyWithin(0, end + 1, there);
  }
}
