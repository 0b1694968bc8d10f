import { Refusal } from '../base/errors.ts';
import type { FieldDescription } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { queryAll, soqlText } from '../salesforce/query.ts';
import type { LevelFields } from './read-level-fields.ts';

/** A field of the object that the connecting user may not see. */
export type HiddenField = Pick<
  FieldDescription,
  'name' | 'label' | 'type' | 'custom' | 'calculated' | 'compoundFieldName'
>;

/** What is known of the fields that the connecting user may not see. */
export type HiddenFields =
  /** Without an admin it is less sure that these are all. */
  | { readonly told: 'by-admin' | 'by-tooling'; readonly fields: readonly HiddenField[] }
  | { readonly told: 'not'; readonly because: string };

/** An admin beside the connecting user, and the object as that one sees it. */
export interface AdminView {
  readonly org: Org;
  readonly fields: LevelFields;
}

/**
 * The fields of an object that describe does not show the connecting user. An admin sees most of them. A field that was made by
 * API and granted to nobody, the admin neither, is named by the Tooling API, which has no field-level security but answers
 * only those who may view Setup: https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/api_tooling_objects.htm
 */
export async function readHiddenFields(org: Org, { seen }: LevelFields, admin?: AdminView): Promise<HiddenFields> {
  const described = [...(admin?.fields.seen.fields.values() ?? [])];
  try {
    const particles = await queryAll<Particle>(
      admin?.org ?? org,
      `SELECT QualifiedApiName, Label, DataType, IsCalculated FROM EntityParticle WHERE EntityDefinition.QualifiedApiName = ${soqlText(seen.name)}`,
      { tooling: true },
    );
    const known = new Set([...seen.fields.keys(), ...described.map(({ name }) => name.toLowerCase())]);
    const beyond = particles.map(fieldOf).filter(({ name }) => !known.has(name.toLowerCase()));
    return { told: admin ? 'by-admin' : 'by-tooling', fields: [...unseen(described, seen), ...beyond] };
  } catch (error) {
    if (!(error instanceof Refusal) || !WITHHELD.has(error.trouble)) throw error;
    return admin ? { told: 'by-admin', fields: unseen(described, seen) } : { told: 'not', because: error.message };
  }
}

const WITHHELD: ReadonlySet<string> = new Set(['permission', 'refused', 'unknown-name']);

/** https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-entityparticle.html */
interface Particle {
  readonly QualifiedApiName: string;
  readonly Label: string | null;
  readonly DataType: string;
  readonly IsCalculated: boolean;
}

function fieldOf({ QualifiedApiName: name, Label, DataType: type, IsCalculated: calculated }: Particle): HiddenField {
  const [, place] = /^(\w+)__(?:Latitude|Longitude)__s$/.exec(name) ?? [];
  const compound = place === undefined ? {} : { compoundFieldName: `${place}__c` };
  return { name, label: Label ?? name, type, custom: /__\w+$/.test(name), calculated, ...compound };
}

function unseen(fields: readonly FieldDescription[], { fields: seen }: LevelFields['seen']): readonly HiddenField[] {
  return fields.filter(({ name }) => !seen.has(name.toLowerCase()));
}
