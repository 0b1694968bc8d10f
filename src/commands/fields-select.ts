import type { Level } from '../config/settings.ts';
import type { LevelView } from '../properties/level-view.ts';
import type { PlannedChoice } from '../properties/plan-selection.ts';
import type { WindowPrice } from '../properties/window-price.ts';
import { defineCommand } from './command.ts';
import { byHand, chosenOf, levelsOf, objectOption } from './fields-ground.ts';
import { adminOption } from './metrics-ground.ts';
import type { LevelSelected } from './select-level.ts';
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
  positionals: { names: { describe: 'API names, as Title, Account.Industry or Owner.Name, or labels', many: true } },
  options: {
    object: objectOption,
    as: { type: 'string', describe: 'Name of the property in Heap, for one field. Default: made of its API name' },
    labels: { type: 'boolean', describe: 'Send the labels of a picklist rather than its values' },
    'admin-org': adminOption('grants Read on fields that are hidden'),
  },
  async run(context, { names, object, as, labels, adminOrg }, stage): Promise<FieldSelection> {
    const { readLevelView } = await import('../properties/level-view.ts');
    const { pickChoices } = await import('../properties/pick-choices.ts');
    const { askForFields } = await import('./ask-for-fields.ts');
    const { checkForm } = await import('./select-checks.ts');
    const { selectLevel } = await import('./select-level.ts');
    checkForm(as, names, context.settings.join);
    const { configFile } = context.settings;
    const [org, admin] = [await context.org(), await context.adminOrg(adminOrg)];
    context.progress.step('Ask which fields there are');
    const views: LevelView[] = [];
    for (const level of levelsOf(object)) {
      // With and without its object before it: who sees the object first knows which is meant.
      const words = names.flatMap((name) => [name, name.replace(/^\w+\./, '')]);
      const fields = [...chosenOf(context, level), ...words.map((field) => ({ field }))];
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
        levels.push(await selectLevel(context, { org, view }, selection));
    }
    context.progress.done();
    const changes = levels.flatMap(({ plan }) => plan.changes);
    if (changes.length > 0) {
      const { replaceFile } = await import('../base/replace-file.ts');
      const { chooseFields } = await import('../config/choose-fields.ts');
      const { readConfig } = await import('../config/find-config.ts');
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
