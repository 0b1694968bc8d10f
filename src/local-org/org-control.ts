import { Mistake } from '../base/errors.ts';
import type { ActiveFault } from '../base/fault-book.ts';
import type { Fault } from './engine/faults.ts';
import { to18 } from './engine/ids.ts';
import { deploy } from './engine/metadata/deploy/deploy.ts';
import { type DeployResult, deployOptions } from './engine/metadata/deploy/deploy-result.ts';
import type { Operation, RowOutcome } from './engine/types.ts';
import type { WhichTokens } from './http/oauth/token-book.ts';
import { newestVersion } from './http/versions.ts';
import type { OpenOrg } from './open-org.ts';

/** Rows written as the platform itself writes them: past access, behind the back of every client. */
export interface PlatformWrite {
  readonly object: string;
  readonly operation: Operation;
  /** Field API names and values; `Id` for all but inserts. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly externalId?: string;
}

/** The other end of an org: faults on demand, and changes that no client made. For tests of what talks to it. */
export interface OrgControl {
  /** Asks for a fault, and gives the Id by which it is known. */
  addFault(fault: Fault): string;
  faults(): readonly ActiveFault<Fault>[];
  /** Resolves once the fault was met so many times (once, unless told), or was taken away. */
  met(id: string, times?: number): Promise<void>;
  /** Takes a fault away; a request or job that it holds goes on. `false` when there is none of that Id. */
  removeFault(id: string): boolean;
  clearFaults(): void;
  /** Ends sessions as a time-out does: all, one user's, or one. Says how many. */
  expireSessions(which?: WhichTokens): number;
  revokeRefreshTokens(which?: WhichTokens): number;
  /** Sessions end after so many minutes without a request, by the org's clock; never again when nothing is given. */
  timeOutSessions(minutes?: number): void;
  /** Sets how much of the day's API requests is used, or left. */
  useRequests(amount: { readonly used: number } | { readonly left: number }): void;
  /** How many of the day's API requests are used, by whomever. */
  usedRequests(): number;
  /** Moves the org's clock by milliseconds, or to a time; kept until the org is reset. Gives the time that it shows. */
  moveClock(move: { readonly by: number } | { readonly to: Date }): Date;
  write(write: PlatformWrite): readonly RowOutcome[];
  /** Deploys a zip as the Metadata API takes it, in the platform's name. */
  deploy(zip: Uint8Array): DeployResult;
}

export function openControl(org: OpenOrg): OrgControl {
  const { engine, meter, clock, tokens } = org;
  const { faults } = engine;
  return {
    addFault(fault) {
      const id = faults.add(fault);
      if (fault.kind === 'lock-rows') {
        engine.locks.hold(id, fault.ids.map(to18));
        faults.whenGone(id, () => engine.locks.release(id));
      }
      return id;
    },
    faults: () => faults.all(),
    met: (id, times) => faults.met(id, times),
    removeFault: (id) => faults.remove(id),
    clearFaults: () => faults.clear(),
    expireSessions: (which) => tokens.expireSessions(which),
    revokeRefreshTokens: (which) => tokens.revokeRefreshTokens(which),
    timeOutSessions: (minutes) => tokens.timeOutAfter(minutes),
    useRequests: (amount) => meter.set('used' in amount ? amount.used : meter.max - amount.left),
    usedRequests: () => meter.used(),
    moveClock(move) {
      const to = 'by' in move ? new Date(clock.now().getTime() + move.by) : move.to;
      if (!isOfOurEra(to)) throw outOfTime(move);
      if ('by' in move) clock.advance(move.by);
      else clock.set(to);
      return clock.now();
    },
    write: (write) => engine.transaction(() => writeRows(org, write)),
    deploy: (zip) =>
      deploy(
        { engine, session: engine.system() },
        zip,
        deployOptions(() => undefined),
        newestVersion,
      ),
  };
}

/** The times that a datetime may have. https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/primitive_data_types.htm */
const isOfOurEra = (time: Date): boolean => time.getUTCFullYear() >= 1700 && time.getUTCFullYear() <= 4000;

function outOfTime(move: Parameters<OrgControl['moveClock']>[0]): Mistake {
  const said = 'by' in move ? `by ${move.by} milliseconds` : `to ${String(move.to)}`;
  return new Mistake({
    trouble: 'definition',
    message: `The clock cannot be moved ${said}: it would show no year from 1700 to 4000.`,
    actions: ['Name a time such as 2026-11-01T08:00:00Z, or fewer milliseconds.'],
    facts: { field: 'by' in move ? 'by' : 'to' },
  });
}

function writeRows({ engine }: OpenOrg, { object, operation, rows, externalId }: PlatformWrite): readonly RowOutcome[] {
  if (engine.schema.object(object) === undefined) {
    throw new Mistake({
      trouble: 'unknown-name',
      message: `The org has no object ${object}.`,
      actions: ['Name an object by its API name, such as Account.'],
      facts: { object },
    });
  }
  const platform = engine.system();
  const key = externalId === undefined ? {} : { externalId };
  return rows.map((row) => {
    const columns = Object.keys(row).filter((name) => name !== 'attributes');
    const writer = platform.writer({ object, operation, columns, cells: 'json', dialect: 'rest', ...key });
    return writer.write(columns.map((name) => row[name]));
  });
}
