import { number } from '../base/counted.ts';
import { crossingText } from '../environments/check-pairing.ts';
import type { Ledger } from '../ledger/types/ledger.ts';
import { RUN_KINDS, type RunDetail, type RunRecord } from '../ledger/types/run.ts';
import { defineCommand } from './command.ts';
import type { Paint } from './look.ts';
import { tookText } from './show-moment.ts';

const creditsOf = ({ credits }: RunRecord) => Object.values(credits).reduce((sum, count) => sum + count, 0);

export const STATUS_PAINTS: Readonly<Record<RunRecord['status'], Paint>> = {
  running: 'bold',
  done: 'good',
  partly: 'warn',
  failed: 'bad',
};

interface ListedRun extends RunRecord {
  /** How long it took; absent while it is under way. */
  readonly seconds?: number;
  /** Why it failed, or which rows were refused: the code and how many. */
  readonly why?: string;
}

export const runsList = defineCommand({
  words: ['runs', 'list'],
  summary: 'List past runs, newest first: what, how long, rows, credits, what went wrong',
  options: {
    limit: { type: 'integer', describe: 'How many to show', default: 20, min: 1, max: 1000 },
    kind: { type: 'string', describe: 'Runs of one kind only', choices: RUN_KINDS },
  },
  async run({ ledger }, { limit, kind }): Promise<readonly ListedRun[]> {
    return ledger.listRuns({ limit, ...(kind !== undefined && { kind }) }).map((run) => {
      const why = whyOf(run, ledger);
      const seconds = secondsOf(run);
      return { ...run, ...(seconds !== undefined && { seconds }), ...(why !== undefined && { why }) };
    });
  },
  show(runs, look) {
    if (runs.length === 0) return 'No run yet. Begin with: heap-sf setup';
    const manyOrgs = new Set(runs.map(({ orgName }) => orgName)).size > 1;
    const why = runs.some((run) => run.why !== undefined);
    return look.table(
      [
        { head: 'Run', whole: true },
        ...(manyOrgs ? [{ head: 'Org' }] : []),
        { head: 'Status' },
        { head: 'Took', align: 'right' },
        { head: 'Sent', align: 'right' },
        { head: 'Same', align: 'right' },
        { head: 'Credits', align: 'right' },
        ...(why ? [{ head: 'Why' }] : []),
      ],
      runs.map((run) => [
        run.id,
        ...(manyOrgs ? [run.orgName] : []),
        { text: run.status, paint: STATUS_PAINTS[run.status] },
        run.seconds === undefined ? undefined : tookText(run.seconds),
        run.counts && number(run.counts.accepted),
        run.counts && number(run.counts.unchanged),
        number(creditsOf(run)),
        ...(why ? [run.why ?? ''] : []),
      ]),
    );
  },
});

function whyOf(run: RunRecord, ledger: Ledger): string | undefined {
  if (run.error !== undefined) return run.error.message.split('\n')[0];
  if ((run.counts?.rejected ?? 0) === 0) return undefined;
  const codes = ledger.rejectedRows(run.id).flatMap(({ byCode }) => byCode);
  // A pull keeps no list of those whom Heap refused: they are tried again.
  if (codes.length === 0) return `rejected ${number(run.counts?.rejected ?? 0)}`;
  return codes.map(({ code, rows }) => `${code} ${number(rows)}`).join(', ');
}

function secondsOf({ started, ended }: RunRecord): number | undefined {
  return ended && Math.max(0, (ended.getTime() - started.getTime()) / 1000);
}

export const runsShow = defineCommand({
  words: ['runs', 'show'],
  summary: 'Show one run: when, how long, rows, jobs, credits, what was rejected and why, who was told',
  examples: [{ line: 'runs show latest', does: 'The newest run' }],
  positionals: { run: { describe: 'Id of the run, the beginning of one, or "latest"', required: true } },
  async run(context, { run }): Promise<RunDetail> {
    return context.ledger.showRun(run);
  },
  show(run, look) {
    const facts: readonly (readonly [string, string | undefined])[] = [
      ['Run', run.id],
      ['Status', run.status],
      ['Org', `${run.orgName} (${run.orgId})`],
      ['Crossing', run.crossing && crossingText(run.crossing)],
      ['As of', run.asOf?.toISOString()],
      ['Started', run.started.toISOString()],
      ['Ended', run.ended?.toISOString()],
      ['Took', run.ended && tookText(secondsOf(run) ?? 0)],
      ['Input', run.counts && number(run.counts.input)],
      ['Accepted', run.counts && number(run.counts.accepted)],
      ['Rejected', run.counts && number(run.counts.rejected)],
      ['Unprocessed', run.counts && number(run.counts.unprocessed)],
      ['Unchanged', run.counts && number(run.counts.unchanged)],
      ['Removed', run.counts?.removed === undefined ? undefined : number(run.counts.removed)],
      [
        'Credits',
        `${number(creditsOf(run))} ${Object.entries(run.credits)
          .map(([kind, count]) => `${kind} ${count}`)
          .join(', ')}`,
      ],
      ['Error', run.error?.message],
    ];
    const lines = facts
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name.padEnd(12)} ${value}`);
    const byField = Map.groupBy(run.fields, ({ object, field }) => `${object}.${field}`);
    const fields = [...byField].map(([field, deeds]) => [
      field,
      deeds.map(({ deed, detail }) => (detail === undefined ? deed : `${deed}: ${detail}`)).join(', '),
    ]);
    const jobs = run.jobs.map(({ jobId, object, operation, rows, stage }) => [
      jobId,
      object,
      operation,
      number(rows),
      stage,
    ]);
    const refused = run.rejectedByCode.map(({ object, code, rows }) => [code, object, number(rows)]);
    return [
      ...lines,
      ...(fields.length === 0 ? [] : [look.table([{ head: 'Field', whole: true }, { head: 'Done' }], fields)]),
      ...(jobs.length === 0
        ? []
        : [
            look.table(
              [
                { head: 'Job', whole: true },
                { head: 'Object' },
                { head: 'Does' },
                { head: 'Rows', align: 'right' },
                { head: 'Stage' },
              ],
              jobs,
            ),
          ]),
      ...(refused.length === 0
        ? []
        : [
            look.table([{ head: 'Rejected with' }, { head: 'Object' }, { head: 'Rows', align: 'right' }], refused),
            `Each of them: heap-sf usage rejected ${run.id}`,
          ]),
      ...run.alerts.map(({ news, condition, channel, trouble, sent }) =>
        look.wrap(
          `${(trouble === undefined ? 'Told' : 'Not told').padEnd(12)} ${condition} (${news}), ${sent.toISOString()}, by ${channel}${trouble === undefined ? '' : `: ${trouble}`}`,
        ),
      ),
    ].join('\n');
  },
});
