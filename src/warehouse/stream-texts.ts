import type { DuckDBInstance } from '@duckdb/node-api';
import { queryError } from './query-error.ts';

/** The texts of a query with one column, some two thousand at a time, over a connection of its own. */
export async function* streamTexts(instance: DuckDBInstance, sql: string): AsyncGenerator<readonly string[]> {
  const connection = await instance.connect();
  try {
    const result = await connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getColumnValues(0).map(String);
    }
  } catch (cause) {
    throw queryError(cause);
  } finally {
    connection.closeSync();
  }
}
