import { Mistake } from '../base/errors.ts';
import type { ChosenField, Level } from '../config/settings.ts';
import type { LevelView } from '../properties/level-view.ts';
import { offeredFields } from '../properties/offered-fields.ts';
import type { PickedChoice } from '../properties/pick-choices.ts';
import type { Stage } from './stage.ts';

interface Asked {
  readonly picks: readonly PickedChoice[];
  readonly drops: readonly { readonly level: Level; readonly field: string }[];
}

/** Lets a person tick fields in a list; what was ticked and is no longer is dropped. Nothing changes when they give up. */
export async function askForFields(
  views: readonly LevelView[],
  chosen: (level: Level) => readonly ChosenField[],
  { choose }: Stage,
): Promise<Asked> {
  if (choose === undefined) throw nobody();
  const offers = views.flatMap((view) =>
    offeredFields(view, chosen(view.user.level))
      .filter(({ property, state }) => property !== undefined && (state !== 'hidden' || view.admin !== undefined))
      .map((offer) => ({ ...offer, object: view.user.seen.name, key: `${offer.level} ${offer.field}` })),
  );
  const before = new Set(offers.filter(({ state }) => state === 'chosen').map(({ key }) => key));
  const ticked = await choose({
    question: 'Which fields shall Heap get?',
    choices: offers.map(({ key, object, field, label, type, state }) => ({
      value: key,
      label: `${object}.${field}${label === field ? '' : `  ${label}`}`,
      hint: state === 'hidden' ? `${type}, to be granted` : type,
    })),
    ticked: [...before],
  });
  if (ticked === undefined) return { picks: [], drops: [] };
  const after = new Set(ticked);
  return {
    picks: offers
      .filter(({ key }) => after.has(key) && !before.has(key))
      .map(({ level, field, state }) => ({ level, field, hidden: state === 'hidden' })),
    drops: offers
      .filter(({ key }) => before.has(key) && !after.has(key))
      .flatMap(({ level, field }) => {
        const choice = chosen(level).find((one) => one.field.toLowerCase() === field.toLowerCase());
        return choice ? [{ level, field: choice.field }] : [];
      }),
  };
}

function nobody(): Mistake {
  return new Mistake({
    trouble: 'misuse',
    message: 'No field is named, and there is nobody to ask.',
    actions: [
      'Name fields: heap-sf fields select Title Owner.Name --object contact',
      'See what there is: heap-sf fields list',
    ],
  });
}
