import type { Level } from '../config/settings.ts';
import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';
import { travelOf } from './value-types.ts';

/** A field that says something of whoever has it. */
export interface FieldProposal {
  readonly level: Level;
  readonly field: string;
  readonly label: string;
  readonly type: string;
  /** Percent of the records looked at that have a value. */
  readonly filled: number;
}

/** Types by which people are told apart in an analysis: groups, amounts and days, and short texts. */
const TELLING = ['picklist', 'multipicklist', 'currency', 'double', 'int', 'percent', 'boolean', 'date', 'string'];

/** Fields of every org that say who somebody is, or how the row is kept, and nothing to count people by. */
const SAYS_NOTHING =
  /^(?:Id|Name|FirstName|LastName|MiddleName|Suffix|Salutation|Email.*|Is[A-Z]\w*|Jigsaw\w*|Photo\w*|.*(?:Street|PostalCode|Latitude|Longitude|GeocodeAccuracy)|Created\w*|Last\w*|System\w*|AccountNumber|Site|Fax|.*Phone|Website|CleanStatus)$/;

/** Fields worth a look, before their values are: what cannot be sent is not among them. */
export function tellingFields(seen: ObjectDescription): readonly FieldDescription[] {
  return [...seen.fields.values()].filter(
    ({ name, type }) => TELLING.includes(type) && travelOf(type) !== undefined && !SAYS_NOTHING.test(name),
  );
}

/** Those that most records have, and that differ from one to another: own fields first, then the fuller ones. */
export function proposeFields(
  level: Level,
  fields: readonly FieldDescription[],
  samples: ReadonlyMap<string, readonly (string | null)[]>,
): readonly FieldProposal[] {
  return fields
    .flatMap((field) => {
      const values = samples.get(field.name) ?? [];
      const given = values.filter((value) => value !== null && value !== 'false');
      const filled = values.length === 0 ? 0 : Math.round((given.length / values.length) * 100);
      if (filled < 30 || new Set(given).size < 2) return [];
      return [{ field, filled, rank: (field.custom ? 0 : 10) + TELLING.indexOf(field.type) / 10 }];
    })
    .sort((one, other) => one.rank - other.rank || other.filled - one.filled)
    .map(({ field: { name, label, type }, filled }) => ({ level, field: name, label, type, filled }));
}
