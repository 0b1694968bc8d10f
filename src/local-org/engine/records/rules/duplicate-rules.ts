import type { ApiErrorEntry, ObjectDef } from '../../types.ts';
import type { RecordContext } from '../context.ts';
import type { Stored } from '../store/store.ts';
import { collation, isStored } from '../store/tables.ts';
import type { DuplicateCheck, Matching } from './duplicate-checks.ts';
import type { RowRule } from './row-rules.ts';
import type { RowView } from './row-view.ts';

/** Duplicates that an answer names at most. */
const mostNamed = 100;

/**
 * A rule that blocks refuses a duplicate; one that alerts refuses it unless the request says that it may be saved.
 * A change is looked at when it changes what rows are matched by.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_duplicaterules.htm
 */
export function duplicateRule(context: RecordContext, object: ObjectDef, allowSave: boolean): RowRule | undefined {
  const checks = context.rules.duplicates(object);
  if (checks.length === 0) return undefined;
  return (row) => {
    for (const check of checks) {
      const { action, alerts } = row.id === undefined ? check.onInsert : check.onUpdate;
      const refuses = action === 'Block' || (alerts && !allowSave);
      if (!refuses) continue;
      for (const matching of check.matchings) {
        if (row.id !== undefined && !isChanged(matching, row)) continue;
        const ids = matches(context, object, check, matching, row);
        if (ids.length > 0) return [detected(object, check, matching, ids, action === 'Allow')];
      }
    }
    return undefined;
  };
}

const isChanged = ({ items }: Matching, row: RowView): boolean =>
  items.some(({ field }) => {
    const given = row.given(field.name);
    return given !== undefined && given !== row.before(field.name);
  });

function matches(
  { store, rights }: RecordContext,
  object: ObjectDef,
  check: DuplicateCheck,
  { items, filter }: Matching,
  row: RowView,
): string[] {
  const values: Stored[] = [];
  const conditions = items.map(({ field, blanksMatch }) => {
    if (!isStored(field)) return '0';
    const value = field.joins === undefined ? row.after(field.name) : joined(field.joins, row);
    if (value === null) return blanksMatch ? `"${field.name}" IS NULL` : '0';
    values.push(value);
    return `"${field.name}" = ?${values.length} COLLATE ${collation(field)}`;
  });
  const where = (filter ?? conditions.map((_, place) => place + 1).join(' AND ')).replaceAll(
    /\d+/g,
    (place) => `(${conditions[Number(place) - 1] ?? '0'})`,
  );
  const seen = check.enforceSharing ? rights.rows(object, 'see') : undefined;
  return store
    .prepare(
      `SELECT Id FROM "${object.name}" WHERE (${where}) AND Id IS NOT ?${values.length + 1}${object.fields.has('isdeleted') ? ' AND IsDeleted = 0' : ''}${seen === undefined ? '' : ` AND ${seen}`} ORDER BY Id LIMIT ${mostNamed}`,
    )
    .rows(...values, row.id ?? null)
    .map(([id]) => String(id));
}

const joined = (parts: readonly string[], row: RowView): Stored => {
  const text = parts
    .map((part) => row.after(part))
    .filter((part) => part !== null)
    .join(' ');
  return text === '' ? null : text;
};

/** With the misspelt name that the platform gives the result. Observed: https://github.com/rudderlabs/rudder-server */
function detected(
  object: ObjectDef,
  check: DuplicateCheck,
  matching: Matching,
  ids: readonly string[],
  allowSave: boolean,
): ApiErrorEntry {
  const matchRecords = ids.map((Id) => ({
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: object.name }, Id },
  }));
  return {
    code: 'DUPLICATES_DETECTED',
    message: check.alertText,
    detail: {
      duplicateResut: {
        allowSave,
        duplicateRule: check.name,
        duplicateRuleEntityType: object.name,
        errorMessage: check.alertText,
        matchResults: [
          {
            entityType: object.name,
            errors: [],
            matchEngine: 'ExactMatchEngine',
            matchRecords,
            rule: matching.name,
            size: ids.length,
            success: true,
          },
        ],
      },
    },
  };
}
