import { replaceFile } from '../base/replace-file.ts';
import { chooseFields } from '../config/choose-fields.ts';
import { readConfig } from '../config/find-config.ts';
import type { Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { oneYearBefore } from '../metrics/window.ts';
import { grantReading } from '../properties/grant-reading.ts';
import { type LevelView, readLevelView } from '../properties/level-view.ts';
import { pickChoices } from '../properties/pick-choices.ts';
import { type PlannedChoice, planSelection, type Selection, type SelectionPlan } from '../properties/plan-selection.ts';
import { type LevelFields, readLevelFields } from '../properties/read-level-fields.ts';
import { resolveFields } from '../properties/resolve-fields.ts';
import { priceWindow, type WindowPrice } from '../properties/window-price.ts';
import type { Org } from '../salesforce/org.ts';
import { askForFields } from './ask-for-fields.ts';
import { defineCommand } from './command.ts';
import { byHand, chosenOf, levelsOf, objectOption, resolved } from './fields-ground.ts';
import { adminOption } from './metrics-ground.ts';
import { checkForm, checkSeen } from './select-checks.ts';
import { showSelection } from './show-selection.ts';

export interface SelectedField {
  readonly level: Level;
  readonly field: string;
  /** Its names in Heap: two, where an amount brings its currency along. */
  readonly properties: readonly string[];
  readonly status: PlannedChoice['status'];
  /** Read was granted to the connecting user for it. */
  readonly granted: boolean;
  /** Read again on a schedule of its own, since it changes without a trace. */
  readonly formula: boolean;
}

export interface FieldSelection {
  readonly configFile: string;
  readonly selected: readonly SelectedField[];
  /** As the configuration named them. */
  readonly dropped: readonly { readonly level: Level; readonly field: string }[];
  /** What the first pull of the new fields takes, by level. */
  readonly prices: Readonly<Partial<Record<Level, WindowPrice>>>;
}

export const fieldsSelect = defineCommand({
  words: ['fields', 'select'],
  summary: 'Choose fields of Account and Contact that Heap shall get',
  description:
    'Writes the choice into heap.config.yaml, with comments and layout as they are. Without names, in a terminal, fields are ticked in a list with a search. A field that is hidden from the connecting user is granted to it (Read, in Heap_Connecting_User) by the admin; without an admin it is refused.',
  examples: [
    { line: 'fields select Title Owner.Name --object contact', does: "A field, and the name of each contact's owner" },
    { line: 'fields select Customer_Tier__c --as Tier --labels', does: 'Under a name of your own, by its labels' },
    { line: 'fields select -o heap-sync --admin-org admin', does: 'Tick fields in a list' },
  ],
  positionals: { names: { describe: 'API names, as Title or Owner.Name, or labels', many: true } },
  options: {
    object: objectOption,
    as: { type: 'string', describe: 'Name of the property in Heap, for one field. Default: made of its API name' },
    labels: { type: 'boolean', describe: 'Send the labels of a picklist rather than its values' },
    'admin-org': adminOption('grants Read on fields that are hidden'),
  },
  async run(context, { names, object, as, labels, adminOrg }, stage): Promise<FieldSelection> {
    checkForm(as, names);
    const { configFile } = context.settings;
    const [org, admin] = [await context.org(), await context.adminOrg(adminOrg)];
    context.progress.step('Ask which fields there are');
    const views: LevelView[] = [];
    for (const level of levelsOf(object)) {
      const fields = [...chosenOf(context, level), ...names.map((field) => ({ field }))];
      views.push(await readLevelView(org, admin, level, fields));
    }
    context.progress.done();
    const chosen = (level: Level) => chosenOf(context, level);
    const { picks, drops } =
      names.length > 0
        ? { picks: pickChoices(names, views, chosen), drops: [] }
        : await askForFields(views, chosen, stage);
    const form = { ...(as !== undefined && { as: as.trim() }), ...(labels && { picklist: 'label' as const }) };
    const levels: LevelSelected[] = [];
    for (const view of views) {
      const { level } = view.user;
      const own = <T extends { readonly level: Level }>(all: readonly T[]) => all.filter((one) => one.level === level);
      const selection = { picks: own(picks), drops: own(drops).map(({ field }) => field), form };
      if (selection.picks.length + selection.drops.length > 0)
        levels.push(await selectOf(context, { org, view }, selection));
    }
    context.progress.done();
    const changes = levels.flatMap(({ plan }) => plan.changes);
    if (changes.length > 0) {
      const text = chooseFields(readConfig(configFile), changes);
      if (text === undefined) throw byHand(configFile, picks, drops);
      await replaceFile(configFile, text);
    }
    return {
      configFile,
      selected: levels.flatMap(({ selected }) => selected),
      dropped: drops,
      prices: Object.fromEntries(levels.flatMap(({ level, price }) => (price ? [[level, price]] : []))),
    };
  },
  show: showSelection,
});

interface LevelSelected {
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
async function selectOf(context: Context, { org, view }: SelectGround, selection: Selection): Promise<LevelSelected> {
  const { progress, settings, clock } = context;
  const { level } = view.user;
  const plan = planSelection(level, chosenOf(context, level), selection);
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
