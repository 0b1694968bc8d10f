import { createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiError } from '../../engine/api-error.ts';
import type { IngestJob } from '../../engine/jobs/job.ts';
import type { JobFiles } from '../../engine/jobs/job-files.ts';
import { lineEndingCheck } from '../../engine/jobs/line-ending-check.ts';

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
      if (uploaded > uploadLimit) return done(tooLarge());
      check.feed(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, watch, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
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
