import { Mistake } from '../../base/errors.ts';
import type { Level } from '../../config/settings.ts';
import { isId, to18 } from '../../salesforce/ids.ts';
import type { Org } from '../../salesforce/org.ts';
import { queryAll, soqlText } from '../../salesforce/query.ts';

/** A contact or account that a person named. */
export interface NamedRecord {
  readonly id: string;
  /** Absent for a record that the org knows no more. */
  readonly name?: string;
}

const OBJECTS: Readonly<Record<Level, { readonly object: string; readonly prefix: string }>> = {
  account: { object: 'Account', prefix: '001' },
  contact: { object: 'Contact', prefix: '003' },
};
const MOST = 5;

/** The record that a person means: by its Id, deleted or not, or by its name; a contact by its e-mail address too. */
export async function findRecord(org: Org, level: Level, given: string): Promise<NamedRecord> {
  const { object, prefix } = OBJECTS[level];
  if (isId(given) && given.startsWith(prefix)) {
    const id = to18(given);
    const [found] = await recordsOf(org, object, `Id = ${soqlText(id)}`, true);
    return found ?? { id };
  }
  const field = level === 'contact' && given.includes('@') ? 'Email' : 'Name';
  const found = await recordsOf(org, object, `${field} = ${soqlText(given)}`, false);
  if (found.length === 1) return found[0]!;
  if (found.length > 1) throw several(level, given, found);
  const near = await recordsOf(org, object, `Name LIKE ${soqlText(`%${given.replace(/[\\%_]/g, '\\$&')}%`)}`, false);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `The org has no ${level} "${given}" that ${org.username} may see.`,
    actions: near.length > 0 ? [`Did you mean ${near.map(textOf).join(' or ')}?`] : [`Name it by its Id, ${prefix}….`],
    facts: { given, nearest: near },
  });
}

async function recordsOf(
  org: Org,
  object: string,
  where: string,
  deletedToo: boolean,
): Promise<readonly NamedRecord[]> {
  const soql = `SELECT Id, Name FROM ${object} WHERE ${where} ORDER BY Id LIMIT ${MOST + 1}`;
  const rows = await queryAll<{ readonly Id: string; readonly Name: string }>(org, soql, { deletedToo });
  return rows.map(({ Id, Name }) => ({ id: Id, name: Name }));
}

/** The same; an Id that the org does not know, deleted or not, is a Mistake. */
export async function needRecord(org: Org, level: Level, given: string): Promise<NamedRecord> {
  const found = await findRecord(org, level, given);
  if (found.name !== undefined) return found;
  throw new Mistake({
    trouble: 'unknown-name',
    message: `The org has no ${level} with the Id ${found.id} that ${org.username} may see.`,
    actions: [`Look it up by its name: --${level} NAME`],
    facts: { given },
  });
}

function several(level: Level, given: string, found: readonly NamedRecord[]): Mistake {
  const shown = found.slice(0, MOST).map(textOf).join(', ');
  return new Mistake({
    trouble: 'unknown-name',
    message: `More than one ${level} is called "${given}": ${shown}${found.length > MOST ? ' and more' : ''}.`,
    actions: [`Name it by its Id: --${level} ${found[0]?.id}`],
    facts: { given, found },
  });
}

const textOf = ({ id, name }: NamedRecord) => `${name ?? ''} (${id})`;
