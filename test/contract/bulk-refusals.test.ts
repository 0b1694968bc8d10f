import { type Job, openJob, resultRows, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const ended = ({ state, errorMessage, numberRecordsProcessed }: Job) => [state, errorMessage, numberRecordsProcessed];

const cases: readonly Case<Ground>[] = [
  ...['Nope__c', 'Hidden__c'].map((column) => ({
    belief: `a column that is ${column === 'Nope__c' ? 'no field' : 'hidden from us'} fails the whole job, and the first such is named`,
    source: pages.airbyte,
    ask: async (ground: Ground) => {
      const job = await runJob(ground, {}, `Note__c,${column},Worse__c\nA,1,2\n`);
      return [ended(job), await resultRows(ground, job.id, 'unprocessedrecords')];
    },
    answer: () => [
      ['Failed', `InvalidBatch : Field name not found : ${column}`, 0],
      [{ Note__c: 'A', [column]: '1', Worse__c: '2' }],
    ],
  })),
  ...(
    [
      ['LF', 'Note__c\r\nA\r\n', 'rows of the other kind'],
      ['CRLF', 'Note__c\r\n"A\nB"\r\n', 'one within quotes'],
    ] as const
  ).map(([lineEnding, csv, what]) => ({
    belief: `line endings other than the ${lineEnding} that was promised fail the whole job: ${what}`,
    source: pages.airbyte,
    ask: async (ground: Ground) => ended(await runJob(ground, { lineEnding }, csv)),
    answer: () => [
      'Failed',
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
      0,
    ],
  })),
  {
    belief: 'a byte order mark is a part of the first name, and so fails the whole job',
    source: pages.airbyte,
    ask: async (ground) => {
      const { state, numberRecordsProcessed } = await runJob(ground, {}, '\uFEFFNote__c\nA\n');
      return [state, numberRecordsProcessed];
    },
    answer: () => ['Failed', 0],
  },
  {
    belief: 'the data of a job has 150 MB at most; what is larger is refused, and the job stays open without it',
    source: pages.bulkLimits,
    ask: async (ground) => {
      const { id } = await openJob(ground);
      const sent = await ground.org.call(
        'PUT',
        `jobs/ingest/${id}/batches`,
        `Note__c\n${'x'.repeat(150 * 1024 * 1024)}`,
      );
      const { state } = (await ground.org.call('GET', `jobs/ingest/${id}`)).json;
      await ground.org.call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' });
      return [sent.status >= 400 && sent.status < 500, state];
    },
    answer: () => [true, 'Open'],
  },
];

askAll(prepareGround, cases);
