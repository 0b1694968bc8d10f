import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { type LocalOrg, type StartOptions, startLocalOrg } from '../../src/local-org/index.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { type CreditSink, creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';

/** The user that a push runs as: nothing but what permission sets grant. */
export const connectingUser = 'heap-sync@heap.local';

/** Holds all permissions, and sees no new custom field until it is granted. */
const admin = 'admin@heap.local';

export interface TestOrg extends LocalOrg {
  /** Our own client on it; the admin's unless another user is named. Closed with the org. */
  connect(options?: { readonly username?: string; readonly credits?: CreditSink }): Promise<Org>;
}

/** Starts a local org on a free port, in memory unless a folder is named; the caller closes it. */
export async function openTestOrg(options: StartOptions = {}): Promise<TestOrg> {
  const localOrg = await startLocalOrg({ port: 0, ...options });
  const clients: Org[] = [];
  return {
    ...localOrg,
    async connect({ username = admin, credits = creditsInMemory({ perRun: 10_000, perDay: 10_000 }) } = {}) {
      const accessToken = localOrg.accessToken(username);
      const target = { kind: 'token', instanceUrl: localOrg.url, accessToken } as const;
      const client = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
      clients.push(client);
      return client;
    },
    async close() {
      await Promise.all(clients.map(closeOrg));
      await localOrg.close();
    },
  };
}

/** Runs work with a local org of its own, and closes it whatever happens. */
export async function withLocalOrg<T>(work: (org: TestOrg) => Promise<T>, options: StartOptions = {}): Promise<T> {
  const org = await openTestOrg(options);
  try {
    return await work(org);
  } finally {
    await org.close();
  }
}
