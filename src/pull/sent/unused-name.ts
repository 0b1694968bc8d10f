import { randomBytes } from 'node:crypto';

/** A name of a Parquet file that none before it had. */
export function unusedName(stem: string): string {
  return `${stem}-${randomBytes(4).toString('hex')}.parquet`;
}
