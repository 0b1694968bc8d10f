import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { replaceFile } from '../base/replace-file.ts';
import { readConfig } from '../config/find-config.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { LEVEL_OBJECTS } from '../properties/level-object.ts';
import { propertyName } from '../properties/property-name.ts';
import { defineCommand } from './command.ts';
import { byHand, chosenOf, levelsOf, objectOption } from './fields-ground.ts';

export interface DroppedField {
  readonly level: Level;
  readonly field: string;
  /** Its name in Heap, where the old values stay. */
  readonly property: string;
}

export interface FieldDrop {
  readonly configFile: string;
  readonly dropped: readonly DroppedField[];
}

export const fieldsDrop = defineCommand({
  words: ['fields', 'drop'],
  summary: 'Take fields out of the configuration, so that they are no longer sent to Heap',
  description:
    'Changes heap.config.yaml and asks no org. What Heap was sent before stays in Heap, which cannot unset a property; it is brought up to date no more.',
  examples: [{ line: 'fields drop Title Owner.Name --object contact', does: 'Two fields of Contact' }],
  positionals: {
    names: { describe: 'API names as the configuration has them, or names in Heap', required: true, many: true },
  },
  options: { object: objectOption },
  async run(context, { names, object }): Promise<FieldDrop> {
    const { chooseFields } = await import('../config/choose-fields.ts');
    const { configFile } = context.settings;
    const dropped = dropsOf(context, names, object);
    const text = chooseFields(
      readConfig(configFile),
      [...Map.groupBy(dropped, ({ level }) => level)].map(([level, fields]) => ({
        kind: 'drop',
        level,
        fields: fields.map(({ field }) => field),
      })),
    );
    if (text === undefined) throw byHand(configFile, [], dropped);
    await replaceFile(configFile, text);
    return { configFile, dropped };
  },
  show({ configFile, dropped }, look) {
    return [
      ...dropped.map(({ level, field, property }) =>
        look.wrap(`${level} ${field} is no longer sent. "${property}" and its values stay in Heap as they are.`),
      ),
      look.wrap(`Taken out of ${configFile}`),
    ].join('\n');
  },
});

/** The chosen fields that the words name, each once; a Mistake for a word that names none, or one of both levels. */
function dropsOf(context: Context, names: readonly string[], object: Level | undefined): readonly DroppedField[] {
  const all = levelsOf(object).flatMap((level) =>
    chosenOf(context, level).map((choice) => ({ level, field: choice.field, property: nameOf(level, choice) })),
  );
  const found = names.map((word) => {
    const same = (text: string) => text.toLowerCase() === word.toLowerCase();
    const named = all.filter(
      ({ level, field, property }) => same(field) || same(property) || same(`${LEVEL_OBJECTS[level]}.${field}`),
    );
    const [one, other] = named;
    if (one !== undefined && other === undefined) return one;
    throw one === undefined ? notChosen(word, all, context) : ofBoth(word, named);
  });
  return [...new Set(found)];
}

function nameOf(level: Level, { field, as }: ChosenField): string {
  return as ?? propertyName(level, field);
}

function notChosen(word: string, all: readonly DroppedField[], { settings }: Context): Mistake {
  const near = nearest(word, new Set(all.flatMap(({ field, property }) => [field, property])));
  return new Mistake({
    trouble: 'unknown-name',
    message: `No chosen field is named "${word}" in ${settings.configFile}. Nothing was changed.`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : all.length === 0
          ? 'No field is chosen there. To choose some: heap-sf fields select'
          : `Chosen are: ${all.map(({ field }) => field).join(', ')}`,
    ],
    facts: { wanted: word, chosen: all.map(({ level, field }) => `${level} ${field}`) },
  });
}

function ofBoth(word: string, named: readonly DroppedField[]): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: `"${word}" is chosen of ${named.map(({ level }) => level).join(' and of ')}. Nothing was changed.`,
    actions: ['Say which: --object contact or --object account'],
    facts: { wanted: word },
  });
}
