import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { JoinSettings } from '../../config/settings.ts';
import { type KeyKind, keyKind } from '../../metrics/people/join-key.ts';
import { readableField } from '../../metrics/people/readable-field.ts';
import type { FieldDescription, ObjectDescription } from '../../salesforce/describe.ts';

/** A Contact field and a Heap user property that might be equal for the same person. */
export interface KeyPair {
  /** API name in its own case. */
  readonly field: string;
  readonly property: string;
  readonly kind: KeyKind;
}

export interface PairGround {
  /** Contact as the connecting user sees it. */
  readonly seen: ObjectDescription | undefined;
  /** The columns of the users table. */
  readonly properties: readonly string[];
  readonly username: string;
}

export function pairOf(field: FieldDescription, property: string): KeyPair {
  return { field: field.name, property, kind: keyKind(property, field.type) };
}

/** The pair that the configuration names. */
export function joinPair({ contact }: JoinSettings, { seen, username }: PairGround): KeyPair {
  const wanted = { object: 'Contact', key: contact.salesforce, others: [], username };
  return pairOf(readableField(seen, wanted).field, contact.heap);
}

/** A pair as a person asks for it: `FIELD=property`. */
export function triedPair(text: string, ground: PairGround): KeyPair {
  const [, field, property] = /^\s*([^=\s]+)\s*=\s*(.*\S)\s*$/.exec(text) ?? [];
  if (field === undefined || property === undefined) {
    throw new Mistake({
      trouble: 'misuse',
      message: `--try is "${text}", which is no pair of a Contact field and a Heap user property.`,
      actions: ['Write both with = between them, as --try Customer_Number__c=customer_number'],
      facts: { try: text },
    });
  }
  if (!ground.properties.includes(property)) {
    const near = nearest(property, ground.properties);
    throw new Mistake({
      trouble: 'unknown-name',
      message: `--try names the Heap user property "${property}", which the users table of the data does not have.`,
      actions: [
        near.length > 0
          ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`
          : `Name one of these: ${ground.properties.join(', ')}.`,
      ],
      facts: { property, nearest: near },
    });
  }
  const found = ground.seen?.fields.get(field.toLowerCase());
  if (found !== undefined) return pairOf(found, property);
  const near = nearest(
    field,
    [...(ground.seen?.fields.values() ?? [])].map(({ name }) => name),
  );
  throw new Mistake({
    trouble: 'unknown-name',
    message: `--try names Contact.${field}, which does not exist or is hidden from ${ground.username}.`,
    actions: [
      ...(near.length > 0 ? [`If the name is wrong: fields near it are ${near.join(', ')}.`] : []),
      `If the field exists: an admin grants Read on Contact.${field}.`,
    ],
    facts: { field, nearest: near },
  });
}

/** Types of fields that may hold a key. */
const KEY_TYPES: readonly string[] = ['string', 'email', 'id', 'double', 'int'];

/** What a field that is neither unique nor an external id is called when it holds a key all the same. */
const KEY_NAME =
  /(?:^|_)(?:ids?|key|number|no|code|user|username|login|identity|external|customer|member|e?mail|heap)(?:_|$)/i;

/** As many fields as are worth reading of every contact to look for a better key. */
const MOST_FIELDS = 20;

/** Fields that could tell contacts apart: unique ones and external ids first, then e-mail addresses, then by their name. */
export function keyFields(seen: ObjectDescription | undefined): readonly FieldDescription[] {
  const fields = [...(seen?.fields.values() ?? [])].filter(({ type }) => KEY_TYPES.includes(type));
  const rank = ({ name, type, unique, externalId, custom, calculated }: FieldDescription): number | undefined => {
    if (unique || externalId || type === 'id') return 0;
    if (type === 'email') return 1;
    return custom && !calculated && KEY_NAME.test(name) ? 2 : undefined;
  };
  return fields
    .flatMap((field) => {
      const place = rank(field);
      return place === undefined ? [] : [{ field, place }];
    })
    .sort((a, b) => a.place - b.place)
    .slice(0, MOST_FIELDS)
    .map(({ field }) => field);
}
