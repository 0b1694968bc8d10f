import type { Level } from '../../config/settings.ts';
import { goneSql } from '../../metrics/people/people-sql.ts';
import type { Made } from './made.ts';

const LEVELS: readonly Level[] = ['contact', 'account'];

/**
 * `sf_gone(level, record_id, survivor_id)` out of `held_contact` and `held_account`: what was deleted or merged. Where nothing was,
 * there is nobody to look for in all that lives.
 */
export const goneStatements = (isAnyGone: boolean): readonly Made[] => [
  ...LEVELS.flatMap((level): readonly Made[] => [
    {
      name: `read_${level}`,
      as: 'view',
      sql: `SELECT record_id AS "Id", deleted AS "IsDeleted", master_id AS "MasterRecordId" FROM held_${level}`,
    },
    { name: `sf_${level}`, as: 'view', sql: `SELECT "Id" FROM read_${level} WHERE NOT "IsDeleted"` },
  ]),
  { name: 'sf_gone', as: 'table', sql: isAnyGone ? goneSql : NOTHING_GONE },
];

const NOTHING_GONE = `SELECT '' AS level, '' AS record_id, '' AS survivor_id WHERE false`;
