import { Mistake } from '../base/errors.ts';

/** A part of a table, and what the manifest said of it. */
export interface PartFile {
  /** Absolute, or `s3://bucket/key`. */
  readonly path: string;
  /** As the manifest names it. */
  readonly named: string;
  readonly table: string;
  readonly dump: number;
  /** Its place among the parts of the table in its dump, in the order of their numbers, from 0. */
  readonly part: number;
  /** Changes when the content does. */
  readonly tag: string;
  /** True for what lies in a bucket. */
  readonly remote: boolean;
  /** Its size, where that is known before it is read. */
  readonly bytes: number | undefined;
}

/** The part cannot be used, for this reason; names the part and the dump that promised it. */
export function badPart(part: PartFile, reason: string, cause?: unknown): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${part.path}: ${reason}. Dump ${part.dump} names it as a part of table ${part.table}.`,
    actions: part.remote
      ? ['Look at the object in the bucket, and ask Heap for a full resync of the table if it is missing or damaged.']
      : [
          `Copy ${part.named} from the bucket again.`,
          'If the bucket holds it in the same state, ask Heap for a full resync of the table.',
        ],
    facts: { file: part.path, named: part.named, table: part.table, dump: part.dump },
    ...(cause === undefined ? {} : { cause }),
  });
}
