import { join } from 'node:path';

/** Where the rows of a run lie from before they are sent until their results are read, a crash between included. */
export function sentFolder(stateFolder: string, runId: string): string {
  return join(stateFolder, 'sent', runId);
}
