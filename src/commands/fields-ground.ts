import { Mistake } from '../base/errors.ts';
import type { ChosenField, Level, PullSettings } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { LevelView } from '../properties/level-view.ts';
import type { ResolvedFields } from '../properties/property.ts';
import { ownProperties } from '../properties/property-name.ts';
import type { LevelFields } from '../properties/read-level-fields.ts';
import { resolveFields } from '../properties/resolve-fields.ts';
import type { TextOption } from './command-options.ts';

export const LEVELS = ['contact', 'account'] as const satisfies readonly Level[];

export const objectOption = {
  type: 'string',
  describe: 'Only fields of this object',
  choices: LEVELS,
} as const satisfies TextOption;

/** The levels that an option names: one, or both when it is not given. */
export function levelsOf(object: Level | undefined): readonly Level[] {
  return object === undefined ? LEVELS : [object];
}

/** What the configuration chooses of a level. */
export function chosenOf({ settings }: Context, level: Level): readonly ChosenField[] {
  return settings.pull?.[level] ?? [];
}

/** The chosen fields of a level against the org, and what is gone of them. */
export function resolved(
  { level, seen, parents }: LevelFields,
  chosen: readonly ChosenField[],
  pull?: PullSettings,
): ResolvedFields {
  return resolveFields(chosen, level, seen, parents, pull ? ownProperties(pull, level) : []);
}

/** In words, how many more fields there are that the connecting user may not see. */
export function hiddenWords({ hidden, user }: LevelView, username: string): string {
  const object = user.seen.name;
  const name = `--admin-org ALIAS names them all`;
  if (hidden.told === 'not')
    return `Whether ${object} has fields that are hidden from ${username} is not told: ${hidden.because} ${name}.`;
  const { length } = hidden.fields;
  if (hidden.told === 'by-admin') {
    return length === 0
      ? `None is hidden from ${username}.`
      : `${length} are hidden from ${username} until fields select grants Read.`;
  }
  return length === 0
    ? `None is known to be hidden from ${username}; an admin may see more (--admin-org ALIAS).`
    : `${length} are hidden from ${username}; an admin can grant them (--admin-org ALIAS).`;
}

interface NamedField {
  readonly level: Level;
  readonly field: string;
}

/** The list in the configuration cannot be changed at its place. */
export function byHand(configFile: string, added: readonly NamedField[], dropped: readonly NamedField[]): Mistake {
  const lines = (word: string, fields: readonly NamedField[]) =>
    fields.length === 0 ? [] : [`${word}: ${fields.map(({ level, field }) => `pull.${level} ${field}`).join(', ')}`];
  return new Mistake({
    trouble: 'config',
    message: `The chosen fields in ${configFile} are written by an alias, a merge or in braces, and cannot be changed at their place. Nothing was changed.`,
    actions: [...lines('Write there', added), ...lines('Take out there', dropped)],
    facts: { file: configFile },
  });
}
