import type { AlertGround } from '../alerts/tell.ts';
import { targetName } from '../config/target-name.ts';
import type { Context } from '../context.ts';
import type { ScheduleGround, TellAlerts } from '../schedule/schedule-ground.ts';
import type { Stage } from './command.ts';

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
    flags: flagsOf(context),
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

function flagsOf({ settings }: Context): readonly string[] {
  const { environment, targetOrg, defaultOrg } = settings.flags;
  // A run knows nothing of what sf works on by itself, and must not fall back to the local org.
  const bySf = settings.target.kind === 'alias' && settings.target.alias === defaultOrg ? defaultOrg : undefined;
  const org = targetOrg ?? (environment === undefined ? bySf : undefined);
  return [
    '--config',
    settings.configFile,
    ...(environment === undefined ? [] : ['--environment', environment]),
    ...(org === undefined ? [] : ['--target-org', org]),
  ];
}
