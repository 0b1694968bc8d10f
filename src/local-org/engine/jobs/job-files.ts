import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the data of jobs lies, one folder for each job. */
export interface JobFiles {
  /** The folder of a job, made when it is not there. */
  folder(id: string): string;
  upload(id: string): string;
  successes(id: string): string;
  failures(id: string): string;
  results(id: string): string;
  /** What came for a batch of a classic job, what became of its rows so far, and what is told of them in the end. */
  request(id: string, batchId: string): string;
  outcomes(id: string, batchId: string): string;
  result(id: string, batchId: string): string;
  remove(id: string): void;
  removeAll(): void;
}

export function jobFiles(root: string): JobFiles {
  const file = (name: string) => (id: string) => join(root, id, name);
  const batchFile = (name: string) => (id: string, batchId: string) => join(root, id, `${batchId}.${name}`);
  return {
    folder(id) {
      const folder = join(root, id);
      if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    upload: file('upload.csv'),
    successes: file('successes.csv'),
    failures: file('failures.csv'),
    results: file('results.csv'),
    request: batchFile('request'),
    outcomes: batchFile('outcomes'),
    result: batchFile('result'),
    remove: (id) => rmSync(join(root, id), { recursive: true, force: true }),
    removeAll: () => rmSync(root, { recursive: true, force: true }),
  };
}
