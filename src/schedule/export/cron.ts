import { join } from 'node:path';
import type { ExportFormat } from './deployment.ts';
import { shellWords } from './shell-words.ts';
import { FROM, triggerMinutes } from './trigger-minutes.ts';

/** A crontab that starts the program every hour: not every cron knows time zones, and the program does. */
export const cron: ExportFormat = {
  files: ({ schedule, program, configFile, stateFolder, flags }) => {
    const line = shellWords([...program, 'schedule', 'due', '--config', configFile, ...flags]);
    const log = shellWords([join(stateFolder, 'schedule.log')]);
    // In a crontab % ends the command.
    const command = `HEAP_SF_STATE=${shellWords([stateFolder])} ${line} >> ${log} 2>&1`.replaceAll('%', '\\%');
    const text = `# Started every hour, the program runs what is due by its own clock: pull ${schedule.patterns.pull ?? 'off'}, push ${schedule.patterns.push ?? 'off'}, in ${schedule.zone}.
# Not every cron heeds CRON_TZ, as Debian's own; it matters for zones that are half an hour off only.
CRON_TZ=UTC
${triggerMinutes(schedule, FROM)} * * * * ${command}
`;
    return [{ path: 'heap-sf.crontab', text }];
  },
  next: (_, folder) => [
    `crontab -l | cat - ${shellWords([join(folder, 'heap-sf.crontab')])} | crontab -`,
    'See what it did: heap-sf schedule show',
  ],
};
