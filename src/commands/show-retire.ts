import { counted } from '../base/counted.ts';
import { fieldTypeName } from '../metrics/fields/field-type-name.ts';
import type { FieldLoss } from '../metrics/fields/retire-losses.ts';
import type { Look } from './look.ts';
import type { RetireReport, WantedFile } from './metrics-retire.ts';

/** What would go, before it goes. */
export function showLosses(
  losses: readonly FieldLoss[],
  files: readonly Pick<WantedFile, 'file'>[],
  org: string,
): string {
  return [
    `To be deleted from ${org},`,
    'with all values and their field history:',
    ...losses.flatMap(({ metric, field, rows, shownBy, inConfig }) => [
      `  ${field.object}.${field.name}`,
      `    "${metric}", ${fieldTypeName(field)}, ${rows === undefined ? 'rows not known: hidden' : `${counted(rows, 'row')} with a value`}`,
      ...(shownBy === undefined || shownBy.length === 0 ? [] : [`    shown by ${shownBy.join(', ')}`]),
      ...(inConfig ? ['    still in heap.config.yaml: the next apply makes it anew, empty'] : []),
    ]),
    'Reports, list views and layouts lose the column. Which ones they are, tells',
    '  Setup > Object Manager > the object > Fields & Relationships > the field',
    '  > Where is this used?',
    ...(files.length === 0
      ? ['The values are not kept. --keep-data FILE keeps them.']
      : ['The values are written first to', ...files.map(({ file }) => `  ${file}`)]),
  ].join('\n');
}

export function showRetired(report: RetireReport, look: Look): string {
  if (report.status === 'nothing') return 'Every field that was made for a metric has its metric. Nothing to retire.';
  if (report.status === 'kept') {
    // Who was asked has seen it.
    if (!report.dryRun) return 'Nothing was deleted.';
    return [showLosses(report.losses, [], 'the org'), 'Nothing was deleted: this was a dry run.'].join('\n');
  }
  const { fields, kept, runId } = report;
  const gone = fields.filter(({ status }) => status === 'retired');
  return [
    ...kept.map(({ file, rows, fields: names }) =>
      look.wrap(`Kept the values of ${names.join(', ')}: ${counted(rows, 'row')} in ${file}`),
    ),
    ...fields.map((one) =>
      one.status === 'retired'
        ? `${look.paint('good', 'deleted')}  ${one.object}.${one.field}`
        : `${look.paint('bad', one.code)}  ${one.object}.${one.field}\n${look.wrap(one.message, 2)}`,
    ),
    ...(gone.length === 0
      ? []
      : [
          look.wrap(
            'For 15 days an admin can bring a deleted field back: Setup > Object Manager > the object > Fields & Relationships > Deleted Fields. So long it counts against the limit of fields. Its name is free at once: a metric of that name gets a new, empty field.',
          ),
        ]),
    look.paint('dim', `heap-sf runs show ${runId}`),
  ].join('\n');
}
