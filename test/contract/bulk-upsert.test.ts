import { expect } from 'vitest';
import { jobOver, resultRows, rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';
import { known, pages } from './sources.ts';

const byKey = { operation: 'upsert', externalIdFieldName: 'Key__c' };

const created = async (ground: Ground, id: string): Promise<string[]> =>
  (await resultRows(ground, id, 'successfulResults')).map((row) => row['sf__Created'] ?? '').sort();

const delimited = { BACKQUOTE: '`', CARET: '^', PIPE: '|', SEMICOLON: ';', TAB: '\t' };

const cases: readonly Case<Ground>[] = [
  {
    belief: 'an upsert by a key makes the rows that are missing and changes the others',
    source: pages.bulkCreate,
    ask: async (ground) => {
      await ground.make({ Key__c: 'there' });
      return created(ground, (await runJob(ground, byKey, 'Key__c,Note__c\nthere,x\nmissing,y\n')).id);
    },
    answer: () => ['false', 'true'],
  },
  {
    belief: 'a key that comes twice in one batch is refused as a duplicate value both times, and the job is complete',
    source: pages.sameKeyTwice,
    ask: async (ground) => {
      const { id, state } = await runJob(ground, byKey, 'Key__c,Note__c\ntwice,x\nonce,y\ntwice,z\n');
      const errors = await rowErrors(ground, id);
      return [state, errors.length, errors.every((error) => error?.startsWith('DUPLICATE_VALUE:'))];
    },
    answer: () => ['JobComplete', 2, true],
  },
  {
    belief: 'an upsert by Id makes the rows that have none',
    source: known,
    ask: async (ground) => {
      const id = await ground.make({});
      const job = await runJob(ground, { operation: 'upsert', externalIdFieldName: 'Id' }, `Id,Note__c\n${id},x\n,y\n`);
      return created(ground, job.id);
    },
    answer: () => ['false', 'true'],
  },
  {
    belief: 'a parent is named by a key of its own, one step away',
    source: pages.bulkRelationships,
    ask: async (ground) => {
      const parent = await ground.make({ Key__c: 'mother' });
      await runJob(ground, byKey, 'Key__c,Parent__r.Key__c\nchild,mother\n');
      const child = await ground.org.call('GET', `sobjects/${ground.object}/Key__c/child?fields=Parent__c`);
      return child.json.Parent__c === parent;
    },
    answer: () => true,
  },
  {
    belief: 'a parent that no row is, is an error of the row',
    source: known,
    ask: async (ground) =>
      rowErrors(ground, (await runJob(ground, byKey, 'Key__c,Parent__r.Key__c\norphan,nobody\n')).id),
    answer: ({ object }) => [
      expect.stringContaining(
        `INVALID_FIELD:Foreign key external ID: nobody not found for field Key__c in entity ${object}`,
      ),
    ],
  },
  {
    belief: 'a relationship that is not there fails the whole job',
    source: pages.airbyte,
    ask: async (ground) => {
      const { state, errorMessage } = await runJob(ground, byKey, 'Key__c,Nobody__r.Key__c\na,b\n');
      return [state, errorMessage];
    },
    answer: () => ['Failed', 'InvalidBatch : Unable to find relationship: Nobody__r'],
  },
  {
    belief: 'rows are deleted by their Ids',
    source: pages.bulkCreate,
    ask: async (ground) => {
      const id = await ground.make({});
      const { state, numberRecordsFailed } = await runJob(ground, { operation: 'delete' }, `Id\n${id}\n`);
      const left = await ground.org.call('GET', soql(`SELECT Id FROM ${ground.object} WHERE Id = '${id}'`));
      return [state, numberRecordsFailed, left.json.totalSize];
    },
    answer: () => ['JobComplete', 0, 0],
  },
  ...Object.entries(delimited).map(([columnDelimiter, mark]) => ({
    belief: `cells may be parted by ${columnDelimiter}, and lines by CRLF`,
    source: pages.bulkCreate,
    ask: async (ground: Ground) => {
      const csv = `Key__c${mark}Note__c\r\n${columnDelimiter}${mark}"x${mark}y"\r\n`;
      await runJob(ground, { ...byKey, columnDelimiter, lineEnding: 'CRLF' }, csv);
      const row = await ground.org.call('GET', `sobjects/${ground.object}/Key__c/${columnDelimiter}?fields=Note__c`);
      return row.json.Note__c;
    },
    answer: () => `x${mark}y`,
  })),
  {
    belief: 'a small job and its rows may come in one request of two parts, which closes it',
    source: pages.bulkCreate,
    ask: async (ground) => {
      const job = JSON.stringify({ object: ground.object, operation: 'insert', contentType: 'CSV', lineEnding: 'LF' });
      const body = new FormData();
      body.set('job', new Blob([job], { type: 'application/json' }));
      body.set('content', new Blob(['Note__c\nA\nB\n'], { type: 'text/csv' }), 'content');
      const { status, json } = await ground.org.call('POST', 'jobs/ingest', body);
      const { state, numberRecordsProcessed } = await jobOver(ground, 'ingest', json.id);
      return [status, json.state, state, numberRecordsProcessed];
    },
    answer: () => [200, 'UploadComplete', 'JobComplete', 2],
  },
];

askAll(prepareGround, cases);
