import { defineCommand } from './command.ts';
import type { Started } from './init-project.ts';
import { showInit } from './show-init.ts';

export const init = defineCommand({
  words: ['init'],
  summary: 'Write a first heap.config.yaml: org, Heap, join key, three metrics and the fields worth pulling',
  description:
    'In a terminal it asks, and every question has an answer already: what the Heap data and the org themselves suggest. With --yes, or where nobody can be asked, it takes those. Options answer single questions. Looks only: nothing is written but the file, and an earlier one is kept when --force replaces it.',
  examples: [
    { line: 'init', does: 'Asks' },
    { line: 'init --yes', does: 'The sample, on the local org' },
    {
      line: 'init -o heap-sync --admin-org admin --source s3://heap-rs3-acme --heap 2084764332 --yes',
      does: 'Without a question',
    },
  ],
  config: 'made',
  options: {
    source: { type: 'string', describe: 'Heap data: s3://bucket, a folder, or sample. Default: sample' },
    'admin-org': { type: 'string', describe: 'Org alias of the admin who sets up, and by whom the org is looked at' },
    heap: { type: 'string', describe: 'App id of the Heap environment that gets fields, or local' },
    'heap-environment': {
      type: 'string',
      describe: 'What that is in Heap. Default: production for a production org',
      choices: ['development', 'production'],
    },
    'heap-region': {
      type: 'string',
      describe: 'Where the Heap account lies. Default: us',
      choices: ['us', 'eu'],
    },
    join: { type: 'string', describe: 'Join key: Contact field = user property, as Email=email' },
    event: { type: 'strings', describe: 'Heap event to make a metric of, or session. Default: what there is most of' },
    field: { type: 'strings', describe: 'Field for Heap, as Contact.Title. Default: what says most' },
    offline: { type: 'boolean', describe: 'Ask no org: join by e-mail address, and propose no fields' },
    yes: { type: 'boolean', short: 'y', describe: 'Take what is proposed without asking' },
    force: { type: 'boolean', describe: 'Replace a configuration that is there; it is kept beside the new one' },
  },
  async run(context, options, stage): Promise<Started> {
    const { startProject } = await import('./init-project.ts');
    const { choose, pick, type, ...silent } = stage;
    return startProject(context, options, options.yes ? silent : stage);
  },
  warnings: ({ warnings }) => warnings,
  show: showInit,
});
