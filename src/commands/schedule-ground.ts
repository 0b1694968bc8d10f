import type { AlertGround } from '../alerts/tell.ts';
import type { Settings } from '../config/settings.ts';
import { targetName } from '../config/target-name.ts';
import type { Context } from '../context.ts';
import type { ScheduleGround, TellAlerts } from '../schedule/schedule-ground.ts';
import type { Stage } from './stage.ts';

/** What the scheduler works with, and those whom it tells: neither of the two knows the other. */
export function scheduleGround(
  context: Context,
  { journal, program }: Pick<Stage, 'journal' | 'program'>,
): ScheduleGround {
  const { settings, ledger, clock } = context;
  const { schedule, alerts, target } = settings;
  const orgName = targetName(target);
  return {
    schedule,
    alerts,
    orgName,
    ledger,
    clock,
    journal,
    program,
    flags: flagsOf(settings),
    tell: alerts === undefined ? NOBODY : tellBy({ alerts, ledger, clock, log: journal, orgName }),
  };
}

const NOBODY: TellAlerts = { crashed: async () => {}, late: async () => {} };

function tellBy(ground: AlertGround): TellAlerts {
  const load = () => import('../alerts/tell.ts');
  return {
    async crashed(kind, { message, trouble, guard }) {
      const how = { kind: 'thrown', message, trouble, ...(guard !== undefined && { guard }) } as const;
      await (await load()).tellOfRun(ground, { kind, how });
    },
    async late(kind, due) {
      await (await load()).tellOfLate(ground, kind, due);
    },
  };
}

/** What a run in a process of its own is told, so that it works on the same: what variables say it has from its environment. */
export function flagsOf({
  configFile,
  flags: { environment, targetOrg },
}: Pick<Settings, 'configFile' | 'flags'>): readonly string[] {
  return [
    '--config',
    configFile,
    ...(environment === undefined ? [] : ['--environment', environment]),
    ...(targetOrg === undefined ? [] : ['--target-org', targetOrg]),
  ];
}
