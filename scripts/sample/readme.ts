import { type Activity, eventTables } from './activity.ts';
import { days, lastDate } from './calendar.ts';
import type { HeapUser, People } from './people.ts';

interface DumpRows {
  readonly dump: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** The page that tells what is in the sample, with the figures as they came out. */
export function sampleReadme(
  { accounts, contacts, users }: People,
  activity: Activity,
  dumps: readonly DumpRows[],
): string {
  const of = (test: (user: HeapUser) => boolean) => users.filter(test).length;
  const emails = contacts.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()]));
  const tables = [...new Set(dumps.flatMap(({ rows }) => Object.keys(rows)))];
  return `# Sample data

Made by \`node scripts/make-sample.ts\`, the same to the byte each time. Nobody in it exists.

\`accounts.csv\` and \`contacts.csv\` are records for a Salesforce org. \`export/\` is what Heap Connect would put into a bucket
for the product that these people use: ${days} days in Pacific time, the last of them ${lastDate}.

| | |
|---|---|
| accounts | ${accounts.length} |
| contacts | ${contacts.length}, of which ${contacts.filter(({ account }) => account === undefined).length} without an account and ${contacts.filter(({ email }) => email === undefined).length} without an e-mail address |
| e-mail addresses that two contacts share, in differing case | ${emails.length - new Set(emails).size} |
| Heap users | ${users.length} |
| … with a contact | ${of(({ email }) => email !== null && emails.includes(email.toLowerCase()))} |
| … with an identity but no contact | ${of(({ email, identity }) => identity !== null && (email === null || !emails.includes(email.toLowerCase())))} |
| … never identified | ${of(({ identity }) => identity === null)} |
| … who had another id before | ${of(({ before }) => before.length > 0)}, of which ${of(({ before }) => before.length > 1)} over two steps and ${of(({ looping }) => looping)} in a circle |
| … who never did anything | ${of(({ weight }) => weight === 0)} |
| … who went quiet 30 to 90 days before the end | ${of(({ quietAfter }) => quietAfter < days - 1)} |
| sessions | ${activity.sessions.length} |
| events | ${activity.events.length} |
${eventTables.map((table) => `| … ${table} | ${activity.events.filter((event) => event.table === table).length} |`).join('\n')}

Events count once here. The dumps repeat some, and have some that no longer count:

| rows in dump | ${dumps.map(({ dump }) => dump).join(' | ')} |
|---|${dumps.map(() => '---').join('|')}|
${tables.map((table) => `| ${table} | ${dumps.map(({ rows }) => rows[table] ?? '').join(' | ')} |`).join('\n')}

What a reader has to get right:

- Dumps and parts are in the order of their numbers, not of their names: 998 comes before 1002, part 2 before part 10.
- 1002 sends 20 June again, under the ids that merged users have by then; 1003 sends part of 29 June again.
- \`teammate_invited\` comes whole in 1002: its rows in 998 no longer count. \`checkout_completed\` begins there.
- \`user_migrations\` is whole each time; 998 has a row that was withdrawn.
- \`users\`: the newest row of a user counts, within a dump by \`last_modified\`. \`old_plan\` was archived, \`seat_type\` is new in 1003.
- \`time\` is milliseconds in 998 and 1003 and text in 1002; the times of users and migrations are microseconds. All are UTC.
- One user did something in the last millisecond before some midnights and in the first after them.
- \`identity\` is an e-mail address for three of four, and a customer number for the fourth. \`email\` is not always in the
  contact's case. \`salesforce_account_id\` has 15 or 18 characters.
- \`_event_metadata\` is Heap's own.
`;
}
