// Shows both directions on the embedded local org and local Heap: set up, make the metric fields, push, read the figures back, pull.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../src/base/clock.ts';
import { Mistake, NamedError } from '../src/base/errors.ts';
import { silentLog } from '../src/base/log.ts';
import type { Outcome } from '../src/commands/command.ts';
import { fieldsPull } from '../src/commands/fields-pull.ts';
import { metricsApply } from '../src/commands/metrics-apply.ts';
import { quietStage } from '../src/commands/quiet-stage.ts';
import { setup } from '../src/commands/setup.ts';
import { showPush } from '../src/commands/show-push.ts';
import { usagePush } from '../src/commands/usage-push.ts';
import { loadSettings } from '../src/config/load-settings.ts';
import { localHeapFolder } from '../src/context/local-heap.ts';
import { localOrgFolder } from '../src/context/local-org.ts';
import { type Context, openContext } from '../src/context.ts';
import { lookOf } from '../src/frontends/look.ts';
import { noProgress } from '../src/frontends/no-progress.ts';
import { screenOf } from '../src/frontends/output.ts';
import { terminalProgress } from '../src/frontends/progress.ts';
import { errorText } from '../src/frontends/render-error.ts';
import { findLocalHeap } from '../src/local-heap/heap-folder.ts';
import { findLocalOrg } from '../src/local-org/org-folder.ts';
import type { PushReport } from '../src/push/push-report.ts';
import { lastDate } from './sample/calendar.ts';
import { mostActiveAccounts } from './start/most-active-accounts.ts';
import { whatNext } from './start/what-next.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { stdout, stderr, env, argv } = process;
const colour = (stream: NodeJS.WriteStream) => stream.isTTY === true && (env['NO_COLOR'] ?? '') === '';
const look = lookOf(screenOf(stdout, !colour(stdout)));
const say = (text = '') => void stdout.write(`${text}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const settings = loadSettings({ cwd: root, env, flags: { config: 'config/heap.config.yaml', targetOrg: 'local' } });
  if (argv.includes('--fresh') && !(await startedOver(settings.stateFolder))) return 1;
  const progress = stderr.isTTY === true ? terminalProgress({ stream: stderr, colour: colour(stderr) }) : noProgress;
  const open = (): Context => openContext({ settings, clock: systemClock, progress, log: silentLog });
  const context = open();
  try {
    const went = await theJob(context, open);
    progress.end('well');
    return went === 'done' ? 0 : 1;
  } catch (error) {
    progress.end('badly');
    if (!(error instanceof NamedError)) throw error;
    stderr.write(`${errorText(error, colour(stderr))}\n`);
    return 1;
  } finally {
    await context.close();
  }
}

/** Throws the state away, unless a process serves an org or a Heap in it: its files would go from under it. */
async function startedOver(stateFolder: string): Promise<boolean> {
  const org = await findLocalOrg(localOrgFolder(stateFolder));
  const heap = await findLocalHeap(localHeapFolder(stateFolder));
  const running = org ?? heap;
  if (running === undefined) {
    await rm(stateFolder, { recursive: true, force: true });
    return true;
  }
  const busy = new Mistake({
    trouble: 'busy',
    message: `The local ${org === undefined ? 'Heap' : 'org'} is running at ${running.url} (process ${running.pid}), so nothing was thrown away.`,
    actions: ['Stop it first: Ctrl-C in its terminal.'],
  });
  stderr.write(`${errorText(busy, colour(stderr))}\n`);
  return false;
}

async function theJob(context: Context, open: () => Context): Promise<Outcome> {
  const stage = quietStage();
  say('Heap and Salesforce, both ways: a sample export, a local org, a local Heap.');

  say('\n1. Set up: deploy the package, give the connecting user its access');
  say(setup.show(await setup.run(context, {}, stage), look));

  say('\n2. Make a field for each metric, grant access to it, check it');
  say(metricsApply.show(await metricsApply.run(context, {}, stage), look));

  say(`\n3. Push: compute the metrics as of ${lastDate}, send what changed`);
  const report = (await usagePush.run(context, { dryRun: false, asOf: lastDate }, stage)) as PushReport;
  say(showPush(report, look));

  say('\n4. The ten most active accounts, read back from the org by SOQL');
  say(await mostActiveAccounts(context, look));

  say('\n5. Pull: bring the chosen fields of contacts and accounts to Heap');
  // It tells what its own connection has cost, as by itself.
  await using pulling = { context: open(), [Symbol.asyncDispose]: () => pulling.context.close() };
  const options = { dryRun: false, full: false, allowCrossEnvironment: false };
  const pulled = await fieldsPull.run(pulling.context, options, stage);
  say(fieldsPull.show(pulled, look));
  say(whatNext(look));
  return report.status === 'done' ? fieldsPull.outcome(pulled) : report.status;
}
