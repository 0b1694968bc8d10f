import { Mistake, Refusal } from '../../src/base/errors.ts';
import { defineCommand } from '../../src/commands/command.ts';
import type { Context, ContextRequest } from '../../src/context.ts';
import type { Program } from '../../src/frontends/yargs.ts';

/** Small commands that use everything the kit offers; the front ends are tried on them. */
export const SAMPLE_COMMANDS = [
  defineCommand({
    words: ['metrics', 'plan'],
    summary: 'Compare the metrics with the org',
    description:
      'Says which fields are missing and who may not see them. Changes nothing. This text is longer than a line of eighty columns, so that it has to be broken somewhere.',
    examples: [{ line: 'metrics plan --as-of 2026-06-30', does: 'As it stood on the last of June' }],
    options: {
      'dry-run': { type: 'boolean', describe: 'Do all but the last step' },
      'as-of': { type: 'string', describe: 'The moment that the figures are of, as 2026-06-30' },
      limit: { type: 'integer', describe: 'How many to show', default: 10, min: 1, max: 100, short: 'n' },
      level: { type: 'string', describe: 'Only this level', choices: ['account', 'contact'] },
      only: { type: 'strings', describe: 'Only this metric' },
    },
    async run(context, { dryRun, asOf, limit, level, only }) {
      const { metrics, target } = context.settings;
      return { dryRun, asOf, limit, level, only, metrics: metrics.map(({ name }) => name), target };
    },
    show: (data, look) =>
      look.table(
        [{ head: 'Metric' }, { head: 'Limit', align: 'right' }],
        data.metrics.map((name) => [name, data.limit]),
      ),
    warnings: (data) => (data.dryRun ? ['Nothing was changed: this was a dry run.'] : []),
  }),
  defineCommand({
    words: ['runs', 'show'],
    summary: 'Show one run',
    positionals: { run: { describe: 'Its id, or "latest"', required: true } },
    async run(_context, { run }) {
      if (run === 'bug') throw new TypeError('undefined is no function: 00D000000000001!AQEAQNsecretsecretsecret');
      if (run === 'mistake') {
        throw new Mistake({ trouble: 'unknown-name', message: `No run "${run}".`, actions: ['heap-sf runs list'] });
      }
      if (run === 'refusal') {
        throw new Refusal({
          trouble: 'permission',
          code: 'INSUFFICIENT_ACCESS',
          fields: ['Email'],
          message: 'May not.',
        });
      }
      return { run, big: 12345678901234567890n, day: new Date('2026-06-30T07:00:00Z') };
    },
    show: ({ run }) => run,
    outcome: ({ run }) => (run === 'half' ? 'partly' : 'done'),
  }),
  defineCommand({
    words: ['log'],
    summary: 'Write to the log',
    async run({ log }) {
      log.debug('nothing');
      log.info('hello', { token: 'Bearer abcdefghijkl' });
      log.warn('careful');
      return {};
    },
    show: () => '',
  }),
  defineCommand({
    words: ['drop'],
    summary: 'Drop things, after a question',
    positionals: { thing: { describe: 'What to drop; all unless named', many: true } },
    async run(_context, { thing }, { confirm }) {
      if (confirm === undefined) return { thing, said: 'nobody to ask' };
      return {
        thing,
        said: (await confirm('This is about to go. To look first: heap-sf runs show latest', 'Drop it?'))
          ? 'yes'
          : 'no',
      };
    },
    show: ({ thing, said }) => `${thing.join('+')}: ${said}`,
  }),
  defineCommand({
    words: ['serve'],
    summary: 'Go on until interrupted',
    untilInterrupted: true,
    async run(_context, _options, { atEnd }) {
      atEnd(() => void process.stdout.write('let go\n'));
      return { url: 'http://127.0.0.1:1' };
    },
    show: ({ url }) => url,
  }),
  defineCommand({
    words: ['wait'],
    summary: 'Work that takes for ever',
    async run(_context, _options, { atEnd, signal }) {
      atEnd(() => void process.stdout.write('let go\n'));
      process.stdout.write('working\n');
      const alive = setInterval(() => {}, 1000);
      atEnd(() => clearInterval(alive));
      await new Promise(() => signal.addEventListener('abort', () => {}));
      return {};
    },
    show: () => '',
  }),
];

export const SAMPLE_PROGRAM: Program = { name: 'heap-sf', version: '1.2.3', commands: SAMPLE_COMMANDS };

/** As much of a context as the sample commands use. */
export function openSample({ settings, clock, progress, log }: ContextRequest): Context {
  return { settings, clock, progress, log, close: async () => {} } as Context;
}
