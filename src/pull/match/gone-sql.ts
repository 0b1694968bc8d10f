import type { Level } from '../../config/settings.ts';
import { goneSql } from '../../metrics/people/people-sql.ts';

const LEVELS: readonly Level[] = ['contact', 'account'];

/** Statements that make `sf_gone(level, record_id, survivor_id)` out of `held_contact` and `held_account`. */
export const goneStatements: readonly string[] = [
  ...LEVELS.flatMap((level) => [
    `CREATE OR REPLACE VIEW read_${level} AS
     SELECT record_id AS "Id", deleted AS "IsDeleted", master_id AS "MasterRecordId" FROM held_${level}`,
    `CREATE OR REPLACE VIEW sf_${level} AS SELECT "Id" FROM read_${level} WHERE NOT "IsDeleted"`,
  ]),
  `CREATE OR REPLACE TABLE sf_gone AS ${goneSql}`,
];
