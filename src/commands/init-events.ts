import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Context } from '../context.ts';
import type { HeapExport } from '../heap/export.ts';
import { type EventCount, type MetricProposal, proposeMetrics } from '../metrics/definition/propose-metrics.ts';
import type { Ground } from './init-ground.ts';
import { answered } from './init-places.ts';
import type { Stage } from './stage.ts';

/** Files of one event above which its rows are not counted: they would all have to be fetched. */
const MOST_FILES = 300;

/** Three metrics of what the export has most of, or those that were asked for. */
export async function chooseEvents(
  { context, exported }: Ground,
  given: readonly string[],
  { choose }: Pick<Stage, 'choose'>,
): Promise<readonly MetricProposal[]> {
  context.progress.step('Look for what people do most');
  const rows = await countRows(context, exported);
  const events = exported.eventTables.map(({ name, displayName }): EventCount => {
    return { table: name, ...(displayName !== undefined && { displayName }), rows: rows.get(name) ?? 0 };
  });
  const proposed = proposeMetrics(events, rows.get('sessions') ?? 0);
  context.progress.done();
  if (given.length > 0) return given.map((name) => metricOf(name, proposed, events));
  const taken = proposed.slice(0, 3).map(({ name, level }) => `${level} ${name}`);
  const ticked =
    choose === undefined
      ? taken
      : answered(
          await choose({
            question: 'Which figures shall Salesforce show?',
            choices: proposed.slice(0, 30).map(({ name, level, rows: count }) => ({
              value: `${level} ${name}`,
              label: `${name}, of each ${level}`,
              hint: `${number(count)} rows in the export`,
            })),
            ticked: taken,
          }),
        );
  return proposed.filter(({ name, level }) => ticked.includes(`${level} ${name}`));
}

/** Rows by table; of a large export its files stand for them. */
async function countRows({ warehouse }: Context, exported: HeapExport): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, number>();
  for (const { tables } of exported.dumps)
    for (const table of tables) files.set(table.name, (files.get(table.name) ?? 0) + (table.used ? table.files : 0));
  if ([...files.values()].reduce((sum, count) => sum + count, 0) > MOST_FILES) return files;
  const open = await warehouse();
  const rows = new Map<string, number>();
  for (const table of exported.tables.values()) {
    if (table.role === 'event' || table.role === 'sessions')
      rows.set(table.name, (await open.load(await table.table(['event_id', 'user_id']), table.name)).rows);
  }
  return rows;
}

function metricOf(wanted: string, proposed: readonly MetricProposal[], events: readonly EventCount[]): MetricProposal {
  const name = wanted.trim().toLowerCase();
  const event = events.find(({ table, displayName }) =>
    [table, displayName].some((one) => one?.toLowerCase() === name),
  );
  const found = proposed.find((metric) => metric.event.toLowerCase() === (event?.table ?? name).toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(wanted, [...events.map(({ table }) => table), 'session']);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `--event names "${wanted}", which the Heap data does not have.`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : `Name one of these: ${events.map(({ table }) => table).join(', ')}`,
    ],
    facts: { event: wanted, nearest: near },
  });
}
