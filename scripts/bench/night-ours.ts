import '../../src/base/small-young-generation.ts';

import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { countByUser } from '../../src/metrics/counting/make-tables.ts';
import { loadAccepted } from '../../src/push/accepted/accepted-snapshot.ts';
import { computeUsage } from '../../src/push/figures/prepare-usage.ts';
import { planLevel, sendLevel } from '../../src/push/send/send-level.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { openEvents } from './metric-events.ts';
import { WINDOW, windows } from './metric-figures.ts';
import type { NightRequest } from './night-client.ts';
import { LEVELS, nightTarget } from './night-shape.ts';

/** The tables that a push has once it has read the export and matched people. */
export async function openNight(warehouse: Warehouse, events: string): Promise<void> {
  await openEvents(warehouse, events);
  for (const level of LEVELS) {
    await warehouse.run(`CREATE VIEW sf_${level} AS SELECT DISTINCT ${level}_id AS "Id" FROM people`);
  }
}

/**
 * A push from the point on where people are matched: metrics, comparison with the accepted snapshot, ledger, jobs,
 * results, rejected list, the snapshot moved.
 */
export async function nightOurs({ instanceUrl, accessToken, events, folder }: NightRequest): Promise<number> {
  const credits = creditsInMemory({ perRun: 100_000, perDay: 100_000 });
  const target = { kind: 'token', instanceUrl, accessToken } as const;
  const org = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  const warehouse = await openWarehouse({ folder });
  await openNight(warehouse, events);
  const ledger = openLedger(folder, { clock: systemClock });
  const orgId = org.organizationId;
  const settings = {
    stateFolder: folder,
    history: { local: false },
    window: WINDOW,
    quiet: 'zero',
    longText: 'cut',
  } as const;
  const accepted = await ledger.withRun({ kind: 'push', orgId, orgName: 'null' }, async (run) => {
    const ground = { org, warehouse, ledger, run, settings, clock: systemClock, progress: silentProgress };
    const works = [];
    const targets = LEVELS.map(nightTarget);
    const byUser = await countByUser(warehouse, targets, windows);
    for (const usage of targets) {
      const { level } = usage;
      const before = await loadAccepted(warehouse, level, ledger.accepted(orgId, usage.object));
      works.push(
        planLevel(usage, await computeUsage(warehouse, usage, { windows, settings, byUser, accepted: before })),
      );
    }
    let all = 0;
    for (const work of works) all += (await sendLevel(ground, work)).counts.accepted;
    return { status: 'done', result: all };
  });
  ledger.close();
  await warehouse.close();
  await closeOrg(org);
  return accepted;
}
