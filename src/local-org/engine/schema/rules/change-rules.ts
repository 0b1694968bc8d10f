import type { FieldDef } from '../../types.ts';
import { type FieldRule, pages } from './rule.ts';

/** What a field is made as: its type in the Metadata API, or what takes the place of one. */
const madeAs = (field: FieldDef): string => {
  if (field.formula !== undefined) return 'Formula';
  if (field.summary !== undefined) return 'Summary';
  return (
    field.metadataType ?? (field.masterDetail ? 'MasterDetail' : field.type === 'reference' ? 'Lookup' : field.type)
  );
};

/** Families that nothing enters or leaves. */
const closed: readonly {
  readonly words: string;
  readonly members: readonly string[];
  readonly sure: FieldRule['sure'];
}[] = [
  {
    words: 'a Lookup, MasterDetail, or Hierarchy',
    members: ['Lookup', 'MasterDetail', 'Hierarchy'],
    sure: 'Observed: https://github.com/trailheadapps/ebikes-lwc/issues/457',
  },
  { words: 'a Formula', members: ['Formula'], sure: 'Not documented; believed.' },
  { words: 'a Summary', members: ['Summary'], sure: 'Not documented; believed.' },
  { words: 'a Location', members: ['Location'], sure: 'Not documented; believed.' },
];

const shortTexts = ['Text', 'TextArea', 'Email', 'Phone', 'Url'];

/** Types into which a filled field of each type may change without losing what it holds. */
export const keepsData: Readonly<Record<string, readonly string[]>> = {
  AutoNumber: ['Text'],
  Text: [...shortTexts, 'LongTextArea', 'Html', 'AutoNumber'],
  TextArea: [...shortTexts, 'LongTextArea', 'Html'],
  Email: [...shortTexts, 'LongTextArea'],
  Phone: [...shortTexts, 'LongTextArea'],
  Url: [...shortTexts, 'LongTextArea'],
  LongTextArea: [...shortTexts, 'Html'],
  Html: ['LongTextArea'],
  Picklist: ['MultiselectPicklist', 'Text', 'TextArea'],
};

/** Which fields may become which. */
export const changeRules: readonly FieldRule[] = [
  ...closed.flatMap(({ words, members, sure }): readonly FieldRule[] => [
    {
      page: pages.typeChange,
      ...(sure === undefined ? {} : { sure }),
      code: 'FIELD_INTEGRITY_EXCEPTION',
      broken: ({ field, before }) =>
        before && members.includes(madeAs(field)) && !members.includes(madeAs(before))
          ? `Cannot update a field to ${words} from something else`
          : undefined,
    },
    {
      page: pages.typeChange,
      ...(sure === undefined ? {} : { sure }),
      code: 'FIELD_INTEGRITY_EXCEPTION',
      broken: ({ field, before }) =>
        before && !members.includes(madeAs(field)) && members.includes(madeAs(before))
          ? `Cannot update a field from ${words} to something else`
          : undefined,
    },
  ]),
  {
    page: pages.typeChange,
    sure: 'Observed: https://github.com/trailheadapps/coral-cloud/issues/87',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before, rows }) => {
      if (!before || madeAs(before) === madeAs(field) || before.type === 'reference') return undefined;
      if (before.formula !== undefined || before.summary !== undefined) return undefined;
      if (keepsData[madeAs(before)]?.includes(madeAs(field)) || !rows.filled(before)) return undefined;
      return 'Cannot change type due to existing data';
    },
  },
  {
    page: pages.typeChange,
    sure: 'Not documented; believed.',
    code: 'FIELD_INTEGRITY_EXCEPTION',
    broken: ({ field, before, rows }) => {
      if (before?.precision === undefined || field.precision === undefined || before.type !== field.type)
        return undefined;
      const wholeBefore = before.precision - (before.scale ?? 0);
      const whole = field.precision - (field.scale ?? 0);
      if (field.formula !== undefined || whole >= wholeBefore || rows.longest(before) <= whole) return undefined;
      return `Cannot decrease the length of ${field.name}: existing data has more digits`;
    },
  },
];
