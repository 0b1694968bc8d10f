import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readLines } from '../../src/pull/deliver/read-lines.ts';

test.each([
  ['no lines', []],
  ['one line', [10]],
  ['lines that end where a portion does', [262_143, 262_143, 5]],
  ['lines that are longer than several portions', [600_000, 3, 1_500_000, 7]],
  ['many lines', Array.from({ length: 50_000 }, (_, at) => 1 + (at % 40))],
])('a file of %s is read line by line, and no line is taken apart', async (_, lengths) => {
  const lines = lengths.map((length, at) => String(at % 10).repeat(length));
  const folder = await mkdtemp(join(tmpdir(), 'heap-lines-'));
  try {
    const file = join(folder, 'lines');
    await writeFile(file, lines.map((line) => `${line}\n`).join(''));
    const found: string[] = [];
    for await (const portion of readLines(file)) found.push(...Buffer.from(portion).toString().split('\n'));
    expect(found).toEqual(lines);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
