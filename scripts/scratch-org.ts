// A whole scratch org life with the sf of this checkout: create, deploy, assign, load the sample, push, pull, open, delete.
// Works on a Dev Hub at Salesforce and on a local one (heap-sf org start --kind production) alike.
import { parseArgs } from 'node:util';
import { Mistake, NamedError } from '../src/base/errors.ts';
import { errorText } from '../src/frontends/render-error.ts';
import { lastDate } from './sample/calendar.ts';
import { askContract } from './scratch-org/ask-contract.ts';
import { loadSample } from './scratch-org/load-sample.ts';
import { withConfig } from './scratch-org/with-config.ts';
import { runHeapSf, runSf } from './sf/run-sf.ts';

const usage = `node scripts/scratch-org.ts [--hub ALIAS] [options]

  --hub ALIAS          Dev Hub that sf knows; sf's own target-dev-hub unless named
  --alias NAME         What sf shall know the scratch org as; heap-scratch unless named
  --definition FILE    config/project-scratch-def.json unless named
  --days N             Days that it lives, 1 to 30; 1 unless named
  --without STEPS      Steps to leave out, with commas: deploy, assign, load, push, pull, open, delete
  --contract SUBJECTS  Also puts test/contract to the org: all, or the beginnings of its files, with commas`;

interface Wanted {
  readonly hub: string | undefined;
  readonly alias: string;
  readonly definition: string;
  readonly days: string;
  readonly without: ReadonlySet<string>;
  /** Undefined when the contract is not asked for. */
  readonly contract: string | undefined;
}

/** Those of this project: what our users hold beside their profiles. */
const permissionSets = [
  'Heap_Usage_Viewer',
  'Heap_Usage_Sync',
  'Heap_Metric_Viewer',
  'Heap_Metric_Access',
  'Heap_Connecting_User',
];

const on = (alias: string): readonly string[] => ['--target-org', alias];

/** What is done with the new org, in this order. Each says what came of it. */
const steps: Readonly<Record<string, (wanted: Wanted) => Promise<string>>> = {
  async deploy({ alias }) {
    const { files } = await runSf<{ readonly files: readonly unknown[] }>('project deploy start', on(alias));
    return `${files.length} files`;
  },
  async assign({ alias }) {
    await runSf('org assign permset', [...permissionSets.flatMap((name) => ['--name', name]), ...on(alias)]);
    return permissionSets.join(', ');
  },
  async load({ alias }) {
    const loaded = await loadSample(alias);
    return loaded
      .map(({ object, created, refused, jobId }) =>
        refused === 0 ? `${created} of ${object}` : `${created} of ${object}, ${refused} refused (job ${jobId})`,
      )
      .join(', ');
  },
  async push({ alias }) {
    await heapSf('metrics apply', alias);
    return heapSf('usage push', alias, ['--as-of', lastDate]);
  },
  pull: ({ alias }) => heapSf('fields pull', alias),
  contract: ({ alias, contract = 'all' }) => askContract(alias, contract),
  async open({ alias }) {
    // The address holds a code that lets in whoever has it, so that it goes to the browser and nowhere else.
    const isSeen = process.stdout.isTTY === true;
    await runSf('org open', [...(isSeen ? [] : ['--url-only']), ...on(alias)]);
    return isSeen ? 'in the browser' : 'there is no browser to open it in';
  },
  async delete({ alias }) {
    await runSf('org delete scratch', ['--no-prompt', ...on(alias)]);
    return alias;
  },
};

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof NamedError)) throw error;
  process.stderr.write(`${errorText(error, process.stderr.isTTY === true)}\n`);
  return 1;
});

async function main(): Promise<number> {
  const wanted = readWords();
  if (wanted === undefined) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  await report('create', () => create(wanted));
  try {
    for (const [name, step] of Object.entries(steps)) {
      if (!isLeftOut(name, wanted)) await report(name, () => step(wanted));
    }
    return 0;
  } catch (error) {
    say(`The scratch org is kept as ${wanted.alias}: sf org delete scratch --target-org ${wanted.alias}`);
    throw error;
  }
}

function isLeftOut(name: string, { without, contract }: Wanted): boolean {
  return without.has(name) || (name === 'contract' && contract === undefined);
}

async function create({ hub, alias, definition, days }: Wanted): Promise<string> {
  const where = hub === undefined ? [] : ['--target-dev-hub', hub];
  const options = [
    '--definition-file',
    definition,
    '--alias',
    alias,
    '--duration-days',
    days,
    '--wait',
    '15',
    ...where,
  ];
  const { username, orgId } = await runSf<{ readonly username: string; readonly orgId: string }>(
    'org create scratch',
    options,
  );
  return `${username} (${orgId})`;
}

async function heapSf(command: string, alias: string, options: readonly string[] = []): Promise<string> {
  const exitCode = await withConfig(alias, (config) =>
    runHeapSf(command, ['--config', config, ...options, ...on(alias)]),
  );
  if (exitCode === 0) return `heap-sf ${command}`;
  throw new Mistake({
    trouble: 'refused',
    message: `heap-sf ${command} ended with ${exitCode}.`,
    actions: ['See above what it said.'],
  });
}

async function report(name: string, work: () => Promise<string>): Promise<void> {
  const began = performance.now();
  say(`${name} …`);
  const done = await work();
  say(`${name}: ${done} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Nothing when help was asked for. Throws a Mistake. */
function readWords(): Wanted | undefined {
  const { values } = parsed();
  if (values.help) return undefined;
  const without = new Set((values.without ?? '').split(',').filter((name) => name !== ''));
  const unknown = [...without].find((name) => !Object.hasOwn(steps, name));
  if (unknown !== undefined) throw misuse(`There is no step ${unknown} to leave out.`);
  return {
    hub: word('hub', values.hub),
    alias: word('alias', values.alias) ?? 'heap-scratch',
    definition: word('definition', values.definition) ?? 'config/project-scratch-def.json',
    days: word('days', values.days) ?? '1',
    without,
    contract: word('contract', values.contract),
  };
}

function parsed() {
  const text = { type: 'string' } as const;
  const options = {
    ...{ hub: text, alias: text, definition: text, days: text, without: text, contract: text },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ options });
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error));
  }
}

/** No empty values, and none that sf would take for an option. */
function word(name: string, value: string | undefined): string | undefined {
  if (value !== undefined && (value.trim() === '' || value.startsWith('-')))
    throw misuse(`--${name} has no value: ${JSON.stringify(value)}.`);
  return value;
}

function misuse(message: string): Mistake {
  return new Mistake({ trouble: 'misuse', message, actions: ['node scripts/scratch-org.ts --help'] });
}
