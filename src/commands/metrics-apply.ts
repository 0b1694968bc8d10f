import { type Crossing, crossingOf } from '../environments/check-pairing.ts';
import type { AppliedMetrics } from '../metrics/fields/apply.ts';
import { defineCommand } from './command.ts';
import { crossingWarnings } from './cross-option.ts';
import type { TextCell } from './look.ts';
import { adminOption, readMetrics, readPlan } from './metrics-ground.ts';
import { showAction } from './show-action.ts';

export const metricsApply = defineCommand({
  words: ['metrics', 'apply'],
  summary: 'Create the fields that the metrics lack, grant access to them, and check it',
  description:
    'Does what metrics plan says. Fields are created as the connecting user; access is granted as the admin, who is the connecting user unless --admin-org names another.',
  examples: [
    { line: 'metrics apply', does: 'On the local org' },
    { line: 'metrics apply -o heap-sync --admin-org admin', does: 'Grant as admin, for the user of heap-sync' },
  ],
  options: { 'admin-org': adminOption('grants access') },
  async run(context, { adminOrg }): Promise<AppliedMetrics & { readonly runId: string; readonly crossing?: Crossing }> {
    const { forgetFields } = await import('../push/accepted/forget-fields.ts');
    const { applyMetrics } = await import('../metrics/fields/apply.ts');
    const { recordApply } = await import('../metrics/fields/apply-record.ts');
    const metrics = await readMetrics(context);
    const org = await context.org();
    const granter = await context.adminOrg(adminOrg);
    const crossing = crossingOf(org.environment, context.settings.heap);
    return context.run({ kind: 'apply', org, crossing }, async (run) => {
      context.progress.step('Compare with the org');
      const plan = await readPlan(context, metrics, adminOrg);
      await forgetFields({ ...context, run }, org.organizationId, plan.create);
      const applied = await applyMetrics(plan, { org, granter, progress: context.progress });
      recordApply(run, { plan, applied, made: context.ledger.madeFields(org.organizationId) });
      const result = { ...applied, runId: run.id, ...(crossing && { crossing }) };
      return { status: result.status, result };
    });
  },
  outcome: ({ status }) => status,
  warnings: ({ crossing }) => crossingWarnings(crossing),
  show({ fields, missingGrants, missingTracking, actions, runId }, look) {
    const word = (field: AppliedMetrics['fields'][number]): TextCell => {
      switch (field.status) {
        case 'ready':
          return { text: field.deeds.length === 0 ? 'as it was' : field.deeds.join(', '), paint: 'good' };
        case 'hidden':
          return { text: 'hidden', paint: 'warn' };
        case 'refused':
          return { text: field.code, paint: 'bad' };
        case 'clash':
          return { text: 'in the way', paint: 'bad' };
      }
    };
    const ready = fields.filter(({ status }) => status === 'ready').length;
    return [
      look.table(
        [{ head: 'Level' }, { head: 'Field', whole: true }, { head: 'Now' }],
        fields.map((field) => [field.level, field.field, word(field)]),
      ),
      ...fields.flatMap((field) =>
        'message' in field ? [look.wrap(`${field.object}.${field.field}: ${field.message}`)] : [],
      ),
      ...missingTracking.map(({ object, field, message }) =>
        look.wrap(`History of ${object}.${field} was not switched: ${message}`),
      ),
      `${ready} of ${fields.length} metrics can be filled by the connecting user.`,
      ...(missingGrants.length === 0 ? [] : [`${missingGrants.length} grants are missing.`]),
      ...actions.map((action) => showAction(action, look)),
      look.paint('dim', `heap-sf runs show ${runId}`),
    ].join('\n');
  },
});
