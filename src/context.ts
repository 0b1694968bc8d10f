import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import { makeOwnFolder } from './base/own-folder.ts';
import type { Progress } from './base/progress.ts';
import type { Settings, Target } from './config/settings.ts';
import { openCreditBooks } from './context/credit-books.ts';
import type { RunningLocalHeap } from './context/local-heap.ts';
import { LOCAL_ADMIN, LOCAL_CONNECTING_USER, type RunningLocalOrg, useLocalOrg } from './context/local-org.ts';
import type { HeapExport } from './heap/export.ts';
import type { HeapProperties } from './heap/properties/open-heap.ts';
import { openLedger } from './ledger/open-ledger.ts';
import type { Ledger } from './ledger/types/ledger.ts';
import type { RunRecorder } from './ledger/types/recorder.ts';
import type { Queue, RunCrossing, RunEnding, RunKind } from './ledger/types/run.ts';
import { heapOf } from './pull/choices-of.ts';
import type { Org, OrgTarget } from './salesforce/org.ts';
import type { Warehouse, WarehouseOptions } from './warehouse/warehouse.ts';

/**
 * All that a command may reach: the one place where the islands meet. What it opens, it opens once, when first asked for;
 * the heavy islands are loaded only then.
 */
export interface Context {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly log: Log;
  readonly ledger: Ledger;
  /** The org as the connecting user, with no more rights than the push has. */
  org(): Promise<Org>;
  /** The same, which is not asked what kind of org it is where the ledger knows that of its Id. */
  knownOrg(): Promise<Org>;
  /** The org as an admin: on the local org its own, elsewhere the one of this alias, the environment's, or else the connecting user. */
  adminOrg(alias?: string): Promise<Org>;
  /** Username of the connecting user, known before that user may use the API. */
  connectingUsername(): Promise<string>;
  export(): Promise<HeapExport>;
  /** Changes when the users of the export do; no row is read for it. */
  usersMark(): Promise<string>;
  /** A mark of the Heap that goes with the org; another one once the local Heap is another one. Undefined while there is none. */
  heapMark(): Promise<string | undefined>;
  /** The Heap that goes with the org, to be told properties. */
  heap(): Promise<HeapProperties>;
  /** An empty one at each call, so that the work of one story never meets the tables of another. */
  warehouse(limits?: WarehouseLimits): Promise<Warehouse>;
  /** The kept local Heap; a new one knows the users of the export. */
  localHeap(): Promise<RunningLocalHeap>;
  /** Work that the ledger keeps: credits, jobs and how it ended. */
  run<T>(
    facts: {
      readonly kind: RunKind;
      readonly org: Org;
      readonly asOf?: Date;
      readonly crossing?: RunCrossing | undefined;
    },
    work: (run: RunRecorder) => Promise<RunEnding<T>>,
    queue?: Queue,
  ): Promise<T>;
  /** Lets go of all that was opened; called once, whatever happened. */
  close(): Promise<void>;
}

type SignInTarget = Extract<Target, { kind: 'sign-in' }>;
type WarehouseLimits = Pick<WarehouseOptions, 'memoryLimit' | 'threads'>;

/** Whether an org is asked what kind of org it is, though the ledger may know. */
interface Connecting {
  readonly asked: boolean;
}

export interface ContextRequest {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly log: Log;
}

export function openContext({ settings, clock, progress, log }: ContextRequest): Context {
  const closers: (() => Promise<void> | void)[] = [];
  // Whoever only looks things up leaves no folder behind.
  const ledger = kept(() => {
    // It holds what people did and their addresses, in the clear.
    mkdirSync(settings.stateFolder, { recursive: true, mode: 0o700 });
    const opened = openLedger(settings.stateFolder, { clock });
    // Whatever was opened before may have something to note as it closes.
    closers.unshift(() => opened.close());
    return opened;
  });
  const books = kept(() => openCreditBooks(ledger(), settings.credits));

  async function connect(target: OrgTarget, { asked }: Connecting): Promise<Org> {
    const { closeOrg, connectOrg } = await import('./salesforce/connect.ts');
    const credits = books().openAccount();
    const org = await connectOrg({
      target,
      credits,
      log,
      clock,
      ...(!asked && { known: (orgId) => ledger().knownOrg(orgId) }),
    });
    ledger().keepOrg(org);
    credits.ofOrg({ id: org.organizationId, name: nameOf(org, settings) });
    closers.push(() => closeOrg(org));
    return org;
  }

  const local = once(async (): Promise<RunningLocalOrg> => {
    const running = await useLocalOrg({ stateFolder: settings.stateFolder, clock, log });
    closers.push(() => running.release());
    return running;
  });
  const ways = (connecting: Connecting) => ({
    byAlias: onceEach((alias: string) => connect({ kind: 'alias', alias }, connecting)),
    byLocalUser: onceEach(async (username: string) => {
      const { url, accessToken } = await local();
      return connect({ kind: 'token', instanceUrl: url, accessToken: accessToken(username), username }, connecting);
    }),
    bySignIn: onceEach((signIn: SignInTarget) => connect({ kind: 'grant', grant: signIn.read().grant }, connecting)),
  });
  const [asked, known] = [ways({ asked: true }), ways({ asked: false })];
  const exported = once(async () => {
    const { openExport } = await import('./heap/open-export.ts');
    return openExport(settings.source, { cacheFolder: join(settings.stateFolder, 'export'), progress });
  });
  const emptyWarehouse = async (options: WarehouseLimits = {}) => {
    const { openWarehouse } = await import('./warehouse/warehouse.ts');
    const folder = await makeOwnFolder(settings.stateFolder, 'warehouse');
    const warehouse = await openWarehouse({ folder, ...options });
    closers.push(async () => {
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    });
    return warehouse;
  };
  const localHeap = once(async () => {
    const { useLocalHeap } = await import('./context/local-heap.ts');
    const { heapSeed } = await import('./context/heap-seed.ts');
    const seed = async () => heapSeed(await exported(), await emptyWarehouse());
    const running = await useLocalHeap({ stateFolder: settings.stateFolder, clock, log, seed });
    closers.push(() => running.release());
    return running;
  });
  const { target, admin } = settings;
  const orgOf = (one: Target, localUser: string, by = asked): Promise<Org> => {
    if (one.kind === 'local') return by.byLocalUser(localUser);
    return one.kind === 'alias' ? by.byAlias(one.alias) : by.bySignIn(one);
  };

  return {
    settings,
    clock,
    progress,
    log,
    get ledger() {
      return ledger();
    },
    org: () => orgOf(target, LOCAL_CONNECTING_USER),
    knownOrg: () => orgOf(target, LOCAL_CONNECTING_USER, known),
    adminOrg: (alias) => (alias === undefined ? orgOf(admin ?? target, LOCAL_ADMIN) : asked.byAlias(alias)),
    connectingUsername: async () => {
      if (target.kind === 'local') return LOCAL_CONNECTING_USER;
      if (target.kind === 'alias') return (await import('./salesforce/sf-auth.ts')).usernameOf(target.alias);
      return (await import('./salesforce/username-by-grant.ts')).usernameByGrant(target.read().grant, clock);
    },
    export: exported,
    warehouse: emptyWarehouse,
    usersMark: async () => {
      const { markUsers } = await import('./heap/users-mark.ts');
      return markUsers(settings.source, { cacheFolder: join(settings.stateFolder, 'export') });
    },
    heapMark: async () => {
      const wanted = heapOf(settings);
      if (wanted.kind !== 'local') return wanted.url;
      const { markLocalHeap } = await import('./context/local-heap.ts');
      return markLocalHeap(settings.stateFolder);
    },
    heap: once(async () => {
      const wanted = heapOf(settings);
      const { openHeap } = await import('./heap/properties/open-heap.ts');
      const { url, appId } = wanted.kind === 'local' ? await localHeap() : wanted;
      const heap = openHeap({ url, appId });
      closers.push(() => heap.close());
      return heap;
    }),
    localHeap,
    run: ({ kind, org, asOf, crossing }, work, queue) =>
      ledger().withRun(
        {
          kind,
          orgId: org.organizationId,
          orgName: nameOf(org, settings),
          ...(asOf && { asOf }),
          ...(crossing && { crossing }),
        },
        (run) => books().during(run, () => work(run)),
        queue,
      ),
    async close() {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

/** How the ledger names the org; one that `sf` does not know by the name that the settings have for it. */
function nameOf(org: Org, { target }: Settings): string {
  if (target.kind === 'local') return 'local';
  return org.alias ?? (target.kind === 'sign-in' ? target.name : org.username);
}

function kept<T>(open: () => T): () => T {
  let opened: { readonly value: T } | undefined;
  return () => {
    opened ??= { value: open() };
    return opened.value;
  };
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

function onceEach<K, T>(open: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const opened = new Map<K, Promise<T>>();
  return (key) => {
    const known = opened.get(key) ?? open(key);
    opened.set(key, known);
    return known;
  };
}
