import type { Engine } from '../engine/types.ts';
import type { OrgHouse } from '../house/org-house.ts';
import type { RunningOrg } from '../running-org.ts';

/** What the making of orgs by an org needs of the server. */
export interface SignUpOptions {
  /** The org whose rows ask for others. */
  readonly engine: Engine;
  readonly house: OrgHouse;
  /** `http://localhost:PORT` */
  readonly origin: () => string;
  /** Milliseconds by which the org's clock is moved. */
  readonly moved: () => number;
  /** Ends an org at once; its files go soon after. */
  readonly end: (org: RunningOrg) => void;
  /** Has the rows looked at again, once the work at hand is done. */
  readonly again: () => void;
  /** Tells whoever looks after the server of what should not happen. */
  readonly report: (what: string, error: unknown) => void;
}

type Write = (
  object: string,
  operation: 'insert' | 'update' | 'delete',
  row: Readonly<Record<string, unknown>>,
) => string;

/** Writes single rows as the platform itself. */
export const writerOf =
  (engine: Engine): Write =>
  (object, operation, row) => {
    const columns = Object.keys(row);
    const writer = engine.system().writer({ object, operation, columns, cells: 'json', dialect: 'rest' });
    const outcome = writer.write(columns.map((name) => row[name]));
    if (outcome.status === 'done') return outcome.id;
    throw new Error(`${object} could not be written: ${outcome.errors[0]?.code} ${outcome.errors[0]?.message}`);
  };
