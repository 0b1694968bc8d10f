import { number } from '../../base/counted.ts';
import { Mistake } from '../../base/errors.ts';
import type { JoinSettings } from '../../config/settings.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { type KeyKind, keySql } from './join-key.ts';

/** Contacts in the warehouse: a table or query, and what its columns are called. */
export interface KeyBearers {
  /** SQL that may stand after FROM: living contacts only. */
  readonly from: string;
  /** SQL of the record's Id, and of the value of the key's field as Salesforce gave it. */
  readonly id: string;
  readonly value: string;
  readonly kind: KeyKind;
  /** A query for the hashes of all keys that several may share, where that is known. */
  readonly likely?: string;
}

/** How far a key tells contacts apart. */
export interface KeyUniqueness {
  /** Contacts that have a key. */
  readonly withKey: number;
  /** Those of them whose key is theirs alone. */
  readonly alone: number;
  /** Their share in percent, cut to one decimal; 100 where no contact has a key. */
  readonly percent: number;
  /** The key that most contacts share, and two of them. */
  readonly example?: { readonly key: string; readonly contacts: number; readonly ids: readonly [string, string] };
}

interface Row {
  readonly with_key: number;
  readonly alone: number;
  readonly key: string | null;
  readonly contacts: number | null;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

/**
 * Counts over contacts that are in the warehouse already; the org is asked nothing. Nearly all keys occur once, so that
 * only those of which another has the same hash are put together: a million texts would take a hundred megabytes.
 */
export async function readUniqueness(
  warehouse: Warehouse,
  { from, id, value, kind, likely }: KeyBearers,
): Promise<KeyUniqueness> {
  const [row] = await warehouse.rows<Row>(`WITH bearers AS ${likely === undefined ? '' : 'NOT MATERIALIZED'} (
    SELECT ${keySql(kind, value)} AS key, ${id} AS id FROM ${from}
  ), likely AS (${likely ?? LIKELY}), shared AS (
    SELECT key, count(*) AS contacts, min(id) AS first_id, max(id) AS last_id FROM bearers
    WHERE key IS NOT NULL AND hash(key) IN (SELECT h FROM likely) GROUP BY key HAVING count(*) > 1
  ), most AS (SELECT * FROM shared ORDER BY contacts DESC, key LIMIT 1)
  SELECT with_key, with_key - (SELECT coalesce(CAST(sum(contacts) AS BIGINT), 0) FROM shared) AS alone, most.*
  FROM (SELECT count(key) AS with_key FROM bearers) LEFT JOIN most ON true`);
  const { with_key: withKey = 0, alone = 0, key = null, contacts, first_id, last_id } = row ?? {};
  return {
    withKey,
    alone,
    percent: withKey === 0 ? 100 : Math.floor((alone / withKey) * 1000) / 10,
    ...(key !== null && { example: { key, contacts: contacts ?? 0, ids: [first_id ?? '', last_id ?? ''] } }),
  };
}

const LIKELY = 'SELECT hash(key) AS h FROM bearers WHERE key IS NOT NULL GROUP BY h HAVING count(*) > 1';

/** Whether a key tells enough contacts apart, `least` in percent. */
export function isUniqueEnough({ withKey, alone }: Pick<KeyUniqueness, 'withKey' | 'alone'>, least: number): boolean {
  return alone * 100 >= least * withKey;
}

/** Refuses to go on with a key that would give one contact's values to another. */
export function checkUniqueness(
  found: KeyUniqueness,
  { join, least }: { readonly join: JoinSettings; readonly least: number },
): void {
  if (isUniqueEnough(found, least)) return;
  const { withKey, alone, percent, example } = found;
  const field = `Contact.${join.contact.salesforce}`;
  const such =
    example && ` ${number(example.contacts)} contacts have "${example.key}", as ${example.ids.join(' and ')}.`;
  throw new Mistake({
    trouble: 'config',
    message: `The join key ${field} is no key: of ${number(withKey)} contacts that have one, it is theirs alone for ${number(alone)} (${percent} %), and pull.uniqueness asks for ${least} %.${such ?? ''}`,
    actions: [
      'See which contacts share it, and which keys would be better: heap-sf join check',
      'Merge the duplicates in Salesforce, or name another field under join: in heap.config.yaml.',
      'Or ask for less: pull.uniqueness in heap.config.yaml. Of contacts that share a key the one updated last then counts.',
    ],
    facts: { field, withKey, alone, percent, least, ...(example && { example }) },
  });
}
