import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import type { Level } from '../config/settings.ts';
import { type FieldProposal, proposeFields, tellingFields } from '../properties/propose-fields.ts';
import { readSamples } from '../properties/sample-values.ts';
import { describeObject } from '../salesforce/describe.ts';
import type { Org } from '../salesforce/org.ts';
import type { Ground } from './init-ground.ts';
import { answered } from './init-places.ts';
import type { Stage } from './stage.ts';

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
