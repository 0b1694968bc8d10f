import type { FieldDescription } from './describe.ts';
import type { Org } from './org.ts';
import { countValues } from './query.ts';

/**
 * How many rows of an object have a value in each of these fields, in their order. A checkbox is empty in none, and COUNT
 * does not take it.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_agg_functions_field_types.htm
 */
export async function countFilled(
  org: Org,
  object: string,
  fields: readonly Pick<FieldDescription, 'name' | 'aggregatable'>[],
): Promise<ReadonlyMap<string, number>> {
  const asked = fields.map(({ name, aggregatable }) => [name, aggregatable ? name : 'Id'] as const);
  const counts = await countValues(org, object, [...new Set(asked.map(([, counted]) => counted))]);
  return new Map(asked.map(([name, counted]) => [name, counts.get(counted) ?? 0]));
}
