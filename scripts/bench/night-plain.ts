import { USAGE_OBJECTS } from '../../src/metrics/usage-objects.ts';
import { sqlName } from '../../src/warehouse/sql.ts';
import { openWarehouse } from '../../src/warehouse/warehouse.ts';
import { openEvents } from './metric-events.ts';
import { TWENTY } from './metric-figures.ts';
import { filterSql } from './metrics-by-hand.ts';
import type { NightRequest } from './night-client.ts';
import { fieldsOf, LEVELS } from './night-shape.ts';

/** The whole night as it is usually written: a FILTER for each figure, and all rows handed to jsforce as records. */
export async function nightPlain({ instanceUrl, accessToken, events, folder }: NightRequest): Promise<number> {
  const { Connection } = await import('@jsforce/jsforce-node');
  const connection = new Connection({ instanceUrl, accessToken, version: '67.0' });
  connection.bulk2.pollTimeout = 600_000;
  const warehouse = await openWarehouse({ folder });
  await openEvents(warehouse, events);
  let accepted = 0;
  for (const level of LEVELS) {
    const { object, externalId, lookup } = USAGE_OBJECTS[level];
    const cells = fieldsOf(level).map((name, place) => `m${place} AS ${sqlName(name)}`);
    const input = await warehouse.rows(
      `SELECT record_id AS "${externalId}", record_id AS "${lookup}", ${cells.join(', ')} FROM (${filterSql(TWENTY, level)})`,
    );
    const results = await connection.bulk2.loadAndWaitForResults({
      object,
      operation: 'upsert',
      externalIdFieldName: externalId,
      input: input.map((row) => ({ ...row })),
      pollInterval: 100,
    });
    accepted += results.successfulResults.length;
  }
  await warehouse.close();
  return accepted;
}
