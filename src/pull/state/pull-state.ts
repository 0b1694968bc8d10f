import { z } from 'zod';
import { Mistake } from '../../base/errors.ts';
import type { PullDocument } from '../../ledger/types/recorder.ts';
import type { Property } from '../../properties/property.ts';

const place = z.object({ stamp: z.string(), id: z.string() });

const sweep = z.object({
  /** `first`: the window that a pull begins with. `full`: the window once more. `missed`: changes that were too many for
   * pages. `fields`: fields that were chosen or shown later. `formulas`: fields that change without a trace. */
  kind: z.enum(['first', 'full', 'missed', 'fields', 'formulas']),
  /** Paths to read; empty for all. */
  fields: z.array(z.string()),
  /** From when on a whole reading is asked for, where that is later than the window: older records it does not bring. */
  from: z.string().optional(),
  next: place,
  /** Records that changed from here on are read as changes. */
  until: z.string(),
  /** Records that it has to read in all, as far as is known. */
  total: z.number().optional(),
  done: z.number(),
  /** A bulk query that was started for it. */
  job: z.string().optional(),
  /** The number of the newest file that held the object when that job was started. */
  since: z.number().optional(),
  /** Bulk API has refused to read it. */
  noJob: z.boolean().optional(),
});

const lateRange = z.object({
  /** How far it is looked at. */
  next: place,
  until: place,
  /** Records that are held of it and not looked at yet, as far as is known. */
  rows: z.number(),
});

const object = z.object({
  /** Where reading changes goes on. */
  next: place,
  /** Id, stamp and a digest of the rows after that place that are held already; null when those are not known. */
  recent: z.array(z.tuple([z.string(), z.string(), z.string()])).nullable(),
  /** Minutes of which so much is held that they are not read with the next changes: each is looked at once more by itself. */
  late: z.array(lateRange).optional(),
  /** The org's time up to which all changes are read. */
  readAt: z.string().optional(),
  /** Up to where Heap has accepted what the records asked for. */
  cursor: place,
  /** Paths that are held of every record. */
  fields: z.array(z.string()),
  sweeps: z.array(sweep),
  /** Into how many queries its fields are parted. */
  portions: z.number(),
  /** How many times the whole window was begun: rows that the last time did not bring are gone. */
  pass: z.number(),
  /** Names of files in the folder of the pull: one of all records, then what came after it. */
  files: z.array(z.string()),
  /** Records in the first file, and in those after it. */
  rows: z.object({ base: z.number(), after: z.number() }),
});

const property = z
  .object({
    level: z.enum(['account', 'contact']),
    field: z.string(),
    name: z.string(),
    type: z.string(),
    formula: z.boolean(),
    labels: z.array(z.tuple([z.string(), z.string()])).optional(),
  })
  .transform(({ labels, ...facts }): Property => ({ ...facts, ...(labels && { labels: new Map(labels) }) }));

const gone = z.object({
  field: z.string(),
  because: z.enum(['absent-or-hidden', 'cannot-be-sent']),
  message: z.string(),
  actions: z.array(z.string()),
  /** The org's time at which it was found to be gone. */
  since: z.string().optional(),
  /** Up to when its changes were read before. */
  readAt: z.string().optional(),
});

const level = z.object({
  properties: z.array(property),
  gone: z.array(gone),
  /** Columns of our own, and the field of the org that each is read from. */
  own: z.record(z.string(), z.string()),
});

/** What people were last matched over: whatever has not changed since need not be looked at again. */
const matchGround = z.object({
  /** Names of files in the folder of the pull: what was held, and the users. */
  contact: z.array(z.string()),
  account: z.array(z.string()),
  relation: z.array(z.string()),
  users: z.string(),
  /** Whether an identity has several users. */
  repeats: z.boolean(),
  /** Living contacts that had a key, and those of them whose key was theirs alone. */
  keys: z.object({ withKey: z.number(), alone: z.number() }),
  /** Records whose people (accounts) Heap has refused: they are tried again. */
  again: z.object({ contact: z.array(z.string()), account: z.array(z.string()) }),
});

const state = z.object({
  version: z.literal(1),
  /** The org's time of the first pull, and the moment from which on records count. */
  setUp: z.string(),
  since: z.string(),
  /** What describe last told, and which choice of fields that was for. */
  seen: z.object({
    at: z.string(),
    choice: z.string(),
    contact: level,
    account: level,
    relation: level.optional(),
    /** Objects that chosen fields lead to. */
    parents: z.array(z.string()),
    /** Type of the join field, as describe has it. */
    joinType: z.string(),
  }),
  contact: object,
  account: object,
  relation: object.optional(),
  /** The org's time when fields that change without a trace were last begun to be read again. */
  formulasAt: z.string().optional(),
  /** The rules, and the users of the export, by which people were last matched. */
  matched: z.object({ rules: z.string(), users: z.string(), ground: matchGround.optional() }).optional(),
  /** By how many milliseconds the org's clock was ahead of ours when it was last asked. */
  ahead: z.number().optional(),
  /** Whether Heap has answered for all that is held. */
  settled: z.boolean(),
  /** The mark of the Heap that was told; absent while none was. */
  heap: z.string().optional(),
  /** Names of files in the folder of the pull: what Heap accepted. */
  sent: z.object({ contact: z.array(z.string()), account: z.array(z.string()) }),
});

/** How far the pull of an org into an environment of Heap has come. */
export type PullState = z.output<typeof state>;
export type ObjectState = PullState['contact'];
export type Sweep = ObjectState['sweeps'][number];
export type LateRange = z.output<typeof lateRange>;
export type MatchGround = z.output<typeof matchGround>;
export type SeenLevel = PullState['seen']['contact'];

/** What the ledger has kept; undefined when it cannot be read and all is to be read once more anyway. */
export function parseState(document: PullDocument, { full }: { readonly full: boolean }): PullState | undefined {
  const parsed = state.safeParse(document);
  if (parsed.success) return parsed.data;
  if (full) return undefined;
  throw new Mistake({
    trouble: 'config',
    message: 'What the ledger has kept of the pull was written by another version of heap-salesforce.',
    actions: ['Update heap-salesforce, or read everything once more: heap-sf fields pull --full'],
    facts: { problems: z.prettifyError(parsed.error) },
  });
}

/** A state in the form in which the ledger keeps it. */
export function documentOf({ seen, ...rest }: PullState): PullDocument {
  const plain = (one: SeenLevel) => ({
    ...one,
    properties: one.properties.map(({ labels, ...facts }) => ({ ...facts, ...(labels && { labels: [...labels] }) })),
  });
  return {
    ...rest,
    seen: { ...seen, contact: plain(seen.contact), account: plain(seen.account) },
  };
}
