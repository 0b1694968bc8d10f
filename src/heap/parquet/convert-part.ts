import type { Cell, ColumnType } from '../../base/table.ts';
import { cellReader, columnTypeOf } from '../avro-columns.ts';
import { type AvroBlock, withAvro } from '../avro-file.ts';
import { type AvroRecord, recordReader } from '../avro-records.ts';
import type { ReadField } from '../avro-type.ts';
import { badPart, type PartFile } from '../part-file.ts';
import { keptName, orderColumns } from '../table-columns.ts';
import { checksumOf } from './kept-parts.ts';
import { createParquet, rowsPerGroup } from './parquet-columns.ts';

/** A part to be written as Parquet: from its copy on this machine, into a file that is not there yet. */
export interface Conversion {
  readonly part: PartFile;
  readonly path: string;
  readonly target: string;
}

export interface Converted {
  readonly rows: number;
  readonly checksum: number;
}

/** Writes all rows and columns of a part as Parquet, row group by row group. */
export async function convertPart(
  { part, path, target }: Conversion,
  onRows: (rows: number) => void = () => {},
): Promise<Converted> {
  const rows = await withAvro(part, path, async ({ schema, fields }, blocks) => {
    const columns = fields.flatMap(columnOf);
    const file = createParquet(target, [
      ...columns,
      ...orderColumns.map(({ from, type }) => ({ name: from[0]!, type })),
    ]);
    let written = 0;
    for await (const group of rowGroups(part, columns, recordReader(part, schema), blocks)) {
      file.write([...group.cells, filled(group.rows, part.dump), filled(group.rows, part.part)]);
      written += group.rows;
      onRows(written);
    }
    file.finish();
    return written;
  });
  return { rows, checksum: await checksumOf(target) };
}

interface PartColumn {
  readonly field: string;
  readonly key: string;
  readonly name: string;
  readonly type: ColumnType;
  readonly read: (value: unknown) => Cell;
}

/** None for a field that never holds a value. */
function columnOf({ name, key, type: schema }: ReadField): PartColumn[] {
  const type = columnTypeOf(name, schema);
  if (type === undefined) return [];
  return [{ field: name, key, name: keptName(name, type), type, read: cellReader(schema, type) }];
}

interface RowGroup {
  readonly rows: number;
  readonly cells: Cell[][];
}

async function* rowGroups(
  part: PartFile,
  columns: readonly PartColumn[],
  read: (block: AvroBlock) => readonly AvroRecord[],
  blocks: AsyncIterable<AvroBlock>,
): AsyncGenerator<RowGroup> {
  const most = rowsPerGroup(columns.length);
  let cells: Cell[][] = columns.map(() => []);
  let rows = 0;
  for await (const block of blocks) {
    const records = read(block);
    for (const [at, column] of columns.entries()) fill(part, cells[at]!, column, records);
    rows += records.length;
    if (rows < most) continue;
    yield { rows, cells };
    cells = columns.map(() => []);
    rows = 0;
  }
  if (rows > 0) yield { rows, cells };
}

function fill(part: PartFile, cells: Cell[], { field, key, read }: PartColumn, records: readonly AvroRecord[]): void {
  try {
    for (const record of records) cells.push(read(record[key]));
  } catch (cause) {
    throw badPart(part, `column ${field}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function filled(rows: number, value: number): Cell[] {
  return new Array<Cell>(rows).fill(BigInt(value));
}
