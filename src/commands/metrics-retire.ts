import { resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import type { Context } from '../context.ts';
import type { RunRecorder } from '../ledger/types/recorder.ts';
import type { RunEnding } from '../ledger/types/run.ts';
import type { KeptFile } from '../metrics/fields/keep-values.ts';
import type { RetiredField } from '../metrics/fields/retire.ts';
import type { FieldLoss } from '../metrics/fields/retire-losses.ts';
import type { Org } from '../salesforce/org.ts';
import { defineCommand } from './command.ts';
import { adminOption } from './metrics-ground.ts';
import { showLosses, showRetired } from './show-retire.ts';

export type RetireReport =
  /** Every field of ours has its metric. */
  | { readonly status: 'nothing' }
  /** Asked, and not told to; or only looked. */
  | { readonly status: 'kept'; readonly losses: readonly FieldLoss[]; readonly dryRun: boolean }
  | {
      readonly status: 'done' | 'partly' | 'failed';
      readonly runId: string;
      readonly fields: readonly RetiredField[];
      readonly kept: readonly KeptFile[];
    };

export const metricsRetire = defineCommand({
  words: ['metrics', 'retire'],
  summary: 'Delete the fields of metrics that are no longer in the configuration, with the values in them',
  description:
    'Says what would be lost and asks first. The org keeps a deleted field for 15 days, in which an admin can bring it back; the configuration and all other fields stay as they are.',
  examples: [
    { line: 'metrics retire --dry-run', does: 'Say what would be lost, and delete nothing' },
    {
      line: 'metrics retire "Last Seen" --keep-data last-seen.csv',
      does: 'One metric; its values are written to a file first',
    },
    { line: 'metrics retire --yes', does: 'All that the configuration does not have, in a script' },
  ],
  positionals: {
    metric: { describe: 'Names of metrics. Default: all that the configuration does not have', many: true },
  },
  options: {
    level: { type: 'string', describe: 'Only fields of this level', choices: ['account', 'contact'] },
    'keep-data': { type: 'string', describe: 'Write the values, with record ids, to this .csv or .parquet file first' },
    all: { type: 'boolean', describe: 'Yes, even when no field of ours would be left' },
    yes: { type: 'boolean', describe: 'Do not ask' },
    'dry-run': { type: 'boolean', describe: 'Say what would be lost, and delete nothing' },
    'admin-org': adminOption('can see who has access to the fields'),
  },
  async run(context, { metric, level, keepData, all, yes, dryRun, adminOrg }, stage): Promise<RetireReport> {
    const { readLosses } = await import('../metrics/fields/retire-losses.ts');
    const { chooseRetired } = await import('../metrics/fields/choose-retired.ts');
    const { ourFields } = await import('../metrics/fields/our-fields.ts');
    const { readOrgFields } = await import('../metrics/fields/org-fields.ts');
    const org = await context.org();
    const admin = await context.adminOrg(adminOrg);
    context.progress.step('Look what would be lost');
    const ours = ourFields(await readOrgFields(org, admin), context.ledger.madeFields(org.organizationId));
    const chosen = chooseRetired(ours, context.settings.metrics, { names: metric, level, all });
    if (chosen.length === 0) return { status: 'nothing' };
    const files = keepData === undefined ? [] : await keptFiles(resolve(keepData), chosen);
    const losses = await readLosses(org, admin, chosen);
    context.progress.done();

    if (dryRun) return { status: 'kept', losses, dryRun };
    if (!yes) {
      if (stage.confirm === undefined) throw cannotAsk(losses);
      const text = showLosses(losses, files, org.alias ?? org.username);
      if (!(await stage.confirm(text, losses.length === 1 ? 'Delete it?' : `Delete these ${losses.length} fields?`))) {
        return { status: 'kept', losses, dryRun };
      }
    }
    return context.run({ kind: 'retire', org }, (run) => retire(context, org, run, { losses, files }));
  },
  outcome: (report) =>
    report.status === 'nothing' || (report.status === 'kept' && report.dryRun)
      ? 'done'
      : report.status === 'kept'
        ? 'failed'
        : report.status,
  show: showRetired,
});

/** A file for the fields of one object. */
export interface WantedFile {
  readonly level: FieldLoss['level'];
  readonly object: string;
  readonly fields: readonly string[];
  readonly file: string;
}

/** The files that values are kept in, once it is certain that each can be written. */
async function keptFiles(
  file: string,
  chosen: readonly Pick<FieldLoss, 'level' | 'field'>[],
): Promise<readonly WantedFile[]> {
  const { checkKeptFile, keptFileName } = await import('../metrics/fields/keep-values.ts');
  const byObject = [...Map.groupBy(chosen, ({ field }) => field.object)];
  const wanted = byObject.flatMap(([object, fields]) => {
    const [first] = fields;
    if (!first) return [];
    const { level } = first;
    return [
      {
        level,
        object,
        fields: fields.map(({ field }) => field.name),
        file: keptFileName(file, level, byObject.length),
      },
    ];
  });
  for (const { file: path } of wanted) await checkKeptFile(path);
  return wanted;
}

/** Keeps the values, forgets them as sent, deletes. In this order, so that an end at any line loses nothing. */
async function retire(
  context: Context,
  org: Org,
  run: RunRecorder,
  { losses, files }: { readonly losses: readonly FieldLoss[]; readonly files: readonly WantedFile[] },
): Promise<RunEnding<RetireReport>> {
  const { forgetFields } = await import('../push/accepted/forget-fields.ts');
  const { retireFields } = await import('../metrics/fields/retire.ts');
  const { keepValues } = await import('../metrics/fields/keep-values.ts');
  const { progress, warehouse, settings } = context;
  const kept: KeptFile[] = [];
  for (const wanted of files) {
    progress.step(`Keep the values of ${wanted.object}`);
    kept.push(await keepValues({ org, warehouse, folder: settings.stateFolder }, wanted));
  }
  run.addDeeds(
    kept.flatMap(({ object, file, fields }) =>
      losses
        .filter(({ field }) => field.object === object && fields.includes(field.name))
        .map(({ metric, field }) => ({ object, field: field.name, metric, deed: 'values kept', detail: file })),
    ),
  );
  await forgetFields(
    { ...context, run },
    org.organizationId,
    losses.map(({ field }) => ({ object: field.object, field: field.name })),
  );
  const fields = await retireFields({ org, run, progress }, losses);
  const gone = fields.filter((one) => one.status === 'retired').length;
  const status = gone === fields.length ? 'done' : gone === 0 ? 'failed' : 'partly';
  return { status, result: { status, runId: run.id, fields, kept } };
}

function cannotAsk(losses: readonly FieldLoss[]): Mistake {
  const names = losses.map(({ field }) => `${field.object}.${field.name}`);
  return new Mistake({
    trouble: 'misuse',
    message: `This would delete ${names.join(', ')} with all values, and there is nobody to ask: no terminal, or --json.`,
    actions: ['Look first: heap-sf metrics retire --dry-run', 'Then say that it is meant: --yes'],
    facts: { fields: names },
  });
}
