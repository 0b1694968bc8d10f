import { counted, number } from '../base/counted.ts';
import type { ReconcileReport } from '../push/reconcile.ts';
import { defineCommand } from './command.ts';
import type { Look } from './look.ts';
import { needMetrics } from './metrics-ground.ts';
import { pushRequest, SEND_OPTIONS } from './push-options.ts';

export const usageReconcile = defineCommand({
  words: ['usage', 'reconcile'],
  summary: 'Read the usage rows back and compare every figure with what Salesforce accepted',
  description:
    'Reads both usage objects by Bulk query. Tells which accepted rows are missing, which rows were never sent, and which fields somebody has changed. With --mend what was accepted is sent again where the org no longer holds it.',
  examples: [
    { line: 'usage reconcile', does: 'Report what has drifted, and change nothing' },
    { line: 'usage reconcile --mend', does: 'And send it again' },
  ],
  options: {
    mend: { type: 'boolean', describe: 'Send again what was accepted and is missing or changed' },
    'when-busy': SEND_OPTIONS['when-busy'],
  },
  async run(context, { mend, whenBusy }): Promise<ReconcileReport> {
    const { reconcile } = await import('../push/reconcile.ts');
    needMetrics(context);
    const request = await pushRequest(context);
    return reconcile(request, context.run, { mend, whenBusy: whenBusy ?? context.settings.push.whenBusy });
  },
  outcome: ({ status }) => status,
  show: showReconciled,
});

function showReconciled({ levels, status, runId, credits }: ReconcileReport, look: Look): string {
  const accepted = levels.reduce((sum, level) => sum + level.accepted, 0);
  if (accepted === 0) {
    return `${look.paint('bad', 'Nothing to compare with: no push to this org is known here.')}\nBegin with: heap-sf usage push`;
  }
  const mended = levels.some((level) => level.mended !== undefined);
  const verdict =
    status === 'done'
      ? look.paint('good', mended ? 'The org holds again what it accepted.' : 'The org holds what it accepted.')
      : look.paint('warn', 'The org does not hold just what it accepted.');
  return [
    verdict,
    `Run ${runId}. Credits: ${number(credits)}.`,
    look.table(
      [
        { head: 'Usage rows' },
        ...['accepted', 'held', 'missing', 'differing', 'extra', ...(mended ? ['mended'] : [])].map((head) => ({
          head,
          align: 'right' as const,
        })),
      ],
      levels.map((level) => [
        level.object,
        ...[level.accepted, level.held, level.missing, level.differing, level.extra].map(number),
        ...(mended ? [number(level.mended?.counts.accepted ?? 0)] : []),
      ]),
    ),
    ...levels.flatMap(({ object, byField, missing, missingIds, extraIds, extra, kept, mended: sent }) => [
      ...(missing === 0 ? [] : [`Rows of ${object} that are missing, as ${missingIds.join(', ')}`]),
      ...byField.map(
        ({ field, rows, example }) => `${object}.${field} differs in ${counted(rows, 'row')}, as ${example}`,
      ),
      ...(extra === 0 ? [] : [`Rows of ${object} that are not among the accepted ones, as ${extraIds.join(', ')}`]),
      ...(kept === 0 ? [] : [`${counted(kept, 'row')} of ${object} of records that are gone, kept by orphans: keep`]),
      ...(sent?.rejected ?? []).map(
        ({ code, rows, example, advice }) =>
          `${counted(rows, 'row')} of ${object} ${rows === 1 ? 'was' : 'were'} rejected with ${code}, as ${example}. ${advice}`,
      ),
    ]),
    ...(levels.some(({ missing, differing }) => missing + differing > 0) && !mended
      ? ['Send again what is missing or differs: heap-sf usage reconcile --mend']
      : []),
    ...(levels.some(({ extra }) => extra > 0)
      ? ['A push removes extra rows whose record is gone; delete the others in Salesforce.']
      : []),
  ].join('\n');
}
