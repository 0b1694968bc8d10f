import { existsSync, readFileSync } from 'node:fs';
import type { Log } from '../base/log.ts';
import { type ClockMove, MovableClock } from '../base/movable-clock.ts';
import { forOwnerOnly } from '../base/sqlite.ts';
import { openEngine } from './engine/engine.ts';
import type { EngineOptions } from './engine/engine-options.ts';
import { JobBook } from './engine/jobs/job-book.ts';
import { jobDocuments } from './engine/jobs/job-documents.ts';
import { dailyApiRequests } from './engine/schema/edition.ts';
import type { Engine } from './engine/types.ts';
import type { HostedOrg, HostedOrgs } from './hosted-org.ts';
import { TokenBook } from './http/oauth/token-book.ts';
import { RequestMeter } from './http/request-meter.ts';
import type { OrgPlace } from './org-place.ts';
import { openShelf, type SnapshotShelf, writeWhole } from './org-snapshots.ts';

export interface OrgOptions extends Omit<EngineOptions, 'file' | 'usernameTaken' | 'notCopied' | 'wrote'> {
  readonly place: OrgPlace;
  /** The orgs of the server: no two of their users have the same name. */
  readonly orgs: HostedOrgs;
  /** Minutes without a request after which a session ends. */
  readonly sessionMinutes?: number;
  /** API requests in 24 hours, where they are not what edition and licences give. */
  readonly dailyApiRequests?: number;
  /** Milliseconds that the clock of a new org is moved by. */
  readonly clockMoved?: number;
  readonly log: Log;
}

/** An org with its ways back. */
export interface OpenOrg extends HostedOrg {
  readonly shelf: SnapshotShelf;
  /** Back to the seed, with a new day's allocation, the machine's time and no faults. Tokens stay good. */
  reset(): Promise<void>;
  /** Rows, schema and metadata as they were when the snapshot was taken. Jobs and faults go; tokens stay good. */
  restore(name: string): Promise<void>;
  /**
   * Has this told of each object that rows are written of, or of nothing when all was replaced. What was written may be
   * taken back later.
   */
  onWrite(listener: (object: string | undefined) => void): void;
  close(): Promise<void>;
}

/** An org keeps among its documents how far its clock was moved. */
function clockMove({ documents }: Engine): ClockMove {
  const place = ['clock', 'offset'] as const;
  return {
    read: () => documents.get<number>(...place),
    write: (offset) => (offset === 0 ? void documents.delete(...place) : documents.put(...place, offset)),
  };
}

/** Kinds of documents that belong to the moment, and neither come back with a snapshot nor go along with a copy. */
const momentary = [...jobDocuments, 'api-requests', 'access-token', 'refresh-token', 'sign-up-code', 'clock'];

/** Opens an org with all that belongs to it. */
export function openOrg({
  place,
  orgs,
  log,
  dailyApiRequests: allocation,
  sessionMinutes,
  clockMoved = 0,
  ...options
}: OrgOptions): OpenOrg {
  const clock = new MovableClock(options.clock, clockMoved);
  const isNew = place.database !== undefined && !existsSync(place.database);
  if (place.database !== undefined) forOwnerOnly(place.database);
  const file = place.database === undefined ? {} : { file: place.database };
  let opened: Engine | undefined;
  let listener: (object: string | undefined) => void = () => undefined;
  const engine = openEngine({
    ...options,
    notCopied: momentary,
    clock,
    ...file,
    wrote: (object) => listener(object),
    usernameTaken: (username) => {
      const holder = orgs.byUsername(username)?.org.engine;
      return holder !== undefined && holder !== opened;
    },
  });
  opened = engine;
  clock.keepIn(clockMove(engine));
  if (isNew && place.seedSnapshot !== undefined) writeWhole(place.seedSnapshot, engine.snapshot());
  const max = allocation ?? dailyApiRequests(engine.edition, engine.licences);
  const org: HostedOrg = {
    engine,
    clock,
    tokens: new TokenBook(() => engine, sessionMinutes),
    meter: new RequestMeter(max, clock, () => engine.documents, engine.edition),
    jobs: new JobBook(() => engine, place.jobs, log),
    wrote: (object) => listener(object),
  };
  const shelf = openShelf(place.snapshots);

  async function putBack(bytes: Uint8Array): Promise<void> {
    // A job that one of them holds would never come to its end.
    engine.faults.clear();
    await org.jobs.clear();
    org.meter.clear();
    engine.restore(bytes);
    const { documents } = engine;
    for (const kind of momentary) for (const { key } of documents.all(kind)) documents.delete(kind, key);
    org.tokens.keep();
    org.jobs.keepSerials();
    clock.keepMove();
    listener(undefined);
  }

  // Of an org in memory nothing else tells how it began.
  let asSeeded = place.database === undefined ? engine.snapshot() : undefined;
  function seedSnapshot(): Uint8Array {
    const kept = place.seedSnapshot;
    asSeeded ??= kept !== undefined && existsSync(kept) ? readFileSync(kept) : freshSnapshot();
    return asSeeded;
  }
  function freshSnapshot(): Uint8Array {
    const fresh = openEngine({ ...options, clock, organizationId: engine.organizationId });
    const snapshot = fresh.snapshot();
    fresh.close();
    return snapshot;
  }

  return {
    ...org,
    shelf,
    async reset() {
      clock.reset();
      await putBack(seedSnapshot());
    },
    restore: async (name) => putBack(shelf.get(name)),
    onWrite(told) {
      listener = told;
    },
    async close() {
      engine.faults.clear();
      await org.jobs.close();
      engine.close();
    },
  };
}
