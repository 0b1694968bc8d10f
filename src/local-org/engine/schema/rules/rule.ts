import type { FieldDef, ObjectDef, Schema } from '../../types.ts';
import type { Edition } from '../edition.ts';

/** What the rows of the object hold already. */
export interface RowFacts {
  any(): boolean;
  /** Whether any row, deleted ones too, has a value there. */
  filled(field: FieldDef): boolean;
  blank(field: FieldDef): boolean;
  longest(field: FieldDef): number;
}

/** A custom field as it is to be, and where. */
export interface FieldCase {
  readonly object: ObjectDef;
  readonly field: FieldDef;
  readonly before: FieldDef | undefined;
  readonly edition: Edition;
  readonly schema: Pick<Schema, 'object' | 'objects'>;
  /** Deleted fields of the object that are not purged yet: each keeps its slot. */
  readonly deletedFields: number;
  readonly rows: RowFacts;
}

export interface FieldRule {
  readonly page: string;
  /** How we know, when the page does not say it. */
  readonly sure?: `Observed: ${string}` | 'Not documented; believed.';
  readonly code: string;
  /**
   * What Salesforce says when the rule is broken; nothing when it holds. Pages seldom give the words: those of a rule
   * without a source that was observed are not documented; believed.
   */
  readonly broken: (it: FieldCase) => string | undefined;
}

const meta = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta';
const help = 'https://help.salesforce.com/s/articleView?id';

/** The pages that rules of fields and objects come from. */
export const pages = {
  field: `${meta}/customfield.htm`,
  fieldTypes: `${meta}/meta_field_types.htm`,
  name: `${meta}/meta_metadata.htm`,
  object: `${meta}/customobject.htm`,
  allocations: `${help}=platform.custom_field_allocations.htm`,
  attributes: `${help}=platform.custom_field_attributes.htm`,
  deleted: `${help}=platform.fields_managing_deleted_fields.htm`,
  history: `${help}=xcloud.tracking_field_history.htm`,
  relationships: `${help}=platform.relationships_considerations.htm`,
  rollUps: `${help}=platform.fields_about_roll_up_summary_fields.htm`,
  formulas: `${help}=platform.formula_considerations.htm`,
  typeChange: `${help}=platform.notes_on_changing_custom_field_types.htm`,
} as const;

export const withoutSuffix = (name: string) => name.replace(/__c$/i, '');

/** A name without the namespace of the package that it came with. */
export const withoutNamespace = (name: string, namespace: string | undefined) =>
  namespace !== undefined && name.startsWith(`${namespace}__`) ? name.slice(namespace.length + 2) : name;

/** Letters, digits and single underscores, from a letter to no underscore. */
export const isGoodName = (name: string) => /^[A-Za-z](?:_?[A-Za-z0-9])*$/.test(withoutSuffix(name));

export const others = (it: FieldCase): readonly FieldDef[] =>
  [...it.object.fields.values()].filter((field) => field.name.toLowerCase() !== it.field.name.toLowerCase());
