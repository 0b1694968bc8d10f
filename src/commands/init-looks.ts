import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Level } from '../config/settings.ts';
import type { Context } from '../context.ts';
import type { HeapExport } from '../heap/export.ts';
import { readCatalogue } from '../metrics/definition/catalogue.ts';
import { type EventCount, type MetricProposal, proposeMetrics } from '../metrics/definition/propose-metrics.ts';
import { type FieldProposal, proposeFields, tellingFields } from '../properties/propose-fields.ts';
import { readSamples } from '../properties/sample-values.ts';
import { checkJoin } from '../pull/join-check/check-join.ts';
import type { PairMeasure } from '../pull/join-check/measure-pair.ts';
import { describeObject } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import { answered } from './init-places.ts';
import type { Stage } from './stage.ts';

interface Ground {
  readonly context: Context;
  readonly exported: HeapExport;
  /** Undefined where no org is to be asked. */
  readonly org: Org | undefined;
}

export interface JoinChoice {
  readonly heap: string;
  readonly salesforce: string;
  /** Percent of users with that property who match a contact; undefined where no org was asked. */
  readonly matchRate?: number;
  readonly warning?: string;
}

/** The pair that joins most users, of those that both sides offer. */
export async function chooseJoin(
  { context, exported, org }: Ground,
  given: string | undefined,
  { pick }: Pick<Stage, 'pick'>,
): Promise<JoinChoice> {
  const { userColumns } = await readCatalogue(exported, () => context.warehouse());
  const names = userColumns.map(({ name }) => name);
  const [field, property] = given === undefined ? ['Email', firstKey(names)] : pairIn(given);
  if (org === undefined) return { heap: property, salesforce: field };
  const { settings, progress } = context;
  const join = { ...settings.join, contact: { heap: property, salesforce: field } };
  const warehouse = await context.warehouse();
  const ground = { settings: { ...settings, join }, connect: async () => org, source: exported, warehouse, progress };
  const { key, proposed } = await checkJoin(ground, { tries: [] });
  const pairs = given === undefined ? [...proposed, key] : [key];
  const chosen =
    pick === undefined || pairs.length < 2
      ? pairs[0]
      : pairs[
          Number(
            answered(
              await pick({
                question: 'Which key is equal for the same person in Heap and in Salesforce?',
                choices: pairs.map((pair, at) => ({ value: String(at), label: nameOf(pair), hint: rateOf(pair) })),
                first: '0',
              }),
            ),
          )
        ];
  const { users, ...pair } = chosen ?? key;
  const rate = { heap: pair.property, salesforce: pair.field, matchRate: users.matchRate };
  if (users.matched > 0) return rate;
  return { ...rate, warning: `No Heap user matches a contact by ${nameOf(pair)}: heap-sf join check tells more.` };
}

const nameOf = ({ field, property }: Pick<PairMeasure, 'field' | 'property'>): string =>
  `Contact.${field} = ${property}`;
const rateOf = ({ users }: PairMeasure): string =>
  `${number(users.matched)} users match, ${users.matchRate} % of those with one`;

const firstKey = (names: readonly string[]): string =>
  ['email', 'identity'].find((name) => names.includes(name)) ?? names[0] ?? 'email';

function pairIn(text: string): [field: string, property: string] {
  const [, field, property] = /^\s*([^=\s]+)\s*=\s*(.*\S)\s*$/.exec(text) ?? [];
  if (field !== undefined && property !== undefined) return [field, property];
  throw new Mistake({
    trouble: 'misuse',
    message: `--join is "${text}", which is no pair of a Contact field and a Heap user property.`,
    actions: ['Write both with = between them: --join Email=email'],
    facts: { join: text },
  });
}

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

/** Of each object, as many as a first look should begin with. */
const MOST_FIELDS = 3;

/** The fields that say most of contacts and accounts, or those that were asked for. */
export async function chooseFields(
  { context, org }: Ground,
  given: readonly string[],
  leftOut: readonly string[],
  { choose }: Pick<Stage, 'choose'>,
): Promise<readonly FieldProposal[]> {
  if (given.length > 0) return Promise.all(given.map((text) => fieldOf(text, org)));
  if (org === undefined) return [];
  context.progress.step('Look at the fields of Contact and Account');
  const proposed: FieldProposal[] = [];
  for (const [level, object] of [
    ['contact', 'Contact'],
    ['account', 'Account'],
  ] as const) {
    const seen = await describeObject(org, object);
    const fields = seen === undefined ? [] : tellingFields(seen).filter(({ name }) => !leftOut.includes(name));
    if (fields.length === 0) continue;
    proposed.push(
      ...proposeFields(
        level,
        fields,
        await readSamples(
          org,
          object,
          fields.map(({ name }) => name),
        ),
      ),
    );
  }
  context.progress.done();
  const first = (level: Level) => proposed.filter((field) => field.level === level).slice(0, MOST_FIELDS);
  const taken = [...first('contact'), ...first('account')];
  if (choose === undefined || proposed.length === 0) return taken;
  const ticked = answered(
    await choose({
      question: 'Which fields shall Heap get?',
      choices: proposed.map(({ level, field, label, type, filled }) => ({
        value: `${level} ${field}`,
        label: `${objectOf(level)}.${field}${label === field ? '' : `  ${label}`}`,
        hint: `${type}, ${filled} % filled`,
      })),
      ticked: taken.map(({ level, field }) => `${level} ${field}`),
    }),
  );
  return proposed.filter(({ level, field }) => ticked.includes(`${level} ${field}`));
}

const objectOf = (level: Level): string => (level === 'contact' ? 'Contact' : 'Account');

async function fieldOf(text: string, org: Org | undefined): Promise<FieldProposal> {
  const [, object = '', field = ''] = /^(contact|account)\.(\w[\w.]*)$/i.exec(text.trim()) ?? [];
  const level = object.toLowerCase() === 'account' ? 'account' : 'contact';
  if (field === '') {
    throw new Mistake({
      trouble: 'misuse',
      message: `--field is "${text}", which is no field of Contact or Account.`,
      actions: ['Write it with its object: --field Contact.Title'],
      facts: { field: text },
    });
  }
  const seen = org === undefined || field.includes('.') ? undefined : await describeObject(org, objectOf(level));
  if (seen === undefined) return { level, field, label: field, type: '', filled: 0 };
  const found = seen.fields.get(field.toLowerCase());
  if (found !== undefined) return { level, field: found.name, label: found.label, type: found.type, filled: 0 };
  const near = nearest(
    field,
    [...seen.fields.values()].map(({ name }) => name),
  );
  throw new Mistake({
    trouble: 'unknown-name',
    message: `--field names ${objectOf(level)}.${field}, which does not exist or is hidden from ${org?.username}.`,
    actions: [near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See what there is: heap-sf fields list'],
    facts: { field: text, nearest: near },
  });
}
