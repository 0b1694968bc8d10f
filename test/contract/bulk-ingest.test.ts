import { expect } from 'vitest';
import { type Job, jobOver, openJob, resultRows, rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const ended = ({ state, errorMessage, numberRecordsProcessed }: Job) => [state, errorMessage, numberRecordsProcessed];
const quoted = (text: string): boolean => text.trimEnd().split(/\r?\n/).every((line) => /^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(line));

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a new job is open, and says by a path without a slash before it where its data goes',
    source: pages.bulkCreate,
    ask: async (ground) => {
      const { id, state, contentUrl, apiVersion, lineEnding, columnDelimiter, contentType } = await openJob(ground);
      return [id, state, contentUrl.replace(id, 'ID'), apiVersion, lineEnding, columnDelimiter, contentType];
    },
    answer: ({ org: { version } }) => [
      ...[expect.stringMatching(/^750\w{15}$/), 'Open', `services/data/v${version}/jobs/ingest/ID/batches`],
      ...[Number(version), 'LF', 'COMMA', 'CSV'],
    ],
  },
  {
    belief: 'data is taken with 201 and nothing said, and once for each job',
    source: pages.bulkUpload,
    ask: async (ground) => {
      const { id } = await openJob(ground);
      const put = () => ground.org.call('PUT', `jobs/ingest/${id}/batches`, 'Note__c\nx\n');
      const [first, second] = [await put(), await put()];
      await ground.org.call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' });
      return [first.status, first.text, second.status];
    },
    answer: () => [201, '', 400],
  },
  {
    belief: 'a job is complete even if rows failed; their number is told beside it',
    source: pages.bulkStates,
    ask: async (ground) => {
      const job = await runJob(ground, {}, 'Note__c,Amount__c\ngood,1\nbad,one\n');
      return [job.state, job.jobType, job.numberRecordsProcessed, job.numberRecordsFailed];
    },
    answer: () => ['JobComplete', 'V2Ingest', 2, 1],
  },
  {
    belief: 'results repeat the input behind the Id, and behind what became of the row',
    source: pages.bulkResults,
    ask: async (ground) => {
      const { id } = await runJob(ground, {}, 'Note__c,Amount__c\ngood,1\nbad,one\n');
      const files = ['successfulResults', 'failedResults', 'unprocessedrecords'];
      return Promise.all(files.map((file) => resultRows(ground, id, file)));
    },
    answer: () => [
      [{ sf__Id: expect.stringMatching(/^\w{18}$/), sf__Created: 'true', Note__c: 'good', Amount__c: '1' }],
      [{ sf__Id: '', sf__Error: expect.stringMatching(/^INVALID_TYPE_ON_FIELD_IN_RECORD:.*:Amount__c --$/), Note__c: 'bad', Amount__c: 'one' }],
      [],
    ],
  },
  {
    belief: 'every cell of a result file is quoted',
    source: pages.jsforce,
    ask: async (ground) => {
      const { id } = await runJob(ground, {}, 'Note__c\n"a;b|c^d"\n"say ""hi"""\n');
      const { headers, text } = await ground.org.call('GET', `jobs/ingest/${id}/successfulResults`);
      return [headers.get('content-type')?.startsWith('text/csv'), quoted(text)];
    },
    answer: () => [true, true],
  },
  {
    belief: 'an empty cell leaves a field alone, and #N/A empties it',
    source: pages.bulkValues,
    ask: async (ground) => {
      const id = await ground.make({ Note__c: 'kept', Amount__c: 5 });
      await runJob(ground, { operation: 'update' }, `Id,Note__c,Amount__c\n${id},,#N/A\n`);
      const { Note__c, Amount__c } = (await ground.org.call('GET', `sobjects/${ground.object}/${id}`)).json;
      return [Note__c, Amount__c];
    },
    answer: () => ['kept', null],
  },
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
  ...([
    ['LF', 'Note__c\r\nA\r\n', 'rows of the other kind'],
    ['CRLF', 'Note__c\r\n"A\nB"\r\n', 'one within quotes'],
  ] as const).map(([lineEnding, csv, what]) => ({
    belief: `line endings other than the ${lineEnding} that was promised fail the whole job: ${what}`,
    source: pages.airbyte,
    ask: async (ground: Ground) => ended(await runJob(ground, { lineEnding }, csv)),
    answer: () => ['Failed', `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`, 0],
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
    belief: 'results are there only when the job is over, and a job that is over can be deleted',
    source: known,
    ask: async (ground) => {
      const { id } = await openJob(ground);
      const early = await ground.org.call('GET', `jobs/ingest/${id}/successfulResults`);
      await ground.org.call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' });
      await jobOver(ground, 'ingest', id);
      const deleted = await ground.org.call('DELETE', `jobs/ingest/${id}`);
      return [early.status, deleted.status, (await ground.org.call('GET', `jobs/ingest/${id}`)).status];
    },
    answer: () => [400, 204, 404],
  },
  {
    belief: 'an object that is not there is no entity of Bulk, and an operation that is none makes no job',
    source: pages.airbyte,
    ask: async ({ org, object }) => [
      coded(await org.call('POST', 'jobs/ingest', { object: 'Nope__c', operation: 'insert' })),
      coded(await org.call('POST', 'jobs/ingest', { object, operation: 'upsert' })),
    ],
    answer: () => [
      [400, 'INVALIDENTITY'],
      [400, 'INVALIDJOB'],
    ],
  },
  {
    belief: 'a field that is no number is an error of its row, not of the job',
    source: pages.bulkResults,
    ask: async (ground) => rowErrors(ground, (await runJob(ground, {}, 'Amount__c\n123456\n')).id),
    answer: () => [expect.stringMatching(/^NUMBER_OUTSIDE_VALID_RANGE:.*:Amount__c --$/)],
  },
];

askAll(prepareGround, cases);
