import { constants, zstdCompressSync } from 'node:zlib';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Cell, ColumnType } from '../../base/table.ts';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** How each of our column types is written: https://parquet.apache.org/docs/file-format/types/ */
const types: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  timestamp: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' } },
};

export interface WrittenColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** A Parquet file that grows by row groups. */
export interface ParquetFile {
  /** Column by column, in the order of the columns; all of one length. */
  write(columns: readonly Cell[][]): void;
  finish(): void;
}

/** The rows of a group are held in memory until it is written; more columns, fewer rows. */
export function rowsPerGroup(columns: number): number {
  return Math.max(2_048, Math.min(122_880, Math.floor(400_000 / columns)));
}

export function createParquet(file: string, columns: readonly WrittenColumn[]): ParquetFile {
  const writer = new ParquetWriter({
    writer: fileWriter(file),
    codec: 'ZSTD',
    compressors: { ZSTD: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }) },
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...types[type] })),
    ],
  });
  return {
    write(cells) {
      const columnData = columns.map(({ name, type }, at) => ({
        name,
        data: cells[at]!,
        // Bounds let DuckDB pass over row groups; those of texts cost more than they save.
        statistics: type !== 'text',
      }));
      writer.write({ columnData, rowGroupSize: rowsPerGroup(columns.length) });
    },
    finish: () => void writer.finish(),
  };
}
