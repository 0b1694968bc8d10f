import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Mistake } from '../base/errors.ts';

/** What one nightly dump of Heap Connect brought. */
export interface Manifest {
  /** Relative to the export's folder. */
  readonly file: string;
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
export async function readManifests(folder: string): Promise<readonly Manifest[]> {
  const names = (await namesIn(join(folder, 'manifests'))).filter((name) => /^sync_.+\.json$/.test(name));
  if (names.length === 0) throw noManifest(folder);
  const manifests = await Promise.all(names.map((name) => readManifest(folder, `manifests/${name}`)));
  const sorted = manifests.sort((a, b) => a.dump - b.dump);
  const twice = sorted.find((manifest, at) => manifest.dump === sorted[at - 1]?.dump);
  if (twice !== undefined) throw broken(folder, twice.file, `another manifest has the same dump_id, ${twice.dump}`);
  return sorted;
}

async function readManifest(folder: string, file: string): Promise<Manifest> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (cause) {
    throw broken(folder, file, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const parsed = manifestForm.safeParse(json);
  if (!parsed.success) throw broken(folder, file, z.prettifyError(parsed.error), parsed.error);
  const { dump_id: dump, tables, property_definitions: definitions } = parsed.data;
  return { file, dump, tables, ...(definitions ? { propertyDefinitions: definitions } : {}) };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function noManifest(folder: string): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${folder} is no Heap Connect export: it has no manifests/sync_<number>.json.`,
    actions: [
      'Point source.folder at the folder that holds manifests/ and sync_<number>/, as the bucket has them.',
      'For plain Parquet, CSV or NDJSON files set source.kind to files.',
    ],
    facts: { folder },
  });
}

function broken(folder: string, file: string, reason: string, cause?: unknown): Mistake {
  return new Mistake({
    trouble: 'source',
    message: `${join(folder, file)} is no manifest of Heap Connect: ${reason}`,
    actions: [`Copy ${file} from the bucket again.`],
    facts: { file: join(folder, file) },
    ...(cause === undefined ? {} : { cause }),
  });
}
