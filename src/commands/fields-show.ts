import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { ChosenField, Level, PullSettings } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { LEVEL_OBJECTS } from '../properties/level-object.ts';
import { propertyName } from '../properties/property-name.ts';
import { resolveFields } from '../properties/resolve-fields.ts';
import type { SentSample } from '../properties/sample-values.ts';
import { defineCommand } from './command.ts';
import { chosenOf, levelsOf, objectOption, resolved } from './fields-ground.ts';
import { showChosen } from './show-chosen.ts';

/** A chosen field as it stands in the org, and as it is sent. */
export interface ShownField {
  readonly level: Level;
  readonly field: string;
  readonly state: 'fine' | 'gone' | 'cannot be sent';
  /** What it fills in Heap: two properties, where an amount brings its currency along. */
  readonly properties: readonly ShownProperty[];
  /** Up to when its values were pulled, as the org's clock has it: ISO 8601. Absent before the first pull of it. */
  readonly pulledAt?: string;
  /** When the pull found that it was gone. */
  readonly goneSince?: string;
  /** Why it is not sent, and what to do about it. */
  readonly because?: string;
  readonly actions?: readonly string[];
}

export interface ShownProperty {
  readonly name: string;
  /** Undefined while the field is gone. */
  readonly type?: string;
  /** Read again on a schedule of its own. */
  readonly formula?: boolean;
  /** A value of the records updated last, as it would be sent. */
  readonly sample?: SentSample;
}

export interface ShownFields {
  readonly fields: readonly ShownField[];
  readonly rules?: Pick<PullSettings, 'nulls' | 'longValues' | 'formulas'>;
}

export const fieldsShow = defineCommand({
  words: ['fields', 'show'],
  summary: 'Show the chosen fields: what each is in Heap, how it stands in the org, and a value as it would be sent',
  description:
    'Fields that were deleted, renamed or hidden since they were chosen are shown as gone: they are not read, and what Heap has of them stays. They come back by themselves.',
  examples: [{ line: 'fields show Title', does: 'One of them' }],
  positionals: { names: { describe: 'API names, or names in Heap. Default: all chosen fields', many: true } },
  options: { object: objectOption },
  async run(context, { names, object }): Promise<ShownFields> {
    const { readLevelFields } = await import('../properties/read-level-fields.ts');
    const { sampleProperties } = await import('../properties/sample-values.ts');
    const { pull } = context.settings;
    const wanted = levelsOf(object).map((level) => ({
      level,
      chosen: namedOf(chosenOf(context, level), level, names),
    }));
    checkNames(names, context, levelsOf(object));
    if (pull === undefined || wanted.every(({ chosen }) => chosen.length === 0)) return { fields: [] };
    const org = await context.org();
    context.progress.step('Ask how the fields stand');
    const fields: ShownField[] = [];
    const { readTimesOf } = await import('../pull/read-times.ts');
    const timesOf = readTimesOf(context.ledger, { orgId: org.organizationId, heap: context.settings.heap });
    for (const { level, chosen } of wanted.filter((one) => one.chosen.length > 0)) {
      const read = await readLevelFields(org, level, chosenOf(context, level));
      // All of them, for two may fill one property.
      const { properties, gone } = resolved(read, chosenOf(context, level), pull);
      const samples = await sampleProperties(org, await context.warehouse(), read.seen.name, properties, pull);
      for (const choice of chosen) {
        const lost = gone.find(({ field }) => field === choice.field);
        const { pulledAt, goneSince } = timesOf(level, choice.field);
        const own = resolveFields([choice], level, read.seen, read.parents).properties;
        fields.push({
          level,
          field: choice.field,
          state: lost === undefined ? 'fine' : lost.because === 'cannot-be-sent' ? 'cannot be sent' : 'gone',
          properties: lost
            ? [{ name: choice.as ?? propertyName(level, choice.field) }]
            : own.map(({ name, type, formula }) => {
                const sample = samples.get(name);
                return { name, type, formula, ...(sample && { sample }) };
              }),
          ...(pulledAt && { pulledAt }),
          ...(lost && goneSince && { goneSince }),
          ...(lost && { because: lost.message, actions: lost.actions }),
        });
      }
    }
    context.progress.done();
    const { nulls, longValues, formulas } = pull;
    return { fields, rules: { nulls, longValues, formulas } };
  },
  show: showChosen,
});

function namedOf(chosen: readonly ChosenField[], level: Level, names: readonly string[]): readonly ChosenField[] {
  return names.length === 0 ? chosen : chosen.filter((choice) => names.some((name) => isNamed(choice, level, name)));
}

function isNamed({ field, as }: ChosenField, level: Level, name: string): boolean {
  return [field, as ?? propertyName(level, field), `${LEVEL_OBJECTS[level]}.${field}`].some(
    (text) => text.toLowerCase() === name.toLowerCase(),
  );
}

function checkNames(names: readonly string[], context: Context, levels: readonly Level[]): void {
  const all = levels.flatMap((level) => chosenOf(context, level).map((choice) => ({ level, choice })));
  const stranger = names.find((name) => !all.some(({ level, choice }) => isNamed(choice, level, name)));
  if (stranger === undefined) return;
  const near = nearest(stranger, new Set(all.map(({ choice }) => choice.field)));
  throw new Mistake({
    trouble: 'unknown-name',
    message: `No chosen field is named "${stranger}" in ${context.settings.configFile}.`,
    actions: [near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See which are: heap-sf fields show'],
    facts: { wanted: stranger },
  });
}
