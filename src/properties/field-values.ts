import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { COUNTS_A_QUERY, countValues } from '../salesforce/query.ts';
import { readSamples, samplePortions } from './sample-values.ts';

/** What stands in a field. */
export interface FieldValues {
  /** Share of records with a value, 0 to 1; undefined when there are no records. */
  readonly filled: number | undefined;
  /** Told by the sampled records alone: the org does not count values of this type. */
  readonly estimated: boolean;
  /** Different values of the records updated last, as Salesforce gives them. */
  readonly samples: readonly string[];
}

const SAMPLES = 3;

/** The requests that `readFieldValues` makes for these fields. */
export function valuesPrice(fields: readonly FieldDescription[]): number {
  return Math.ceil(countedOf(fields).length / COUNTS_A_QUERY) + samplePortions(fields.map(({ name }) => name)).length;
}

/**
 * How many records have a value in each of these fields, and which values the records updated last have, by field. A checkbox
 * always has one.
 */
export async function readFieldValues(
  org: Org,
  { name: object }: ObjectDescription,
  fields: readonly FieldDescription[],
): Promise<ReadonlyMap<string, FieldValues>> {
  const counts = await countValues(org, object, countedOf(fields));
  const total = counts.get('Id') ?? 0;
  const names = fields.map(({ name }) => name);
  const sampled = await readSamples(org, object, names);
  return new Map(
    fields.map(({ name, type }): [string, FieldValues] => {
      const rows = sampled.get(name) ?? [];
      const values = rows.filter((value) => value !== null);
      const count = counts.get(name);
      return [
        name,
        {
          filled: count === undefined ? share(values.length, rows.length) : share(count, total),
          estimated: count === undefined && type !== 'boolean',
          samples: [...new Set(values)].slice(0, SAMPLES),
        },
      ];
    }),
  );
}

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

/** The fields whose values the org counts, and the Id, which every record has. */
function countedOf(fields: readonly FieldDescription[]): readonly string[] {
  const counted = fields.filter(({ aggregatable, type }) => aggregatable && type !== 'boolean').map(({ name }) => name);
  return [...new Set(['Id', ...counted])];
}
