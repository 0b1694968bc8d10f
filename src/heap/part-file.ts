import { Mistake } from '../base/errors.ts';

/** A part of a table, and what the manifest said of it. */
export interface PartFile {
  /** Absolute. */
  readonly path: string;
  /** As the manifest names it. */
  readonly named: string;
  readonly table: string;
  readonly dump: number;
  /** Its number within table and dump, from its name. */
  readonly part: number;
}

/** The part cannot be used, for this reason; names the part and the dump that promised it. */
export function badPart(part: PartFile, reason: string, cause?: unknown): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${part.path}: ${reason}. Dump ${part.dump} names it as a part of table ${part.table}.`,
    actions: [
      `Copy ${part.named} from the bucket again.`,
      'If the bucket holds it in the same state, ask Heap for a full resync of the table.',
    ],
    facts: { file: part.path, named: part.named, table: part.table, dump: part.dump },
    ...(cause === undefined ? {} : { cause }),
  });
}
