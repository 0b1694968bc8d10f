import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { openEngine, type Seed } from './engine/engine.ts';
import { JobBook } from './engine/jobs/job-book.ts';
import type { HostedOrg } from './hosted-org.ts';
import { TokenBook } from './http/oauth/token-book.ts';
import { RequestMeter } from './http/request-meter.ts';
import type { OrgFolder } from './org-folder.ts';

export interface OrgOptions {
  readonly place: OrgFolder;
  /** Whether the place's database is kept; else the org lives in memory. */
  readonly kept: boolean;
  readonly seed: Seed | undefined;
  readonly dailyApiRequests: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens an org with all that belongs to it, and tells how it goes back to its seed. */
export function openOrg({ place, kept, seed, dailyApiRequests, clock, log }: OrgOptions): {
  readonly org: HostedOrg;
  reset(): Promise<void>;
} {
  const seedOption = seed === undefined ? {} : { seed };
  const isNew = kept && !existsSync(place.database);
  const engine = openEngine({ clock, ...(kept ? { file: place.database } : {}), ...seedOption });
  if (isNew) {
    writeFileSync(`${place.seedSnapshot}.new`, engine.snapshot(), { mode: 0o600 });
    renameSync(`${place.seedSnapshot}.new`, place.seedSnapshot);
  }
  const org: HostedOrg = {
    engine,
    tokens: new TokenBook(() => engine),
    meter: new RequestMeter(dailyApiRequests, clock, () => engine.documents),
    jobs: new JobBook(() => engine, place.jobs, log),
  };
  let asSeeded: Uint8Array | undefined;
  const seedSnapshot = (): Uint8Array => {
    asSeeded ??= existsSync(place.seedSnapshot) ? readFileSync(place.seedSnapshot) : freshSnapshot();
    return asSeeded;
  };
  const freshSnapshot = (): Uint8Array => {
    const fresh = openEngine({ clock, organizationId: engine.organizationId, ...seedOption });
    const snapshot = fresh.snapshot();
    fresh.close();
    return snapshot;
  };
  return {
    org,
    async reset() {
      const snapshot = seedSnapshot();
      await org.jobs.clear();
      org.meter.clear();
      engine.restore(snapshot);
      org.tokens.keep();
    },
  };
}
