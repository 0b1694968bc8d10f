import type { ObjectDef } from '../../types.ts';
import { malformedAt } from '../text/malformed.ts';
import type { Expression, FunctionCall, Surroundings } from './expressions.ts';
import { fieldSql } from './field-sql.ts';

const unitForm = /^'(mi|km)'$/i;

/** The two coordinates of a location or address field, by the names of the fields that hold them. */
export function coordinatesOf(object: ObjectDef, compound: string): readonly [string, string] | undefined {
  const parts = [...object.fields.values()].filter((field) => field.compound === compound);
  const latitude = parts.find(({ name }) => /Latitude(?:__s)?$/i.test(name))?.name;
  const longitude = parts.find(({ name }) => /Longitude(?:__s)?$/i.test(name))?.name;
  return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
}

function coordinates({ context, scope }: Surroundings, place: unknown): string {
  if (typeof place !== 'string') {
    const [latitude, longitude] = ((place as FunctionCall).parameters ?? []).map(Number);
    return `${latitude ?? 0}, ${longitude ?? 0}`;
  }
  const { source, field } = scope.resolve(place);
  const names =
    field.type === 'location' || field.type === 'address' ? coordinatesOf(source.object, field.name) : undefined;
  if (names === undefined) {
    throw malformedAt(context.soql, place, `Distance function requires a geolocation field: ${field.name}`);
  }
  return names
    .map((name) => fieldSql(context, source.object, source.object.fields.get(name.toLowerCase())!, source.alias))
    .join(', ');
}

export const isDistance = (name: string | undefined): boolean => name?.toUpperCase() === 'DISTANCE';

/**
 * How far a row is from a place; conditions ask only whether it is nearer or farther.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_geolocate.htm
 */
export function distanceExpression(around: Surroundings, call: FunctionCall): Expression {
  const [from, to, unit] = call.parameters ?? [];
  const named = unitForm.exec(String(unit))?.[1]?.toLowerCase();
  if (named === undefined)
    throw malformedAt(around.context.soql, 'DISTANCE', `Invalid unit for distance: ${String(unit)}`);
  if (typeof from !== 'string') {
    throw malformedAt(around.context.soql, 'DISTANCE', 'A location field must be the first of the two places');
  }
  const sql = `distance(${coordinates(around, from)}, ${coordinates(around, to)}, '${named}')`;
  return { sql, type: 'double', folds: false, plain: false, aggregate: false };
}
