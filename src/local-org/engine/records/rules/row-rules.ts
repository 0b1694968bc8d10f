import type { ApiErrorEntry, ObjectDef, RowWriterOptions } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import { hierarchyRule } from '../save/hierarchy-rule.ts';
import type { WriteColumn } from '../save/write-columns.ts';
import { duplicateRule } from './duplicate-rules.ts';
import { auditRule } from './house-rules/audit-rule.ts';
import { ownerRule } from './house-rules/owner-rule.ts';
import type { House } from './house-rules.ts';
import type { RowView } from './row-view.ts';
import { validationRule } from './validation-rules.ts';

/** Why a row may not be saved; nothing when it may. */
export type RowRule = (row: RowView) => readonly ApiErrorEntry[] | undefined;

function houseRule(house: House | undefined): RowRule | undefined {
  return (
    house &&
    ((row) => {
      const wrong = house.check(row.id, row.given);
      return wrong && [wrong];
    })
  );
}

/** The rules that rows of this shape have to pass, in the platform's order; most objects have none. */
export function rowRules(
  context: RecordContext,
  object: ObjectDef,
  options: RowWriterOptions,
  columns: readonly WriteColumn[],
  house: House | undefined,
): readonly RowRule[] {
  const rules = [
    houseRule(house),
    hierarchyRule(context, object, columns),
    ownerRule(context, object, columns),
    auditRule(context, columns),
    ...(context.platform
      ? []
      : [validationRule(context, object), duplicateRule(context, object, options.allowDuplicates ?? false)]),
  ];
  return rules.filter((rule) => rule !== undefined);
}
