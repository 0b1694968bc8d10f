import { createHash } from 'node:crypto';
import type { PullSettings, Settings } from '../../config/settings.ts';
import { readableField } from '../../metrics/people/readable-field.ts';
import { type Parents, parentObjects } from '../../properties/find-field.ts';
import type { GoneField } from '../../properties/property.ts';
import { resolveFields } from '../../properties/resolve-fields.ts';
import type { ObjectDescription } from '../../salesforce/describe.ts';
import type { PullState, SeenLevel } from '../state/pull-state.ts';
import { OBJECTS } from './selection.ts';

type Seen = PullState['seen'];
type Choosing = Pick<Settings, 'join'> & { readonly pull: Pick<PullSettings, 'contact' | 'account'> };

/** What of the configuration decides which fields are read: another choice wants another describe. */
export function choiceOf({ pull, join }: Choosing): string {
  const text = JSON.stringify([pull.contact, pull.account, join.contact]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The objects that chosen fields lead to and that are not among those described. */
export function missingParents({ pull }: Choosing, described: Parents): readonly string[] {
  const wanted = (['contact', 'account'] as const).flatMap((level) => {
    const seen = described.get(OBJECTS[level].toLowerCase());
    return seen === undefined ? [] : parentObjects(pull[level], seen);
  });
  return [...new Set(wanted)].filter((name) => !described.has(name.toLowerCase()));
}

/**
 * What there is to read, by what describe tells. Mistake `permission` when the join field, a contact's account or a whole
 * object is hidden: nobody could be found without them.
 */
export function seeFields(
  settings: Choosing,
  described: Parents,
  { at, username }: { readonly at: Date; readonly username: string },
): Seen {
  const { pull, join } = settings;
  const [contact, account, relation] = [OBJECTS.contact, OBJECTS.account, OBJECTS.relation].map((name) =>
    described.get(name.toLowerCase()),
  );
  const key = join.contact.salesforce;
  const people = readableField(contact, { object: OBJECTS.contact, key, others: ['AccountId'], username });
  const accounts = readableField(account, { object: OBJECTS.account, key: 'Id', others: [], username });
  const parents = (['contact', 'account'] as const).flatMap((level) =>
    parentObjects(pull[level], level === 'contact' ? people.seen : accounts.seen),
  );
  return {
    at: at.toISOString(),
    choice: choiceOf(settings),
    joinType: people.field.type,
    parents: [...new Set(parents)],
    contact: {
      ...levelOf(resolveFields(pull.contact, 'contact', people.seen, described)),
      own: { ...recordColumns(people.seen), account_id: 'AccountId', join_value: people.field.name },
    },
    account: {
      ...levelOf(resolveFields(pull.account, 'account', accounts.seen, described)),
      own: recordColumns(accounts.seen),
    },
    ...(relation?.queryable && {
      relation: {
        properties: [],
        gone: [],
        own: {
          ...recordColumns(relation),
          contact_id: 'ContactId',
          account_id: 'AccountId',
          ...(relation.fields.has('isactive') && { active: 'IsActive' }),
        },
      },
    }),
  };
}

/** Fields that were there the last time and are gone now. */
export function newlyGone(before: Seen | undefined, now: Seen): ReadonlySet<GoneField> {
  const fresh = (['contact', 'account'] as const).flatMap((level) => {
    const known = new Set(before?.[level].gone.map(({ field }) => field));
    return now[level].gone.filter(({ field }) => !known.has(field));
  });
  return new Set(fresh);
}

function levelOf({ properties, gone }: ReturnType<typeof resolveFields>): Pick<SeenLevel, 'properties' | 'gone'> {
  return {
    properties: [...properties],
    gone: gone.map((one) => ({ ...one, actions: [...one.actions] })),
  };
}

/** What becomes of deleted rows may be out of sight, never the rows that live. */
function recordColumns({ fields }: ObjectDescription): Readonly<Record<string, string>> {
  return {
    record_id: 'Id',
    stamp: 'SystemModstamp',
    ...(fields.has('isdeleted') && { deleted: 'IsDeleted' }),
    ...(fields.has('masterrecordid') && { master_id: 'MasterRecordId' }),
  };
}
