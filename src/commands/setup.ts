import { packageFolder } from '../base/own-package.ts';
import { refusalOf } from '../setup/assigned.ts';
import type { SetupReport } from '../setup/set-up.ts';
import { defineCommand } from './command.ts';
import { showAction } from './show-action.ts';

export const setup = defineCommand({
  words: ['setup'],
  summary: 'Deploy the Heap package and permission sets, and give the connecting user its access',
  description:
    'Deploys both usage objects and the permission sets, assigns them to the user of --target-org, and checks as that user that a push can run. May be run again at any time: field access granted since is kept.',
  examples: [
    { line: 'setup', does: 'On the local org' },
    { line: 'setup --target-org heap-sync --admin-org admin', does: 'Deploy as admin, for the user of heap-sync' },
  ],
  options: {
    'admin-org': {
      type: 'string',
      describe: 'Org alias of the admin who deploys, assigns and grants. Default: --target-org',
    },
  },
  async run(context, { adminOrg }): Promise<SetupReport> {
    const { setUp } = await import('../setup/set-up.ts');
    const admin = await context.adminOrg(adminOrg);
    return context.run({ kind: 'setup', org: admin }, async () => {
      const report = await setUp({
        admin,
        connectingUsername: await context.connectingUsername(),
        connect: () => context.org(),
        projectFolder: packageFolder,
        stateFolder: context.settings.stateFolder,
        join: context.settings.join,
        pull: context.settings.pull,
        progress: context.progress,
      });
      return { status: report.status, result: report };
    });
  },
  outcome: ({ status }) => status,
  show(report, look) {
    const states = new Map<string, number>();
    for (const { state } of report.components) states.set(state, (states.get(state) ?? 0) + 1);
    const deployed = [...states].map(([state, count]) => `${count} ${state}`).join(', ');
    const checks = look.table(
      [{ head: 'The connecting user can' }, { head: '', whole: true }],
      report.checks.map(({ what, ok }) => [what, { text: ok, paint: ok ? 'good' : 'bad' } as const]),
    );
    const refused = report.assigned.flatMap((one) => refusalOf(one) ?? []);
    const mends = report.checks.flatMap(({ mend }) => mend ?? []);
    return [
      `${report.org.name} (${report.org.id}) is ${report.status === 'done' ? 'set up' : 'set up in part'}.`,
      ...(report.namespace === undefined
        ? []
        : [`The managed package ${report.namespace} is installed, and stays as it is.`]),
      `Components: ${deployed}. Connecting user: ${report.connectingUser}. Credits: ${report.credits}.`,
      checks,
      ...refused.map((why) => look.paint('bad', look.wrap(why))),
      ...(refused.length > 0
        ? [
            showAction(
              'Mend that as the org says, or connect as a user who may have it; then run heap-sf setup again.',
              look,
            ),
          ]
        : mends.map((mend) => showAction(mend, look))),
    ].join('\n');
  },
});
