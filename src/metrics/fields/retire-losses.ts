import { Refusal } from '../../base/errors.ts';
import { countFilled } from '../../salesforce/count-filled.ts';
import { describeObject } from '../../salesforce/describe.ts';
import { fieldGrantees } from '../../salesforce/field-access.ts';
import type { Org } from '../../salesforce/org.ts';
import type { ChosenField } from './choose-retired.ts';

/** What goes with a field. */
export interface FieldLoss extends ChosenField {
  /** Rows that have a value; undefined when nobody signed in may see the field. */
  readonly rows: number | undefined;
  /** Permission sets and profiles that show it, by label; undefined when nobody signed in may know. */
  readonly shownBy: readonly string[] | undefined;
}

/** Looks what would be lost, as whoever can see it. */
export async function readLosses(org: Org, admin: Org, fields: readonly ChosenField[]): Promise<readonly FieldLoss[]> {
  const losses: FieldLoss[] = [];
  for (const [object, ofObject = []] of Map.groupBy(fields, ({ field }) => field.object)) {
    const names = ofObject.map(({ field }) => field.name);
    const grantees = await granteesOf(admin, object, names);
    const rows = new Map<string, number>();
    for (const reader of org === admin ? [org] : [org, admin]) {
      const seen = (await describeObject(reader, object))?.fields;
      const asked = names.filter((name) => !rows.has(name)).flatMap((name) => seen?.get(name.toLowerCase()) ?? []);
      for (const [name, count] of await countFilled(reader, object, asked)) rows.set(name, count);
    }
    for (const one of ofObject) {
      losses.push({
        ...one,
        rows: rows.get(one.field.name),
        shownBy: grantees?.get(one.field.name.toLowerCase()) ?? (grantees && []),
      });
    }
  }
  return losses;
}

async function granteesOf(admin: Org, object: string, names: readonly string[]) {
  try {
    return await fieldGrantees(admin, object, names);
  } catch (error) {
    if (error instanceof Refusal && ['permission', 'refused', 'unknown-name'].includes(error.trouble)) return undefined;
    throw error;
  }
}
