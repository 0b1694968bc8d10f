import type { Database } from './database.ts';

export interface AccountRow {
  readonly id: number;
  readonly accountId: string;
  readonly modified: number;
  /** As the property book writes them. */
  readonly properties: string;
}

const columns = 'id, account_id, modified, properties';

/** The accounts of all apps: there are far fewer than users, so that an index costs little. */
export class AccountTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  find(app: number, accountId: string): AccountRow | undefined {
    const [row] = this.#db
      .prepare(`SELECT ${columns} FROM account WHERE app = ? AND account_id = ?`)
      .rows(app, accountId)
      .map(accountRow);
    return row;
  }

  put(app: number, { accountId, modified, properties }: Omit<AccountRow, 'id'>): void {
    this.#db
      .prepare(
        `INSERT INTO account (app, account_id, modified, properties) VALUES (?, ?, ?, ?)
ON CONFLICT (app, account_id) DO UPDATE SET modified = excluded.modified, properties = excluded.properties`,
      )
      .run(app, accountId, modified, properties);
  }

  page(app: number, after: number, limit: number): readonly AccountRow[] {
    return this.#db
      .prepare(`SELECT ${columns} FROM account WHERE app = ? AND id > ? ORDER BY id LIMIT ?`)
      .rows(app, after, limit)
      .map(accountRow);
  }

  count(app: number): number {
    return Number(this.#db.prepare('SELECT count(*) FROM account WHERE app = ?').row(app)?.[0]);
  }
}

function accountRow([id, accountId, modified, properties]: readonly unknown[]): AccountRow {
  return {
    id: Number(id),
    accountId: String(accountId),
    modified: Number(modified),
    properties: String(properties),
  };
}
