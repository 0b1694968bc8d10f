import { expect } from 'vitest';
import { type Job, openJob, resultRows, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { coded } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const ended = ({ state, errorMessage }: Job) => [state, errorMessage];
const counted = ({ state, numberRecordsProcessed, numberRecordsFailed }: Job) => [
  state,
  numberRecordsProcessed,
  numberRecordsFailed,
];

const delimiters = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' };

const cases: readonly Case<Ground>[] = [
  ...Object.entries(delimiters).map(([columnDelimiter, sign]) => ({
    belief: `columns can be told apart by ${columnDelimiter}, and lines end as CRLF when that is promised`,
    source: pages.bulkCreate,
    ask: async (ground: Ground) => {
      const csv = [`Note__c${sign}Amount__c`, `"x${sign}y"${sign}1`, ''].join('\r\n');
      const job = await runJob(ground, { columnDelimiter, lineEnding: 'CRLF' }, csv);
      const { text } = await ground.org.call('GET', `jobs/ingest/${job.id}/successfulResults`);
      return [counted(job), text.split('\r\n')[0]];
    },
    answer: () => [['JobComplete', 1, 0], ['"sf__Id"', '"sf__Created"', '"Note__c"', '"Amount__c"'].join(sign)],
  })),
  {
    belief: 'blank lines are no rows, and a line break within quotes ends none',
    source: pages.bulkFiles,
    ask: async (ground) => {
      const job = await runJob(ground, {}, 'Note__c\n\n"two\nlines"\n\n');
      const rows = await resultRows(ground, job.id, 'successfulResults');
      return [counted(job), rows.map(({ Note__c }) => Note__c)];
    },
    answer: () => [['JobComplete', 1, 0], ['two\nlines']],
  },
  {
    belief: 'a record has 5,000 fields at most, and one more fails the whole job',
    source: pages.csvReader,
    ask: async (ground) =>
      ended(await runJob(ground, {}, `${Array.from({ length: 5001 }, (_, n) => `F${n}`).join(',')}\n`)),
    answer: () => ['Failed', expect.stringContaining('Exceeded max number of columns per record : 5000')],
  },
  {
    belief: 'a record has 400,000 characters at most, and one more fails the whole job',
    source: pages.csvReader,
    ask: async (ground) => {
      const cells = Array.from({ length: 14 }, () => 'y'.repeat(30_000));
      return ended(await runJob(ground, {}, `${cells.map((_, n) => `F${n}`).join(',')}\n${cells.join(',')}\n`));
    },
    answer: () => ['Failed', expect.stringMatching(/^InvalidBatch : /)],
  },
  {
    belief: 'a quote that is never closed fails the whole job',
    source: pages.csvReader,
    ask: async (ground) => ended(await runJob(ground, {}, 'Note__c\n"x\n')),
    answer: () => ['Failed', expect.stringContaining('EOF reached before closing an opened quote')],
  },
  {
    belief: 'a column that comes twice fails the whole job',
    source: known,
    ask: async (ground) => ended(await runJob(ground, {}, 'Note__c,Note__c\nx,y\n')),
    answer: () => ['Failed', expect.stringMatching(/^InvalidBatch : Duplicate/i)],
  },
  {
    belief: 'a job can be made with no delimiter or line ending but those that there are',
    source: pages.bulkCreate,
    ask: async ({ org, object }) => {
      const job = { object, operation: 'insert', columnDelimiter: 'COLON' };
      return (await org.call('POST', 'jobs/ingest', job)).status;
    },
    answer: () => 400,
  },
  {
    belief: 'hardDelete asks for a permission that nobody has from the start',
    source: pages.bulkErrors,
    ask: async ({ org, object }) => coded(await org.call('POST', 'jobs/ingest', { object, operation: 'hardDelete' })),
    answer: () => [400, 'FEATURENOTENABLED'],
  },
  {
    belief: 'a job that is open cannot be deleted; an aborted one can, and is gone',
    source: pages.bulkDelete,
    ask: async (ground) => {
      const { org } = ground;
      const { id } = await openJob(ground);
      const open = (await org.call('DELETE', `jobs/ingest/${id}`)).status;
      const aborted = (await org.call('PATCH', `jobs/ingest/${id}`, { state: 'Aborted' })).json.state;
      const gone = (await org.call('DELETE', `jobs/ingest/${id}`)).status;
      return [open, aborted, gone, (await org.call('GET', `jobs/ingest/${id}`)).status];
    },
    answer: () => [400, 'Aborted', 204, 404],
  },
];

askAll(prepareGround, cases);
