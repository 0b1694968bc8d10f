import { resolve } from 'node:path';
import { number } from '../base/counted.ts';
import { Mistake } from '../base/errors.ts';
import { LOCAL_APP } from '../context/local-app.ts';
import type { OpenHeapDesk } from '../context/local-heap.ts';
import type { Context } from '../context.ts';
import type { Dump, Seed } from '../local-heap/index.ts';
import { defineCommand } from './command.ts';
import { type ResetReport, resetFolder, resetOutcome, showReset } from './reset-folder.ts';
import { type HeapInfo, showHeapInfo } from './show-local-heap.ts';

/** The same at each start, so that what was configured stays good; beside the local org's. */
const PORT = 7438;

interface RunningHeap {
  readonly url: string;
  readonly appId: string;
  readonly folder: string;
  readonly users: number;
  /** Why a new one knows nobody. */
  readonly unseeded?: string;
}

export const localHeapStart = defineCommand({
  words: ['local-heap', 'start'],
  summary: 'Start the local Heap and keep it running until Ctrl-C',
  description:
    'Starts the embedded receiver of Heap’s server-side APIs, kept in the state folder. A new one knows the users of the export that the configuration names.',
  examples: [{ line: 'local-heap start', does: 'Then, in another terminal: heap-sf local-heap info' }],
  options: {
    port: { type: 'integer', describe: 'Port on this machine; 0 picks a free one', default: PORT, min: 0, max: 65_535 },
  },
  untilInterrupted: true,
  async run(context, { port }, stage): Promise<RunningHeap> {
    const { localHeapFolder, startKeptLocalHeap } = await import('../context/local-heap.ts');
    const { settings, clock, log } = context;
    let unseeded: string | undefined;
    const seed = (): Promise<Seed | undefined> =>
      seedOf(context, (why) => {
        unseeded = why;
      });
    const heap = await startKeptLocalHeap({ stateFolder: settings.stateFolder, clock, log, port, seed });
    stage.atEnd(() => heap.close());
    return {
      url: heap.url,
      appId: LOCAL_APP,
      folder: localHeapFolder(settings.stateFolder),
      users: heap.apps().find(({ appId }) => appId === LOCAL_APP)?.users ?? 0,
      ...(unseeded === undefined ? {} : { unseeded }),
    };
  },
  warnings: ({ unseeded }) => (unseeded === undefined ? [] : [`The local Heap knows nobody yet. ${unseeded}`]),
  show: ({ url, appId, users }, look) =>
    [
      `${look.paint('good', 'The local Heap is running')} at ${url}, and knows ${number(users)} users of ${appId}.`,
      `Send it a property: curl ${url}/api/add_user_properties \\`,
      '  -H "content-type: application/json" \\',
      `  -d '{"app_id":"${appId}","identity":"you@example.com","properties":{"Plan":"Pro"}}'`,
      'Ctrl-C stops it; what is in it is kept.',
    ].join('\n'),
});

/** The users of the configured export; an export that cannot be read leaves a local Heap that is still of use. */
async function seedOf(context: Context, tell: (why: string) => void): Promise<Seed | undefined> {
  const { heapSeed } = await import('../context/heap-seed.ts');
  try {
    return await heapSeed(await context.export(), await context.warehouse());
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    tell(error.message);
    return undefined;
  }
}

export const localHeapInfo = defineCommand({
  words: ['local-heap', 'info'],
  summary: 'Tell where the local Heap is, what it holds and what came to it',
  options: {
    last: { type: 'integer', describe: 'How many of the last requests to show', default: 10, min: 0, max: 1000 },
  },
  async run(context, { last }): Promise<HeapInfo> {
    const { localHeapFolder } = await import('../context/local-heap.ts');
    const folder = localHeapFolder(context.settings.stateFolder);
    const desk = await deskOf(context);
    if (desk === undefined) return { status: 'absent', folder };
    try {
      const { running } = desk;
      const status =
        running === undefined ? ({ status: 'stopped' } as const) : { status: 'running' as const, ...running };
      return { ...status, folder, apps: await desk.apps(), requests: await desk.requests(last) };
    } finally {
      await desk.release();
    }
  },
  show: showHeapInfo,
});

export const localHeapExport = defineCommand({
  words: ['local-heap', 'export'],
  summary: 'Write the users of the local Heap as a Heap Connect export',
  description:
    'Writes a new dump into a folder: the users, whole, and who has become whom. Where the folder holds an export, other tables of it stay as they are.',
  examples: [{ line: 'local-heap export --to heap-export', does: 'Then name the folder in source.connect' }],
  options: {
    to: { type: 'string', describe: 'Folder of the export; made where it is not there', required: true },
    app: { type: 'string', describe: 'The environment, by its app_id', default: LOCAL_APP },
  },
  async run(context, { to, app }): Promise<Dump> {
    const desk = await deskOf(context);
    if (desk === undefined) throw nothingThere();
    try {
      context.progress.step('Write the users');
      const dump = await desk.exportTo(resolve(to), app);
      context.progress.done(`${dump.users}`);
      return dump;
    } finally {
      await desk.release();
    }
  },
  show: ({ folder, dumpId, users, properties, migrations }) =>
    [
      `Dump ${dumpId}: ${number(users)} users with ${properties} custom properties, ${number(migrations)} migrations.`,
      `In ${folder}`,
    ].join('\n'),
});

export const localHeapReset = defineCommand({
  words: ['local-heap', 'reset'],
  summary: 'Throw the local Heap away; the next start makes a new one',
  description: 'Deletes its users, accounts and events, of all environments. Asks first.',
  options: { yes: { type: 'boolean', describe: 'Do not ask' } },
  async run({ settings }, { yes }, stage): Promise<ResetReport> {
    const { localHeapFolder } = await import('../context/local-heap.ts');
    const { findLocalHeap } = await import('../local-heap/heap-folder.ts');
    const folder = localHeapFolder(settings.stateFolder);
    const running = await findLocalHeap(folder);
    return resetFolder({ what: 'local Heap', folder, running, loss: 'All users, accounts and events', yes }, stage);
  },
  outcome: resetOutcome,
  show: (report) => showReset('local Heap', report),
});

async function deskOf({ settings, clock, log }: Context): Promise<OpenHeapDesk | undefined> {
  const { useHeapDesk } = await import('../context/local-heap.ts');
  return useHeapDesk({ stateFolder: settings.stateFolder, clock, log });
}

function nothingThere(): Mistake {
  return new Mistake({
    trouble: 'unknown-name',
    message: 'There is no local Heap yet, so there is nothing to export.',
    actions: ['Start it: heap-sf local-heap start', 'Send it something, or pull fields into it.'],
  });
}
