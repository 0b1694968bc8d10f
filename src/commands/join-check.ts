import { defineCommand } from './command.ts';
import { csvPath } from './csv-path.ts';
import { showJoin } from './show-join.ts';

export const joinCheck = defineCommand({
  words: ['join', 'check'],
  summary: 'Compare the join key on both sides: blanks, duplicates, near misses, match rate; suggest better keys',
  description:
    'Reads the join key of every contact and the users of the Heap export. Tells who has no key or shares one, which keys differ in case or blanks only, and how many find each other. A key that too few contacts have to themselves (pull.uniqueness) is refused, here as by a pull. Other Contact fields and user properties that would match more are suggested. Sends nothing.',
  examples: [
    { line: 'join check', does: 'The join key of heap.config.yaml' },
    { line: 'join check --try Customer_Number__c=customer_number', does: 'Another pair beside it' },
    { line: 'join check --csv findings.csv', does: 'Every duplicate and near miss in a file' },
  ],
  options: {
    try: { type: 'strings', describe: 'Measure this pair too: Contact field = user property' },
    limit: { type: 'integer', describe: 'How many of each finding to show', default: 10, min: 1, max: 100_000 },
    csv: { type: 'string', describe: 'Write all findings to this CSV file' },
  },
  async run({ settings, export: openExport, warehouse, org, progress }, { try: tries, limit, csv }) {
    const { checkJoin } = await import('../pull/join-check/check-join.ts');
    const ground = { settings, connect: org, source: await openExport(), warehouse: await warehouse(), progress };
    return { ...(await checkJoin(ground, { tries, csv: await csvPath(csv) })), limit };
  },
  outcome: ({ verdict }) => (verdict === 'fit' ? 'done' : 'failed'),
  show: showJoin,
});
