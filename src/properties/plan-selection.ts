import type { FieldChoice, WrittenField } from '../config/choose-fields.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import type { PickedChoice } from './pick-choices.ts';

/** What a selection gives the fields beside their names. */
export type ChoiceForm = Partial<Pick<ChosenField, 'as' | 'picklist'>>;

/** Fields of one level to choose, and to choose no longer. */
export interface Selection {
  readonly picks: readonly PickedChoice[];
  /** As the configuration names them. */
  readonly drops: readonly string[];
  readonly form: ChoiceForm;
}

export interface SelectionPlan {
  /** All that the configuration chooses of the level from then on. */
  readonly next: readonly ChosenField[];
  readonly picked: readonly PlannedChoice[];
  /** What to change in the file. */
  readonly changes: readonly FieldChoice[];
}

export interface PlannedChoice {
  readonly choice: ChosenField;
  readonly status: 'added' | 'changed' | 'as it was';
  readonly hidden: boolean;
}

/** What becomes of the chosen fields of a level; `now` are those of the configuration. */
export function planSelection(
  level: Level,
  now: readonly ChosenField[],
  { picks, drops, form }: Selection,
): SelectionPlan {
  const picked = picks.map(({ field, hidden, chosen }): PlannedChoice => {
    if (chosen === undefined) return { choice: { field, picklist: 'value', ...form }, status: 'added', hidden };
    const choice = { ...chosen, ...form };
    const same = choice.as === chosen.as && choice.picklist === chosen.picklist;
    return { choice, status: same ? 'as it was' : 'changed', hidden };
  });
  const of = (status: PlannedChoice['status']) =>
    picked.filter((one) => one.status === status).map(({ choice }) => choice);
  const [added, changed] = [of('added'), of('changed')];
  const kept = now.filter(({ field }) => !drops.includes(field));
  return {
    next: [...kept.map((choice) => changed.find(({ field }) => field === choice.field) ?? choice), ...added],
    picked,
    changes: [
      ...changed.map((choice): FieldChoice => ({ kind: 'set', level, field: written(choice) })),
      ...(added.length > 0 ? [{ kind: 'add', level, fields: added.map(written) } as const] : []),
      // Last, so that a list that loses all its old fields is not emptied in between.
      ...(drops.length > 0 ? [{ kind: 'drop', level, fields: drops } as const] : []),
    ],
  };
}

function written({ field, as, picklist }: ChosenField): WrittenField {
  return { field, ...(as !== undefined && { as }), ...(picklist === 'label' && { value: picklist }) };
}
