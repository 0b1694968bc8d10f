import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import { readCatalogue } from '../metrics/definition/catalogue.ts';
import { checkJoin } from '../pull/join-check/check-join.ts';
import type { PairMeasure } from '../pull/join-check/measure-pair.ts';
import type { Ground } from './init-ground.ts';
import { answered } from './init-places.ts';
import type { Stage } from './stage.ts';

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
