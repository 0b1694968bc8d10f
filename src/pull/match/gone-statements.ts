import type { Level } from '../../config/settings.ts';
import { goneSql } from '../../metrics/people/people-sql.ts';
import type { Made } from './made.ts';

const LEVELS: readonly Level[] = ['contact', 'account'];

/** `sf_gone(level, record_id, survivor_id)` out of `held_contact` and `held_account`: what was deleted or merged. */
export const goneStatements: readonly Made[] = [
  ...LEVELS.flatMap((level): readonly Made[] => [
    {
      name: `read_${level}`,
      as: 'view',
      sql: `SELECT record_id AS "Id", deleted AS "IsDeleted", master_id AS "MasterRecordId" FROM held_${level}`,
    },
    { name: `sf_${level}`, as: 'view', sql: `SELECT "Id" FROM read_${level} WHERE NOT "IsDeleted"` },
  ]),
  { name: 'sf_gone', as: 'table', sql: goneSql },
];
