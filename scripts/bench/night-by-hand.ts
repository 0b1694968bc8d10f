/**
 * The whole night as a person who knows DuckDB and the Bulk API would write it for these very figures, as fast as it
 * goes: events counted once for each user and added up for the accounts, the difference by a hash of each row, COPY to
 * CSV, the file streamed up, the results streamed down. No ledger, no snapshot of values, no look at what came back.
 */
import { createReadStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dispatcher } from 'undici';
import { USAGE_OBJECTS } from '../../src/metrics/usage-objects.ts';
import { sqlName, sqlText } from '../../src/warehouse/sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';
import { openEvents } from './metric-events.ts';
import { type Figure, TWENTY } from './metric-figures.ts';
import { AMOUNT, conditionsOf, sinceOf, until, VIEWS } from './metrics-by-hand.ts';
import type { NightRequest } from './night-client.ts';
import { fieldsOf, hashesFile, hashSql, LEVELS } from './night-shape.ts';

export async function nightByHand({ instanceUrl, accessToken, events, before, folder }: NightRequest): Promise<number> {
  const { Agent } = await import('undici');
  const warehouse = await openWarehouse({ folder });
  await openEvents(warehouse, events);
  for (const sql of countSql(TWENTY)) await warehouse.run(sql);
  const agent = new Agent({ connections: 4 });
  const line: Line = { agent, instanceUrl, authorization: `Bearer ${accessToken}` };
  let sent = 0;
  for (const level of LEVELS) {
    const file = join(folder, `${level}.csv`);
    const hashes = hashesFile(folder, level);
    const { object, externalId, lookup } = USAGE_OBJECTS[level];
    await warehouse.run(
      `CREATE TABLE print_${level} AS SELECT record_id, ${hashSql(level)} AS print FROM usage_${level}`,
    );
    const { rows } = await copyCsv(
      warehouse,
      file,
      `SELECT record_id AS "${externalId}", record_id AS "${lookup}", * EXCLUDE (record_id)
      FROM usage_${level} SEMI JOIN (
        SELECT now.record_id FROM print_${level} now LEFT JOIN read_parquet(${sqlText(hashesFile(before, level))}) was USING (record_id)
        WHERE was.print IS DISTINCT FROM now.print) USING (record_id)`,
    );
    await upsert(line, { object, externalId, file });
    await warehouse.copyToParquet(`FROM print_${level}`, `${hashes}.part`);
    await rename(`${hashes}.part`, hashes);
    sent += rows;
  }
  await agent.close();
  await warehouse.close();
  return sent;
}

async function copyCsv(warehouse: Warehouse, file: string, sql: string): Promise<{ readonly rows: number }> {
  const [copied] = await warehouse.rows<{ readonly Count: number }>(
    `COPY (${sql}) TO ${sqlText(file)} (FORMAT csv, HEADER)`,
  );
  return { rows: copied?.Count ?? 0 };
}

/** One reading of each event table by user, one more for users and days, then both levels from these. */
function countSql(figures: readonly Figure[]): readonly string[] {
  const placed = figures.map((figure, place) => ({ figure, place }));
  const events = [...new Set(figures.map(({ event }) => event))];
  const stages = events.map((event) => {
    const columns = placed.flatMap(({ figure, place }) => {
      if (figure.event !== event || figure.measure === 'days') return [];
      const filter = [...conditionsOf(figure), ...sinceOf(figure)].join(' AND ');
      const value = { count: 'count(*)', users: 'count(*)', last: 'max(time)', amount: `sum(${AMOUNT})` }[
        figure.measure
      ];
      return [`${value}${filter === '' ? '' : ` FILTER (WHERE ${filter})`} AS m${place}`];
    });
    return `CREATE TABLE by_${event} AS SELECT user_id, ${columns.join(', ')} FROM ${VIEWS[event]} WHERE ${until} GROUP BY user_id`;
  });
  const days = placed
    .filter(({ figure }) => figure.measure === 'days')
    .map(({ figure, place }) => {
      const day = "CAST(timezone('America/Los_Angeles', timezone('UTC', time)) AS DATE)";
      return `CREATE TABLE days_${place} AS SELECT DISTINCT user_id, ${day} AS day FROM ${VIEWS[figure.event]}
      WHERE ${[until, ...sinceOf(figure)].join(' AND ')}`;
    });
  return [...stages, ...days, ...LEVELS.map((level) => usageSql(placed, events, level))];
}

function usageSql(
  placed: readonly { readonly figure: Figure; readonly place: number }[],
  events: readonly Figure['event'][],
  level: 'account' | 'contact',
): string {
  const names = fieldsOf(level);
  const dayPlaces = placed.filter(({ figure }) => figure.measure === 'days').map(({ place }) => place);
  const together = placed.flatMap(({ figure, place }) => {
    if (figure.measure === 'days') return [];
    const how = {
      count: `sum(m${place})`,
      users: `count(*) FILTER (m${place} > 0)`,
      last: `max(m${place})`,
      amount: `sum(m${place})`,
    };
    return [`${how[figure.measure]} AS m${place}`];
  });
  const cells = placed.map(({ figure, place }) => {
    const text = {
      last: `coalesce(strftime(m${place}, '%Y-%m-%dT%H:%M:%S.000Z'), '#N/A')`,
      amount: `CAST(CAST(coalesce(m${place}, 0) AS DECIMAL(38, 2)) AS VARCHAR)`,
    }[figure.measure as 'last' | 'amount'];
    return `${text ?? `CAST(CAST(coalesce(m${place}, 0) AS BIGINT) AS VARCHAR)`} AS ${sqlName(names[place]!)}`;
  });
  const users = `people ${events.map((event) => `LEFT JOIN by_${event} USING (user_id)`).join(' ')}`;
  const key = `${level}_id`;
  // Each contact is one user, so that there is nothing to add up.
  const alone = placed.flatMap(({ figure, place }) => {
    if (figure.measure === 'days') return [];
    return [figure.measure === 'users' ? `CAST(m${place} > 0 AS INTEGER) AS m${place}` : `m${place}`];
  });
  const counted =
    level === 'contact'
      ? `SELECT ${key}, ${alone.join(', ')} FROM ${users}`
      : `SELECT ${key}, ${together.join(', ')} FROM ${users} GROUP BY ${key}`;
  const dayTables = dayPlaces.map((place) => {
    const day =
      level === 'contact'
        ? `SELECT contact_id, count(*) AS m${place} FROM days_${place} JOIN people USING (user_id) GROUP BY contact_id`
        : `SELECT account_id, count(*) AS m${place} FROM (SELECT DISTINCT account_id, day FROM days_${place} JOIN people USING (user_id)) GROUP BY account_id`;
    return `LEFT JOIN (${day}) USING (${key})`;
  });
  return `CREATE TABLE usage_${level} AS SELECT ${key} AS record_id, ${cells.join(', ')} FROM (${counted}) ${dayTables.join(' ')}`;
}

interface Line {
  readonly agent: Dispatcher;
  readonly instanceUrl: string;
  readonly authorization: string;
}

async function upsert(
  line: Line,
  { object, externalId, file }: { readonly object: string; readonly externalId: string; readonly file: string },
): Promise<void> {
  const spec = { object, operation: 'upsert', externalIdFieldName: externalId, contentType: 'CSV', lineEnding: 'LF' };
  const { id } = await json(line, 'POST', '/jobs/ingest', JSON.stringify(spec));
  const size = String((await stat(file)).size);
  const put = await line.agent.request({
    origin: line.instanceUrl,
    path: `/services/data/v67.0/jobs/ingest/${id}/batches`,
    method: 'PUT',
    headers: { authorization: line.authorization, 'content-type': 'text/csv', 'content-length': size },
    body: createReadStream(file, { highWaterMark: 1 << 20 }),
  });
  await put.body.dump();
  await json(line, 'PATCH', `/jobs/ingest/${id}`, JSON.stringify({ state: 'UploadComplete' }));
  while ((await json(line, 'GET', `/jobs/ingest/${id}`))['state'] !== 'JobComplete') {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const kind of ['successfulResults', 'failedResults', 'unprocessedrecords']) {
    const { body } = await line.agent.request({
      origin: line.instanceUrl,
      path: `/services/data/v67.0/jobs/ingest/${id}/${kind}`,
      method: 'GET',
      headers: { authorization: line.authorization },
    });
    for await (const chunk of body) void chunk;
  }
}

async function json(line: Line, method: 'GET' | 'POST' | 'PATCH', path: string, body?: string) {
  const answer = await line.agent.request({
    origin: line.instanceUrl,
    path: `/services/data/v67.0${path}`,
    method,
    headers: { authorization: line.authorization, 'content-type': 'application/json' },
    body: body ?? null,
  });
  return (await answer.body.json()) as Readonly<Record<string, string>>;
}
