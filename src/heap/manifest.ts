import { z } from 'zod';
import { Mistake } from '../base/errors.ts';
import { inParallel } from '../base/in-parallel.ts';
import type { ExportStore, StoredFile } from './store/export-store.ts';

/** What one nightly dump of Heap Connect brought. */
export interface Manifest {
  /** Relative to the export's place. */
  readonly file: string;
  /** Changes when the manifest does. */
  readonly tag: string;
  readonly dump: number;
  readonly tables: readonly ManifestTable[];
  readonly propertyDefinitions?: string;
}

export interface ManifestTable {
  readonly name: string;
  /** As the bucket names them: `s3://heap-rs3-…/sync_12/users/part-00000-….avro`. */
  readonly files: readonly string[];
  readonly columns: readonly string[];
  /** False: the table was sent whole, and what came before no longer counts. */
  readonly incremental: boolean;
}

const manifestForm = z.object({
  dump_id: z.coerce.number().int().nonnegative(),
  tables: z.array(
    z.object({
      name: z.string().min(1),
      files: z.array(z.string().min(1)),
      columns: z.array(z.string()).default([]),
      incremental: z.boolean().default(false),
    }),
  ),
  property_definitions: z.string().nullish(),
});

/** The manifests of an export, oldest dump first (12 comes after 9). */
export async function readManifests(store: ExportStore): Promise<readonly Manifest[]> {
  const files = (await store.list('manifests')).filter(({ name }) => /^sync_.+\.json$/.test(name));
  if (files.length === 0) throw noManifest(store);
  const manifests = await inParallel(files, 16, (file) => readManifest(store, file));
  const sorted = manifests.toSorted((a, b) => a.dump - b.dump);
  const twice = sorted.find((manifest, at) => manifest.dump === sorted[at - 1]?.dump);
  if (twice !== undefined) throw broken(store, twice.file, `another manifest has the same dump_id, ${twice.dump}`);
  if (sorted.every(({ tables }) => tables.length === 0)) throw noTables(store, sorted);
  return sorted;
}

async function readManifest(store: ExportStore, file: StoredFile): Promise<Manifest> {
  const text = await store.text(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw broken(store, file.key, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const parsed = manifestForm.safeParse(json);
  if (!parsed.success) throw broken(store, file.key, z.prettifyError(parsed.error), parsed.error);
  const { dump_id: dump, tables, property_definitions: definitions } = parsed.data;
  return {
    file: file.key,
    tag: file.tag,
    dump,
    tables,
    ...(definitions ? { propertyDefinitions: definitions } : {}),
  };
}

function noManifest(store: ExportStore): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${store.place} is no Heap Connect export: it has no manifests/sync_<number>.json.`,
    actions: [
      'Point source.connect at the place that holds manifests/ and sync_<number>/: a folder, or s3://bucket/prefix.',
      'For plain Parquet, CSV or NDJSON files set source.files instead.',
    ],
    facts: { place: store.place },
  });
}

function noTables(store: ExportStore, manifests: readonly Manifest[]): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${store.place} is an empty export: ${manifests.length === 1 ? 'its one dump has no table' : `none of its ${manifests.length} dumps has a table`}.`,
    actions: ['See in Heap, under Data Management > Connect, that the sync has run and which tables it sends.'],
    facts: { place: store.place, dumps: manifests.map(({ dump }) => dump) },
  });
}

function broken(store: ExportStore, key: string, reason: string, cause?: unknown): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${store.nameOf(key)} is no manifest of Heap Connect that this version can read: ${reason}`,
    actions: [
      `Look at ${key}: it should hold a dump_id and tables, each with name, files and incremental.`,
      'If a copy went wrong, copy it from the bucket again; if Heap writes a new form, take a newer version of this program.',
    ],
    facts: { file: store.nameOf(key) },
    ...(cause === undefined ? {} : { cause }),
  });
}
