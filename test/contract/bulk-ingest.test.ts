import { expect } from 'vitest';
import { jobOver, openJob, quoted, resultRows, rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

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
      [
        {
          sf__Id: '',
          sf__Error: expect.stringMatching(/^INVALID_FIELD:Failed to deserialize field at col \d+\. .*:Amount__c --$/),
          Note__c: 'bad',
          Amount__c: 'one',
        },
      ],
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
