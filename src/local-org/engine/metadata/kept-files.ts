import { createHash } from 'node:crypto';
import { recordsOf } from './component-records.ts';
import { unfinished } from './deploy/kept-deploys.ts';
import type { Asking } from './types.ts';
import { textOf } from './xml.ts';

const kind = 'metadata/file';
const mark = /^sha256:([0-9a-f]{64})$/;

/**
 * Keeps a component's file by its sum, and gives the mark that stands for it in the component's content:
 * content is compared and copied often, and a file may have megabytes.
 */
export function keepFile({ engine }: Asking, bytes: Uint8Array): string {
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (engine.documents.get<number>(`${kind}-size`, sum) === undefined) {
    engine.documents.put(kind, sum, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'));
    engine.documents.put(`${kind}-size`, sum, bytes.byteLength);
  }
  return `sha256:${sum}`;
}

/** The file that a mark stands for, in base64. */
export function fileMarked({ engine }: Asking, text: string): string {
  return engine.documents.get<string>(kind, mark.exec(text)?.[1] ?? '') ?? '';
}

/** Bytes of the file that a mark stands for; `undefined` for what is no mark. */
export const sizeMarked = ({ engine }: Asking, text: string): number | undefined =>
  engine.documents.get<number>(`${kind}-size`, mark.exec(text)?.[1] ?? '');

/** Lets go of the files that no component has, at the end of the only deployment that is under way. */
export function dropUnusedFiles(asking: Asking): void {
  const sizes = asking.engine.documents.all<number>(`${kind}-size`);
  if (sizes.length === 0 || unfinished(asking).length > 1) return;
  const used = new Set(recordsOf(asking, 'StaticResource').map(({ content }) => textOf(content, 'content')));
  for (const { key } of sizes) {
    if (used.has(`sha256:${key}`)) continue;
    asking.engine.documents.delete(kind, key);
    asking.engine.documents.delete(`${kind}-size`, key);
  }
}
