import '../../src/base/small-young-generation.ts';

import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import type { CountedMetricSettings } from '../../src/config/metric-settings.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { defineMetrics } from '../../src/metrics/definition/define-metrics.ts';
import type { Metric } from '../../src/metrics/metric.ts';
import { emptyRejected } from '../../src/push/send/rejected-rows.ts';
import { sendRows } from '../../src/push/send/send-rows.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Told } from './bulk-client.ts';
import { METRIC_FIELDS } from './metric-fields.ts';

const WINDOW = { zone: 'America/Los_Angeles', mode: 'whole-days' } as const;

interface Sending {
  readonly instanceUrl: string;
  readonly accessToken: string;
  /** With the columns of the CSV. */
  readonly file: string;
  readonly folder: string;
}

/** Sends the rows of a Parquet file as a push does, and tells how many were accepted and refused. */
export async function sendParquet({ instanceUrl, accessToken, file, folder }: Sending): Promise<Told> {
  const credits = creditsInMemory({ perRun: 100_000, perDay: 100_000 });
  const target = { kind: 'token', instanceUrl, accessToken } as const;
  const open = async () => (await import('../../src/warehouse/warehouse.ts')).openWarehouse({ folder });
  const opening = open();
  const connecting = connectOrg({ target, credits, log: silentLog, clock: systemClock });
  const ledger = openLedger(folder, { clock: systemClock });
  const [warehouse, org] = await Promise.all([opening, connecting]);
  const orgId = org.organizationId;
  const told = await ledger.withRun({ kind: 'push', orgId, orgName: 'null' }, async (run) => {
    const usage = {
      level: 'contact',
      object: 'Heap_Contact_Usage__c',
      externalId: 'Contact_Id__c',
      lookup: 'Contact__c',
      metrics: metrics(METRIC_FIELDS.length),
      dropped: [],
    } as const;
    await emptyRejected(warehouse, usage);
    const settings = {
      stateFolder: folder,
      history: { local: false },
      window: WINDOW,
    } as const;
    const ground = { org, warehouse, ledger, run, settings, clock: systemClock, progress: silentProgress };
    const sql = `SELECT * FROM read_parquet('${file}')`;
    const from = `(SELECT Contact_Id__c AS record_id, * FROM read_parquet('${file}'))`;
    const tally = await sendRows(ground, usage, { from, sql, way: 'bulk', name: 'contact-1' });
    return { status: 'done', result: { accepted: tally.accepted, rejected: tally.rejected } };
  });
  ledger.close();
  await warehouse.close();
  await closeOrg(org);
  return told;
}

/** Metrics by the names of their fields: what is counted does not matter here. */
function metrics(length: number): readonly Metric[] {
  const settings = Array.from(
    { length },
    (_, at): CountedMetricSettings => ({
      name: `Metric ${at + 1}`,
      level: 'contact',
      event: 'session',
      where: [],
      measure: { kind: 'count' },
      lookback: { kind: 'all' },
    }),
  );
  const catalogue = { events: [{ table: 'sessions', columns: [] }], userColumns: [] };
  return defineMetrics({ metrics: settings, window: WINDOW }, catalogue);
}
