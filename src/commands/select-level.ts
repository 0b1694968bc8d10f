import type { Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { oneYearBefore } from '../metrics/window.ts';
import { grantReading } from '../properties/grant-reading.ts';
import type { LevelView } from '../properties/level-view.ts';
import { offeredFields } from '../properties/offered-fields.ts';
import { planSelection, type Selection, type SelectionPlan } from '../properties/plan-selection.ts';
import { type LevelFields, readLevelFields } from '../properties/read-level-fields.ts';
import { resolveFields } from '../properties/resolve-fields.ts';
import { priceWindow, type WindowPrice } from '../properties/window-price.ts';
import type { Org } from '../salesforce/org.ts';
import { chosenOf, resolved } from './fields-ground.ts';
import type { SelectedField } from './fields-select.ts';
import { checkLabels, checkSeen } from './select-checks.ts';

export interface LevelSelected {
  readonly level: Level;
  readonly plan: SelectionPlan;
  readonly selected: readonly SelectedField[];
  readonly price: WindowPrice | undefined;
}

interface SelectGround {
  readonly org: Org;
  readonly view: LevelView;
}

/** Grants what is hidden, looks whether it is seen then, and prices the first pull; the file stays as it is. */
export async function selectLevel(
  context: Context,
  { org, view }: SelectGround,
  selection: Selection,
): Promise<LevelSelected> {
  const { progress, settings, clock } = context;
  const { level } = view.user;
  const plan = planSelection(level, chosenOf(context, level), selection);
  checkLabels(selection, offeredFields(view, plan.next));
  const hidden = plan.picked.filter((one) => one.hidden).map(({ choice }) => choice);
  let user: LevelFields = view.user;
  if (hidden.length > 0 && view.admin) {
    progress.step(`Grant Read on ${hidden.map(({ field }) => field).join(', ')}`);
    await grantReading(view.admin, view.hidden, hidden);
    user = await readLevelFields(org, level, plan.next);
  }
  checkSeen(resolved(user, plan.next, settings.pull), plan.picked, org);
  const added = plan.picked.some(({ status }) => status === 'added');
  if (added) progress.step(`Count the ${user.seen.name} records of the past year`);
  return {
    level,
    plan,
    selected: plan.picked.map(({ choice, status, hidden: granted }) => {
      const { properties } = resolveFields([choice], level, user.seen, user.parents);
      return {
        level,
        field: choice.field,
        properties: properties.map(({ name }) => name),
        status,
        granted,
        formula: properties.some(({ formula }) => formula),
      };
    }),
    price: added ? await priceWindow(org, level, oneYearBefore(clock.now(), settings.window.zone)) : undefined,
  };
}
