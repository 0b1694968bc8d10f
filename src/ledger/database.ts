import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Mistake } from '../base/errors.ts';
import { STEPS } from './table-steps.ts';
import { inTransaction } from './transactions.ts';

/** Opens `ledger.sqlite` in a folder, made if it is not there. */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'ledger.sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    prepareTables(database, folder, file);
    // From here on a job id must be on disk before its rows travel, even if the power goes. Tables can be prepared once more.
    database.exec('PRAGMA synchronous = FULL;');
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof Mistake) throw cause;
    throw new Mistake({
      trouble: 'config',
      message: `The ledger ${file} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}.`,
      actions: [
        'Check that you may write to this folder, and that the disk has room.',
        'If the file is damaged, move it away: the next push then sends every row once more.',
      ],
      facts: { file },
      cause,
    });
  }
}

function prepareTables(database: DatabaseSync, folder: string, file: string): void {
  const versionOf = () => Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (versionOf() === STEPS.length) return;
  inTransaction(database, () => {
    // Asked again inside: another process may have made the tables in the meantime.
    const version = versionOf();
    if (version > STEPS.length) {
      throw new Mistake({
        trouble: 'config',
        message: `The ledger ${file} was written by a later version of heap-salesforce.`,
        actions: ['Update heap-salesforce: npm install heap-salesforce@latest'],
        facts: { file, version },
      });
    }
    for (const step of STEPS.slice(version)) database.exec(typeof step === 'string' ? step : step(folder));
    database.exec(`PRAGMA user_version = ${STEPS.length};`);
  });
}
