import type { ChosenField, Level } from '../config/settings.ts';
import { findField } from './find-field.ts';
import type { HiddenField } from './hidden-fields.ts';
import type { LevelView } from './level-view.ts';
import { propertyName } from './property-name.ts';
import { canTravel, travelOf } from './value-types.ts';

/** A field of Account or Contact, as a person may choose it. */
export interface OfferedField {
  readonly level: Level;
  /** API name, or the path of a parent's field that is chosen. */
  readonly field: string;
  readonly label: string;
  /** Describe's, as `picklist`. */
  readonly type: string;
  readonly custom: boolean;
  /** A formula or a roll-up, which is read again on a schedule of its own. */
  readonly formula: boolean;
  /** The compound field that it is a part of. */
  readonly partOf?: string;
  readonly state: 'chosen' | 'open' | 'hidden' | 'cannot be sent';
  /** Its name in Heap, or the one that it would get. None when it cannot be sent. */
  readonly property?: string;
}

/** All fields of a level's object by name, the parents' that are chosen, and those that are known to be hidden. */
export function offeredFields({ user, hidden }: LevelView, chosen: readonly ChosenField[]): readonly OfferedField[] {
  const { level, seen, parents } = user;
  const choices = new Map(chosen.map((choice) => [choice.field.toLowerCase(), choice]));
  const offer = (field: HiddenField, path: string, hiddenToo = false): OfferedField => {
    const choice = choices.get(path.toLowerCase());
    const sendable = hiddenToo ? canTravel(field.type) : travelOf(field.type) !== undefined;
    const state = hiddenToo ? 'hidden' : sendable ? (choice ? 'chosen' : 'open') : 'cannot be sent';
    return {
      level,
      field: path,
      label: field.label,
      type: field.type,
      custom: field.custom,
      formula: field.calculated,
      ...(field.compoundFieldName !== undefined && { partOf: field.compoundFieldName }),
      state,
      ...(sendable && { property: choice?.as ?? propertyName(level, path) }),
    };
  };
  const paths = chosen.flatMap(({ field }) => {
    const found = field.includes('.') ? findField(field, seen, parents) : undefined;
    return found?.status === 'found' ? [offer(found.field, found.path)] : [];
  });
  return [
    ...[...seen.fields.values()].map((field) => offer(field, field.name)),
    ...paths,
    ...(hidden.told === 'not' ? [] : hidden.fields).map((field) => offer(field, field.name, true)),
  ].sort((a, b) => a.field.localeCompare(b.field, 'en'));
}
