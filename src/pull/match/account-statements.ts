import type { PullSettings } from '../../config/settings.ts';
import { IN_DOUBT } from '../sent/open-sent.ts';
import type { Made } from './made.ts';

export interface AccountRules {
  readonly pull: Pick<PullSettings, 'createUsers' | 'deleted'>;
  /** A query `(key, mark)` over what Heap accepted of accounts before: their ids, and whether they were marked as deleted. */
  readonly sent: string | undefined;
}

/**
 * Statements that find the account of each person, and the accounts that Heap is told of. They read `told_contact`, what
 * is held, `read_relation` and `sf_gone`, and leave
 *
 * - `account_other(contact_id, account_id, accounts)`: contacts whose account is not the one that they name: they belong to
 *   several, of which the most recently updated one counts, or theirs was merged into another. An account that is not held
 *   counts as older than any that is; of equal ones the contact's own counts.
 * - `told_account(key, record_id, stamp, fate, via)`: those to which a told person belongs. `fate` is 0 for one that lives,
 *   2 for one that is deleted, 3 for one that lives again and has to be told no more than that.
 */
export function accountStatements({ pull, sent }: AccountRules): readonly Made[] {
  const mark = pull.deleted === 'mark';
  return [
    { name: 'account_other', as: 'table', sql: `${OTHER}` },
    {
      name: 'account_wanted',
      as: 'table',
      sql: `SELECT DISTINCT coalesce(other.account_id, told.account_id) AS account_id FROM told_contact told
     LEFT JOIN account_other other ON other.contact_id = told.record_id`,
    },
    { name: 'account_sent', as: 'view', sql: `${sent ?? 'SELECT NULL AS key, NULL AS mark WHERE false'}` },
    {
      name: 'told_account',
      as: 'files',
      sql: [
        `SELECT record_id AS key, record_id, stamp, 0 AS fate, CAST(NULL AS VARCHAR) AS via FROM held_account
     WHERE NOT deleted ${pull.createUsers ? '' : `AND ${WANTED}`}
     ${mark ? `UNION ALL ${gone(2, `deleted AND (${WANTED} OR record_id IN (SELECT key FROM account_sent))`)}` : ''}
     ${mark && !pull.createUsers ? `UNION ALL ${gone(3, `NOT deleted AND NOT (${WANTED}) AND record_id IN (SELECT key FROM account_sent WHERE mark IN ('true', '${IN_DOUBT}'))`)}` : ''}`,
      ],
    },
  ];
}

const WANTED = 'record_id IN (SELECT account_id FROM account_wanted WHERE account_id IS NOT NULL)';

function gone(fate: number, condition: string): string {
  return `SELECT record_id, record_id, stamp, ${fate}, NULL FROM held_account WHERE ${condition}`;
}

const OTHER = `WITH merged AS (SELECT record_id, survivor_id FROM sf_gone WHERE level = 'account' AND survivor_id IS NOT NULL),
own AS NOT MATERIALIZED (
  SELECT held.record_id AS contact_id, coalesce(survivor_id, account_id) AS account_id, survivor_id IS NOT NULL AS moved
  FROM held_contact held LEFT JOIN merged ON merged.record_id = account_id WHERE account_id IS NOT NULL
), others AS (
  SELECT DISTINCT "ContactId" AS contact_id, coalesce(survivor_id, "AccountId") AS account_id
  FROM read_relation LEFT JOIN merged ON merged.record_id = "AccountId"
), further AS (
  SELECT * FROM others
  ANTI JOIN (SELECT * FROM own WHERE contact_id IN (SELECT contact_id FROM others)) USING (contact_id, account_id)
),
named AS (
  SELECT contact_id, account_id, false AS direct FROM further
  UNION ALL SELECT contact_id, account_id, true FROM own WHERE moved OR contact_id IN (SELECT contact_id FROM further)
)
SELECT contact_id, account_id, count(*) OVER (PARTITION BY contact_id) AS accounts FROM named
LEFT JOIN held_account held ON held.record_id = account_id
WHERE held.deleted IS NOT TRUE
QUALIFY row_number() OVER (
  PARTITION BY contact_id ORDER BY held.stamp DESC NULLS LAST, direct DESC, account_id DESC) = 1`;
