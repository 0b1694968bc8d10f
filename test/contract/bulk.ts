import { parse } from 'csv-parse/sync';
import { until } from './contract-org.ts';
import type { Ground } from './ground.ts';

/** A job as it stands, in the words of the platform. */
// biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the cases are about
export type Job = any;

const isOver = ({ state }: Job): boolean => ['JobComplete', 'Failed', 'Aborted'].includes(state);

/** Opens a job for the subject's own object, and gives its first answer. */
export async function openJob({ org, object }: Ground, job: Readonly<Record<string, unknown>> = {}): Promise<Job> {
  const { status, json, text } = await org.call('POST', 'jobs/ingest', { object, operation: 'insert', ...job });
  if (status !== 200) throw new Error(`The job was refused: ${text}`);
  return json;
}

/** Opens, fills and closes a job, and waits for its end. */
export async function runJob(ground: Ground, job: Readonly<Record<string, unknown>>, csv: string): Promise<Job> {
  const { id } = await openJob(ground, job);
  await ground.org.call('PUT', `jobs/ingest/${id}/batches`, csv);
  await ground.org.call('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
  return jobOver(ground, 'ingest', id);
}

export const jobOver = ({ org }: Ground, kind: 'ingest' | 'query', id: string): Promise<Job> =>
  until(async () => (await org.call('GET', `jobs/${kind}/${id}`)).json, isOver);

/** The lines of a result file, by their columns. */
export async function resultRows(
  { org }: Ground,
  id: string,
  kind: string,
): Promise<readonly Record<string, string>[]> {
  return parse((await org.call('GET', `jobs/ingest/${id}/${kind}`)).text, { columns: true });
}

/** What failed results say of each row. */
export const rowErrors = async (ground: Ground, id: string): Promise<(string | undefined)[]> =>
  (await resultRows(ground, id, 'failedResults')).map((row) => row['sf__Error']);

/** Whether every cell of every line stands in quotes. */
export const quoted = (text: string): boolean =>
  text
    .trimEnd()
    .split(/\r?\n/)
    .every((line) => /^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/.test(line));
