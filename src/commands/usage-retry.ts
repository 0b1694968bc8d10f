import { Mistake } from '../base/errors.ts';
import { targetName } from '../config/target-name.ts';
import { defineCommand } from './command.ts';
import { crossingWarnings } from './cross-option.ts';
import { needMetrics } from './metrics-ground.ts';
import { pushRequest, SEND_OPTIONS } from './push-options.ts';
import { showPush } from './show-push.ts';

export const usageRetry = defineCommand({
  words: ['usage', 'retry'],
  summary: 'Send just the rejected rows of a push again, with the figures of now',
  description:
    'Computes the metrics anew for the records that Salesforce refused, and sends those that it does not hold yet. Each of them is accounted for; what is refused again makes the new list.',
  examples: [{ line: 'usage retry', does: 'After what refused them was mended in the org' }],
  positionals: { run: { describe: 'Id of the push, or the beginning of one. Default: the last push to the org' } },
  options: SEND_OPTIONS,
  async run(context, { run: wanted, asOf, whenBusy, acceptShrink, allowCrossEnvironment }, { confirm }) {
    const { sentRun } = await import('../push/send/sent-run.ts');
    const { pushUsage } = await import('../push/push-usage.ts');
    const { settings } = context;
    const { run, rejected } = sentRun(context.ledger, wanted, targetName(settings.target));
    const rows = rejected.flatMap(({ byCode }) => byCode).reduce((sum, one) => sum + one.rows, 0);
    if (rows === 0) {
      throw new Mistake({
        trouble: 'misuse',
        message: `No row was rejected in ${run.id}, so there is nothing to send again.`,
        actions: ['Name another run: heap-sf runs list --kind push'],
        facts: { run: run.id },
      });
    }
    const org = await context.org();
    if (org.organizationId !== run.orgId) {
      throw new Mistake({
        trouble: 'misuse',
        message: `${run.id} went to the org ${run.orgName} (${run.orgId}), not to this one (${org.organizationId}).`,
        actions: [`Name its org: heap-sf usage retry ${run.id} --target-org ${run.orgName}`],
        facts: { run: run.id, org: run.orgId },
      });
    }
    const files = new Map(rejected.filter(({ byCode }) => byCode.length > 0).map(({ object, file }) => [object, file]));
    needMetrics(context);
    return pushUsage(await pushRequest(context), context.run, {
      dryRun: false,
      full: false,
      asOf,
      acceptShrink,
      // What was refused may go at any time: it is no step from fresh to stale.
      acceptStale: true,
      manyOrphans: false,
      confirm,
      whenBusy: whenBusy ?? settings.push.whenBusy,
      allowCrossing: allowCrossEnvironment,
      only: { runId: run.id, rows, files },
    });
  },
  outcome: ({ status }) => status,
  warnings: ({ crossing }) => crossingWarnings(crossing),
  show: showPush,
});
