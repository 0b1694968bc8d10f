import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import { malformed } from '../../../../engine/soql/text/malformed.ts';
import { plain, type Read } from './component-conditions.ts';
import type { ComponentRow } from './component-table.ts';

/** What one clause of ORDER BY says of two rows; nulls come first unless told. */
export function orderBy(
  clause: OrderByClause,
  readOf: (name: string) => Read,
): (one: ComponentRow, other: ComponentRow) => number {
  if (!('field' in clause)) throw malformed('Only fields can be sorted by here');
  const read = readOf(clause.field);
  const way = clause.order === 'DESC' ? -1 : 1;
  const nulls = clause.nulls === 'LAST' ? 1 : -1;
  return (first, second) => {
    const [one, other] = [plain(read(first)), plain(read(second))];
    if (one === other) return 0;
    if (one === null || other === null) return one === null ? nulls : -nulls;
    return one < other ? -way : way;
  };
}
