import type { Diagnosis } from '../doctor/diagnose.ts';
import { defineCommand } from './command.ts';
import type { Fixed } from './doctor-fix.ts';
import { showDiagnosis } from './show-diagnosis.ts';

/** What the doctor found; after `--fix`, what it found then, and what was done before. */
export interface DoctorReport extends Diagnosis {
  readonly fixed: readonly Fixed[];
  /** Salesforce API requests of everything. */
  readonly credits: number;
}

export const doctor = defineCommand({
  words: ['doctor'],
  summary: 'Look at everything that a run depends on, and say what is wrong and what to do about it',
  description:
    'One table: connection, permissions by effective access, metric fields, the pull, the source, the runs, the secrets; each line passed, warned, failed, or not to be seen by this user, with the next step. Runs as the connecting user with no more than the documented permissions, and changes nothing unless --fix is given. Costs about ten credits. A failed line makes the exit code 1; warnings do not.',
  examples: [
    { line: 'doctor', does: 'On the local org' },
    { line: 'doctor -o heap-sync --admin-org admin', does: 'Ask an admin for what the connecting user may not see' },
    { line: 'doctor --fix', does: 'Mend what can be mended without loss, after a question' },
  ],
  options: {
    fix: {
      type: 'boolean',
      describe: 'Mend what can be mended without loss: field access, history tracking, modes of files',
    },
    yes: { type: 'boolean', describe: 'Do not ask before --fix mends' },
    'admin-org': {
      type: 'string',
      describe:
        "Org alias of an admin, who sees what the connecting user may not, and grants access for --fix. Default: the environment's admin",
    },
  },
  async run(context, { fix, yes, adminOrg }, stage): Promise<DoctorReport> {
    const [{ diagnose }, { doctorGround }] = await Promise.all([
      import('../doctor/diagnose.ts'),
      import('./doctor-ground.ts'),
    ]);
    const first = await diagnose(doctorGround(context, adminOrg));
    if (!fix) return { ...first, fixed: [] };
    const { fixAll } = await import('./doctor-fix.ts');
    const fixed = await fixAll(context, first.findings, { yes, adminOrg, stage });
    if (!fixed.some(({ status }) => status === 'done')) return { ...first, fixed };
    const again = await diagnose(doctorGround(context, adminOrg));
    return { ...again, fixed };
  },
  outcome: ({ findings }) => (findings.some(({ status }) => status === 'failed') ? 'failed' : 'done'),
  show: showDiagnosis,
});
