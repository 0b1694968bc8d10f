import { DuckDBBlobVector, type DuckDBInstance } from '@duckdb/node-api';
import { queryError } from './query-error.ts';
import type { UnderWay } from './under-way.ts';

/** The bytes of a query with one column of type BLOB, as they come, over a connection of its own. */
export async function* streamBlobs(
  instance: DuckDBInstance,
  sql: string,
  { during }: UnderWay,
): AsyncGenerator<Uint8Array> {
  const connection = await instance.connect();
  try {
    const result = await during(connection, () => connection.stream(sql));
    for (;;) {
      const chunk = await during(connection, () => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      const vector = chunk.getColumnVector(0);
      if (!(vector instanceof DuckDBBlobVector)) throw new Error(`${sql} gives no BLOB`);
      for (let row = 0; row < vector.itemCount; row++) {
        const bytes = vector.getItemBytes(row);
        if (bytes !== null) yield bytes;
      }
    }
  } catch (cause) {
    throw queryError(cause);
  } finally {
    connection.closeSync();
  }
}
