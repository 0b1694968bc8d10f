import { Mistake } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import type { JoinSettings } from '../../config/settings.ts';
import type { Catalogue } from '../metric.ts';

/** The user properties of the join keys must be in the data; a name that is not would match nobody in silence. */
export function checkJoinKeys(
  { contact, account }: JoinSettings,
  { userColumns }: Pick<Catalogue, 'userColumns'>,
): void {
  const known = userColumns.map(({ name }) => name);
  if (known.length === 0) {
    throw new Mistake({
      trouble: 'source',
      message: 'The data has no users: its users table is empty, or not there.',
      actions: ['Look at the export: is its table "users" there, and whole?'],
      facts: { table: 'users' },
    });
  }
  for (const wanted of [contact.heap, ...(account.kind === 'property' ? [account.heap] : [])]) {
    if (known.includes(wanted)) continue;
    const near = nearest(wanted, known);
    throw new Mistake({
      trouble: 'unknown-name',
      message: `The join key names the Heap user property "${wanted}", which the users table of the data does not have.`,
      actions: [
        near.length > 0
          ? `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}? Correct it under "join" in heap.config.yaml.`
          : `Name one of these under "join" in heap.config.yaml: ${known.join(', ')}.`,
      ],
      facts: { property: wanted, nearest: near },
    });
  }
}
