import { crossingText } from '../environments/check-pairing.ts';
import { RUN_KINDS, type RunDetail, type RunRecord } from '../ledger/types.ts';
import { defineCommand } from './command.ts';

const number = (value: number) => value.toLocaleString('en-US');
const creditsOf = ({ credits }: RunRecord) => Object.values(credits).reduce((sum, count) => sum + count, 0);

export const runsList = defineCommand({
  words: ['runs', 'list'],
  summary: 'List past runs, newest first',
  options: {
    limit: { type: 'integer', describe: 'How many to show', default: 20, min: 1, max: 1000 },
    kind: { type: 'string', describe: 'Runs of one kind only', choices: RUN_KINDS },
  },
  async run(context, { limit, kind }): Promise<readonly RunRecord[]> {
    return context.ledger.listRuns({ limit, ...(kind !== undefined && { kind }) });
  },
  show(runs, look) {
    if (runs.length === 0) return 'No run yet. Begin with: heap-sf setup';
    return look.table(
      [
        { head: 'Run', whole: true },
        { head: 'Org' },
        { head: 'Status' },
        { head: 'Sent', align: 'right' },
        { head: 'Same', align: 'right' },
        { head: 'Credits', align: 'right' },
      ],
      runs.map((run) => [
        run.id,
        run.orgName,
        run.status,
        run.counts && number(run.counts.accepted),
        run.counts && number(run.counts.unchanged),
        number(creditsOf(run)),
      ]),
    );
  },
});

export const runsShow = defineCommand({
  words: ['runs', 'show'],
  summary: 'Show one run: counts, jobs, credits, rejected rows by code',
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
        : [look.table([{ head: 'Rejected with' }, { head: 'Object' }, { head: 'Rows', align: 'right' }], refused)]),
    ].join('\n');
  },
});
