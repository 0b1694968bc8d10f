import type { Level } from '../config/settings.ts';
import type { FieldValues } from '../properties/field-values.ts';
import type { OfferedField } from '../properties/offered-fields.ts';
import type { GoneField } from '../properties/property.ts';
import { defineCommand } from './command.ts';
import { chosenOf, hiddenWords, levelsOf, objectOption, resolved } from './fields-ground.ts';
import type { Paint, TextCell } from './look.ts';
import { adminOption } from './metrics-ground.ts';

export interface ListedField extends OfferedField, Partial<FieldValues> {}

export interface ListedObject {
  readonly level: Level;
  readonly object: string;
  /** Those that the search leaves. */
  readonly fields: readonly ListedField[];
  /** All that there are, whatever the search; and of those, how many are chosen. */
  readonly count: number;
  readonly chosen: number;
  /** How many are known to be hidden from the connecting user; undefined when nobody tells. */
  readonly hidden?: number;
  readonly hiddenWords: string;
  /** Chosen, and no longer there. */
  readonly gone: readonly GoneField[];
}

export interface FieldList {
  readonly org: string;
  readonly objects: readonly ListedObject[];
  /** Salesforce API requests that the list took. */
  readonly credits: number;
}

export const fieldsList = defineCommand({
  words: ['fields', 'list'],
  summary: 'List the fields of Account and Contact, what each would be in Heap, and which are chosen',
  description:
    'Asks the org what the connecting user sees: standard and custom fields, the parts of compound ones, formulas. --values shows what stands in them, which takes a request for each 40 fields and some for samples.',
  examples: [
    { line: 'fields list --object contact', does: 'The fields of Contact' },
    { line: 'fields list --search phone --values', does: 'Those with "phone" in name, label or type, with samples' },
  ],
  options: {
    object: objectOption,
    search: { type: 'string', describe: 'Only fields with this text in their API name, label, type or name in Heap' },
    values: { type: 'boolean', describe: 'Show sample values, and how many records have one' },
    'admin-org': adminOption('names the fields that are hidden from the connecting user'),
  },
  async run(context, { object, search, values, adminOrg }): Promise<FieldList> {
    const { readFieldValues, valuesPrice } = await import('../properties/field-values.ts');
    const { readLevelView } = await import('../properties/level-view.ts');
    const { offeredFields } = await import('../properties/offered-fields.ts');
    const { progress } = context;
    const org = await context.org();
    const admin = await context.adminOrg(adminOrg);
    const before = org.credits.spent + (admin === org ? 0 : admin.credits.spent);
    progress.step('Ask which fields there are');
    const objects: ListedObject[] = [];
    for (const level of levelsOf(object)) {
      const chosen = chosenOf(context, level);
      const view = await readLevelView(org, admin, level, chosen);
      const { seen } = view.user;
      const all = offeredFields(view, chosen);
      const fields = all.filter(matches(search));
      const asked = fields.flatMap(({ field, state }) =>
        state === 'hidden' ? [] : (seen.fields.get(field.toLowerCase()) ?? []),
      );
      const sendable = asked.filter(({ name }) =>
        fields.some(({ field, property }) => field === name && property !== undefined),
      );
      if (values) progress.step(`Ask ${seen.name} for values: ${valuesPrice(sendable)} requests`);
      const found = values ? await readFieldValues(org, seen, sendable) : undefined;
      objects.push({
        level,
        object: seen.name,
        fields: fields.map((field) => ({ ...field, ...found?.get(field.field) })),
        count: all.length,
        chosen: all.filter(({ state }) => state === 'chosen').length,
        ...(view.hidden.told !== 'not' && { hidden: view.hidden.fields.length }),
        hiddenWords: hiddenWords(view, org.username),
        gone: resolved(view.user, chosen, context.settings.pull).gone,
      });
    }
    progress.done();
    const spent = org.credits.spent + (admin === org ? 0 : admin.credits.spent) - before;
    return { org: org.alias ?? org.username, objects, credits: spent };
  },
  warnings: ({ objects }) => objects.flatMap(({ gone }) => gone.map(({ message }) => message)),
  show({ objects, credits }, look) {
    const shown = objects.map(({ object, fields, count, chosen, hiddenWords: hidden }) => {
      const lines = fields.flatMap((field) => linesOf(field));
      const some = fields.length === count ? `${count} fields` : `${fields.length} of the ${count} fields`;
      const table = look.table(
        [{ head: object, whole: true }, { head: 'In Heap' }, { head: 'State', whole: true }],
        lines,
      );
      return [
        ...(fields.length === 0 ? [] : [table]),
        look.wrap(`${some} of ${object}, ${chosen} chosen. ${hidden}`),
      ].join('\n');
    });
    return [
      ...shown,
      look.paint('dim', `Credits: ${credits}. To choose: heap-sf fields select NAME --object contact`),
    ].join('\n\n');
  },
});

function matches(search: string | undefined): (field: OfferedField) => boolean {
  if (search === undefined) return () => true;
  const wanted = search.toLowerCase();
  return ({ field, label, type, property = '' }) =>
    [field, label, type, property].some((text) => text.toLowerCase().includes(wanted));
}

const PAINTS: Readonly<Record<OfferedField['state'], Paint>> = {
  chosen: 'good',
  open: 'dim',
  hidden: 'warn',
  'cannot be sent': 'dim',
};

/** Six facts and more do not fit a line of 80 columns side by side. */
function linesOf(field: ListedField): readonly (readonly TextCell[])[] {
  const { label, type, formula, partOf, custom, state, property, filled, estimated, samples } = field;
  const facts = [
    type,
    ...(custom ? ['custom'] : []),
    ...(formula ? ['formula'] : []),
    ...(partOf === undefined ? [] : [`part of ${partOf}`]),
  ];
  const first = [
    { text: field.field, paint: 'bold' } as const,
    property ?? '',
    state === 'open' ? ' ' : { text: state, paint: PAINTS[state] },
  ];
  const second = [label, facts.join(', '), ' '];
  if (samples === undefined) return [first, second];
  const percent = filled === undefined ? 'no records' : `${estimated ? 'about ' : ''}${percentOf(filled)} filled`;
  return [first, second, [percent, samples.map(oneLine).join(' · ') || ' ', ' ']];
}

function percentOf(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %';
  if (share < 1 && share > 0.99) return '>99 %';
  return `${Math.round(share * 100)} %`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
