import '../../src/push/small-young-heap.ts';

import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { silentProgress } from '../../src/base/progress.ts';
import { openLedger } from '../../src/ledger/open-ledger.ts';
import { sendRows } from '../../src/push/send/send-rows.ts';
import { emptyRejected } from '../../src/push/send/settle.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';

interface Sending {
  readonly instanceUrl: string;
  readonly accessToken: string;
  /** With the columns of the CSV. */
  readonly file: string;
  readonly folder: string;
}

/** Sends the rows of a Parquet file as a push does, and tells how many were accepted. */
export async function sendParquet({ instanceUrl, accessToken, file, folder }: Sending): Promise<number> {
  const credits = creditsInMemory({ perRun: 100_000, perDay: 100_000 });
  const target = { kind: 'token', instanceUrl, accessToken } as const;
  const org = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  const warehouse = await openWarehouse({ folder });
  const ledger = openLedger(folder, { clock: systemClock });
  const orgId = org.organizationId;
  const accepted = await ledger.withRun({ kind: 'push', orgId, orgName: 'null' }, async (run) => {
    const usage = {
      level: 'contact',
      object: 'Heap_Contact_Usage__c',
      externalId: 'Contact_Id__c',
      lookup: 'Contact__c',
      metrics: [],
      dropped: [],
    } as const;
    await emptyRejected(warehouse, usage);
    const settings = {
      stateFolder: folder,
      history: { local: false },
      window: { zone: 'America/Los_Angeles', mode: 'whole-days' },
    } as const;
    const ground = { org, warehouse, ledger, run, settings, clock: systemClock, progress: silentProgress };
    const sql = `SELECT * FROM read_parquet('${file}')`;
    const tally = await sendRows(ground, usage, { sql, way: 'bulk', name: 'contact-1' });
    return { status: 'done', result: tally.accepted };
  });
  ledger.close();
  warehouse.close();
  await closeOrg(org);
  return accepted;
}
