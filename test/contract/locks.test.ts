import { expect } from 'vitest';
import { jobOver, openJob, rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded } from './contract-org.ts';
import { addFields } from './field-grants.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

/** The ground with a lookup whose parents cannot be deleted, which is why they are locked with their children. */
interface Locking extends Ground {
  readonly parent: string;
}

async function prepare(org: ContractOrg): Promise<Locking> {
  const ground = await prepareGround(org);
  const inside = `<deleteConstraint>Restrict</deleteConstraint><referenceTo>${ground.object}</referenceTo>
    <relationshipLabel>Parts</relationshipLabel><relationshipName>Parts</relationshipName><type>Lookup</type>`;
  await addFields(ground, { Whole__c: inside }, 'edit');
  return { ...ground, parent: await ground.make({}) };
}

const children = (parent: string, count: number): string => `Whole__c\n${`${parent}\n`.repeat(count)}`;

/** Puts the question while a job has the parent of its rows in its hands. */
async function whileAtWork<T>(ground: Locking, ask: () => Promise<T>): Promise<T> {
  const { org, parent } = ground;
  const { id } = await openJob(ground);
  await org.call('PUT', `jobs/ingest/${id}/batches`, children(parent, 300));
  const fault = org.control!.addFault({ kind: 'job-waits', afterRows: 200, jobId: id });
  await org.call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  await org.control!.met(fault);
  try {
    return await ask();
  } finally {
    org.control!.removeFault(fault);
    await jobOver(ground, 'ingest', id);
  }
}

const cases: readonly Case<Locking>[] = [
  {
    belief:
      'two jobs whose rows have one parent meet at it: the rows of the second are refused, its other rows are not',
    source: pages.rowLocks,
    needs: 'control',
    ask: (ground) =>
      whileAtWork(ground, async () => {
        const job = await runJob(ground, {}, `${children(ground.parent, 2)}${await ground.make({})}\n`);
        return [job.state, job.numberRecordsProcessed, await rowErrors(ground, job.id)];
      }),
    answer: () => {
      const refused = expect.stringMatching(/^UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record/);
      return ['JobComplete', 3, [refused, refused]];
    },
  },
  {
    belief: 'a parent in the hands of a job is not changed by others until the job is done with it',
    source: pages.rowLocks,
    needs: 'control',
    ask: async (ground) => {
      const change = async () =>
        coded(await ground.org.call('PATCH', `sobjects/${ground.object}/${ground.parent}`, {}));
      return [await whileAtWork(ground, change), await change()];
    },
    answer: () => [
      [400, 'UNABLE_TO_LOCK_ROW'],
      [204, undefined],
    ],
  },
  {
    belief: 'a job that meets a limit of the platform leaves the rest of its rows unprocessed',
    source: pages.bulkErrors,
    needs: 'control',
    ask: async (ground) => {
      const { org } = ground;
      const { id } = await openJob(ground);
      await org.call('PUT', `jobs/ingest/${id}/batches`, 'Note__c\na\nb\nc\n');
      org.control!.addFault({ kind: 'job-fails', afterRows: 2, jobId: id });
      await org.call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
      const { state, numberRecordsProcessed } = await jobOver(ground, 'ingest', id);
      const { text } = await org.call('GET', `jobs/ingest/${id}/unprocessedrecords`);
      return [state, numberRecordsProcessed, text.trim().split(/\r?\n/)];
    },
    answer: () => ['Failed', 2, ['"Note__c"', '"c"']],
  },
];

askAll(prepare, cases);
