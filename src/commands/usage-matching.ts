import { counted, number } from '../base/counted.ts';
import type { Listing, UnmatchedUser } from '../push/people/list-matching.ts';
import { defineCommand } from './command.ts';
import { csvPath } from './csv-path.ts';
import { pushRequest } from './push-options.ts';

const listingOptions = {
  limit: { type: 'integer', describe: 'How many to show', default: 50, min: 1, max: 100_000 },
  csv: { type: 'string', describe: 'Write all of them to this CSV file' },
} as const;

export const usageUnmatched = defineCommand({
  words: ['usage', 'unmatched'],
  summary: 'List Heap users that match no contact or account',
  description:
    'Reads the users of the export and the contacts and accounts of the org, and matches them as a push does. Lists whose key no record has, with when they were last seen and the record that almost matches. Sends nothing.',
  examples: [{ line: 'usage unmatched --csv unmatched.csv', does: 'All of them in a file' }],
  options: listingOptions,
  async run(context, { limit, csv }) {
    const { listUnmatched } = await import('../push/people/list-matching.ts');
    return listUnmatched(await pushRequest(context), { limit, csv: await csvPath(csv) });
  },
  show(listing, look) {
    if (listing.total === 0) return 'Every Heap user with a key matches a record.';
    const table = look.table(
      [{ head: 'Heap user', whole: true }, { head: 'Key' }, { head: 'Last seen' }, { head: 'Almost' }],
      listing.rows.map((user) => [
        user.userId,
        user.contactKey ?? user.accountKey,
        user.lastSeen?.toISOString().slice(0, 10),
        nearText(user),
      ]),
    );
    return `${counted(listing.total, 'Heap user matches', 'Heap users match')} no record.\n${table}${restText(listing)}`;
  },
});

export const usageDuplicates = defineCommand({
  words: ['usage', 'duplicates'],
  summary: 'List contacts and accounts that share a join key',
  description:
    'Matches as a push does, and lists the records that share a key, with the Heap users that have it. Which one counts is said by join.duplicates in heap.config.yaml. Sends nothing.',
  options: listingOptions,
  async run(context, { limit, csv }) {
    const { listDuplicates } = await import('../push/people/list-matching.ts');
    return listDuplicates(await pushRequest(context), { limit, csv: await csvPath(csv) });
  },
  show(listing, look) {
    if (listing.total === 0) return 'No two records share a join key.';
    const refuse = listing.rule === 'refuse';
    const table = look.table(
      [
        { head: 'Level' },
        { head: 'Key' },
        { head: 'Users', align: 'right' },
        { head: refuse ? 'One' : 'Counts', whole: true },
        { head: refuse ? 'Other' : 'Passed over', whole: true },
      ],
      listing.rows.map(({ level, joinValue, users, keptId, otherId }) => [level, joinValue, users, keptId, otherId]),
    );
    const what = refuse ? 'None of them is taken (join.duplicates: refuse).' : 'The most recently updated one counts.';
    return `${number(listing.total)} records share their join key with another. ${what}\n${table}${restText(listing)}`;
  },
});

function nearText({ near }: UnmatchedUser): string | undefined {
  if (near === undefined) return undefined;
  return near.why === 'deleted' ? `${near.id} was deleted` : `${near.id} "${near.value}": ${near.why}`;
}

function restText({ total, rows, file }: Listing<unknown>): string {
  if (file !== undefined) return `\nAll ${number(total)} are in ${file}.`;
  return rows.length < total ? `\n${number(total - rows.length)} more: --limit N, or --csv PATH for all.` : '';
}
