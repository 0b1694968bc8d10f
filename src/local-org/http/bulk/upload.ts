import { createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../../engine/api-error.ts';
import { lineEndingCheck } from '../../engine/jobs/csv/line-ending-check.ts';
import type { IngestJob } from '../../engine/jobs/job.ts';
import type { JobFiles } from '../../engine/jobs/job-files.ts';

type Uploaded = Pick<IngestJob, 'uploadTrouble'> & { readonly uploaded: number };

/** https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_limits.htm */
export const uploadLimit = 150 * 1024 * 1024;

/** Takes a job's data to its file as it comes; nothing of it stays in memory. */
export async function uploadStream(files: JobFiles, job: IngestJob, body: unknown): Promise<Uploaded> {
  if (!(body instanceof Readable)) {
    throw new ApiError(400, 'CLIENTINPUTERROR', 'ClientInputError : Job data has to be sent as text/csv');
  }
  files.folder(job.id);
  const path = files.upload(job.id);
  const check = lineEndingCheck(job.lineEnding);
  let uploaded = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      uploaded += chunk.length;
      // What is too much is read to its end all the same: a client that is cut off would not see the answer.
      if (uploaded > uploadLimit) return done();
      check.feed(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, watch, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    if (uploaded > uploadLimit) throw tooLarge();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw severalUploads(job);
    rmSync(path, { force: true });
    throw code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' ? cutOff() : error;
  }
  return { uploaded, ...trouble(job, check.broken()) };
}

/** The data of a multipart request, which is small. */
export function uploadText(files: JobFiles, job: IngestJob, content: Buffer): Uploaded {
  files.folder(job.id);
  writeFileSync(files.upload(job.id), content, { mode: 0o600 });
  const check = lineEndingCheck(job.lineEnding);
  check.feed(content);
  return { uploaded: content.length, ...trouble(job, check.broken()) };
}

function trouble({ lineEnding }: IngestJob, broken: boolean): Pick<IngestJob, 'uploadTrouble'> {
  if (!broken) return {};
  return {
    uploadTrouble: `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${lineEnding}`,
  };
}

function tooLarge(): ApiError {
  return new ApiError(413, 'CLIENTINPUTERROR', 'ClientInputError : The data of a job can be 150 MB at most');
}

function cutOff(): ApiError {
  return new ApiError(400, 'CLIENTINPUTERROR', 'ClientInputError : The upload ended before it was whole');
}

export function severalUploads({ id }: IngestJob): ApiError {
  const message = `ClientInputError : Found multiple contents for job: <${id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`;
  return new ApiError(400, 'CLIENTINPUTERROR', message);
}
