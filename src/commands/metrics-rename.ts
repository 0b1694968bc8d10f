import { Mistake } from '../base/errors.ts';
import { replaceFile } from '../base/replace-file.ts';
import { readConfig } from '../config/find-config.ts';
import type { Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { RunEnding } from '../ledger/types/run.ts';
import type { ChosenRename } from '../metrics/fields/choose-renamed.ts';
import type { Relabelled } from '../metrics/fields/relabel-field.ts';
import type { Org } from '../salesforce/org.ts';
import { defineCommand } from './command.ts';
import { adminOption, readMetrics } from './metrics-ground.ts';

interface RenameReport {
  readonly status: 'done' | 'partly';
  readonly runId: string;
  readonly level: Level;
  readonly from: string;
  readonly to: string;
  readonly configFile: string;
  /** API name that the configuration remembers from now on, since the new name would become another one. */
  readonly remembered?: string;
  readonly field: Relabelled;
}

export const metricsRename = defineCommand({
  words: ['metrics', 'rename'],
  summary: 'Give a metric another name, and its field another label; API name and values stay',
  description:
    'Changes the name in heap.config.yaml, with comments and layout as they are, and the label of the field in the org. The API name stays, so that reports, formulas and values stay too; where the new name would become another API name, the file remembers it under "field".',
  examples: [{ line: 'metrics rename "Last Seen" "Last Active" --level account', does: 'One of the two of that name' }],
  positionals: {
    old: { describe: 'Name that the metric has', required: true },
    new: { describe: 'Name that it shall have, which is the label of its field', required: true },
  },
  options: {
    level: { type: 'string', describe: 'Level of the metric, where both have one', choices: ['account', 'contact'] },
    'admin-org': adminOption('can see what permission sets grant'),
  },
  async run(context, { old: from, new: to, level, adminOrg }): Promise<RenameReport> {
    const { renameMetric } = await import('../config/rename-metric.ts');
    const { checkNamed, chooseRenamed } = await import('../metrics/fields/choose-renamed.ts');
    const { ourFields } = await import('../metrics/fields/our-fields.ts');
    const { readOrgFields } = await import('../metrics/fields/org-fields.ts');
    const { settings, ledger } = context;
    checkNamed(settings.metrics, { from, to: to.trim() });
    const org = await context.org();
    const ours = ourFields(
      await readOrgFields(org, await context.adminOrg(adminOrg)),
      ledger.madeFields(org.organizationId),
    );
    const chosen = chooseRenamed(settings.metrics, ours, { from, to: to.trim(), level });
    const text = renameMetric(readConfig(settings.configFile), {
      index: chosen.index,
      name: to.trim(),
      field: chosen.remember,
    });
    if (text === undefined) throw byHand(settings.configFile, chosen, to.trim());
    return context.run({ kind: 'rename', org }, (run) =>
      rename(context, org, run, { chosen, from, to: to.trim(), text }),
    );
  },
  outcome: ({ status }) => status,
  show({ from, to, level, configFile, remembered, field, runId }, look) {
    const fieldWords = {
      relabelled: () => look.paint('good', look.wrap(`${name(field)} has the label "${to}" now; its values stay.`)),
      'as-it-was': () => look.wrap(`${name(field)} has that label already.`),
      none: () => 'The org has no field of it yet: metrics apply makes one.',
      refused: () =>
        `${look.wrap(`${name(field)} kept its label: ${'message' in field ? field.message : ''}`)}\nTo try again: heap-sf metrics apply`,
    } as const satisfies Record<Relabelled['status'], () => string>;
    return [
      look.wrap(`"${from}" (${level}) is "${to}" in ${configFile}`),
      ...(remembered === undefined ? [] : [look.wrap(`The file remembers its API name: field: ${remembered}`)]),
      fieldWords[field.status](),
      look.paint('dim', `heap-sf runs show ${runId}`),
    ].join('\n');
  },
});

interface RenameFacts {
  readonly chosen: ChosenRename;
  readonly from: string;
  readonly to: string;
  /** The new configuration. */
  readonly text: string;
}

/** The file first: should all end here, an apply gives the field its label. */
async function rename(
  context: Context,
  org: Org,
  run: RunRecorder,
  { chosen, from, to, text }: RenameFacts,
): Promise<RunEnding<RenameReport>> {
  const { relabelField } = await import('../metrics/fields/relabel-field.ts');
  const { settings, ledger } = context;
  const { level } = chosen.metric;
  const metric = (await readMetrics(context)).find((one) => one.level === level && one.name === chosen.metric.name);
  await replaceFile(settings.configFile, text);
  const made = ledger.madeFields(org.organizationId);
  const field = await relabelField({ org, run, made }, { metric, field: chosen.field, to });
  const status = field.status === 'refused' ? 'partly' : 'done';
  const result: RenameReport = {
    status,
    runId: run.id,
    level,
    from,
    to,
    configFile: settings.configFile,
    ...(chosen.remember !== undefined && { remembered: chosen.remember }),
    field,
  };
  return { status, result };
}

function name(field: Relabelled): string {
  return 'object' in field ? `${field.object}.${field.field}` : '';
}

function byHand(configFile: string, { metric, remember }: ChosenRename, to: string): Mistake {
  const where = metric.at === undefined ? configFile : `${configFile}:${metric.at.line}`;
  return new Mistake({
    trouble: 'config',
    message: `The name of "${metric.name}" (${where}) is written by an alias, a merge or over several lines, and cannot be changed at its place.`,
    actions: [
      `Change it there: name: ${JSON.stringify(to)}${remember === undefined ? '' : `, and below it field: ${remember}`}`,
      'Then let the field follow: heap-sf metrics apply',
    ],
    facts: { file: configFile, metric: metric.name },
  });
}
