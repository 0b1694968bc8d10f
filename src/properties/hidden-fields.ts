import { Refusal } from '../base/errors.ts';
import type { FieldDescription, ObjectDescription } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { queryAll, soqlText } from '../salesforce/query.ts';
import type { LevelFields } from './read-level-fields.ts';

/** A field of the object that the connecting user may not see. */
export type HiddenField = Pick<FieldDescription, 'name' | 'label' | 'type' | 'custom'>;

/** What is known of the fields that the connecting user may not see. */
export type HiddenFields =
  /** What an admin sees besides. */
  | { readonly told: 'by-admin'; readonly fields: readonly FieldDescription[] }
  /** What the Tooling API names besides; it may know of fewer than an admin. */
  | { readonly told: 'by-tooling'; readonly fields: readonly HiddenField[] }
  | { readonly told: 'not'; readonly because: string };

/**
 * The fields of an object that describe does not show the connecting user. An admin's describe tells them for sure. Without
 * one the Tooling API is asked, which has no field-level security but answers only those who may view Setup:
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/api_tooling_objects.htm
 */
export async function readHiddenFields(
  org: Org,
  { seen }: LevelFields,
  admin: LevelFields | undefined,
): Promise<HiddenFields> {
  if (admin) return { told: 'by-admin', fields: [...admin.seen.fields.values()].filter(unseen(seen)) };
  try {
    const particles = await queryAll<Particle>(
      org,
      `SELECT QualifiedApiName, Label, DataType FROM EntityParticle WHERE EntityDefinition.QualifiedApiName = ${soqlText(seen.name)}`,
      { tooling: true },
    );
    return { told: 'by-tooling', fields: particles.map(fieldOf).filter(unseen(seen)) };
  } catch (error) {
    if (!(error instanceof Refusal) || !WITHHELD.has(error.trouble)) throw error;
    return { told: 'not', because: error.message };
  }
}

const WITHHELD: ReadonlySet<string> = new Set(['permission', 'refused', 'unknown-name']);

interface Particle {
  readonly QualifiedApiName: string;
  readonly Label: string | null;
  readonly DataType: string;
}

function fieldOf({ QualifiedApiName: name, Label, DataType }: Particle): HiddenField {
  return { name, label: Label ?? name, type: DataType, custom: /__\w+$/.test(name) };
}

function unseen({ fields }: ObjectDescription): (field: { readonly name: string }) => boolean {
  return ({ name }) => !fields.has(name.toLowerCase());
}
