import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { ownVersion } from '../base/own-package.ts';
import type { AlertChannel } from '../config/read-alerts.ts';
import type { Settings } from '../config/settings.ts';
import type { DeployedVariable, Deployment, ExportedFile } from '../schedule/export/deployment.ts';
import { defineCommand } from './command.ts';
import { scheduleGround } from './schedule-ground.ts';

interface ExportReport {
  readonly format: string;
  readonly folder: string;
  readonly files: readonly ExportedFile[];
  /** What to do with them. */
  readonly next: readonly string[];
  readonly warnings: readonly string[];
}

const FORMATS = ['systemd', 'cron', 'github-actions', 'kubernetes', 'docker-compose'] as const;

export const scheduleExport = defineCommand({
  words: ['schedule', 'export'],
  summary: 'Write files for what is to run the schedule: systemd, cron, Kubernetes and others',
  description:
    'systemd: a hardened service, and a timer in its place. cron: a line of crontab. github-actions: a workflow that starts every hour. kubernetes: CronJobs with their volume. docker-compose: a service with a health check. The schedule is that of heap.config.yaml, in its zone. No secret is written into any of them.',
  examples: [
    { line: 'schedule export systemd --output-dir deploy', does: 'Then see what it says to do next' },
    {
      line: 'schedule export kubernetes --environment production --image registry.example/heap-sf:1',
      does: 'CronJobs',
    },
  ],
  positionals: { format: { describe: `One of ${FORMATS.join(', ')}`, required: true } },
  options: {
    'output-dir': { type: 'string', describe: 'Folder to write to; made where it is not there', default: '.' },
    image: { type: 'string', describe: 'Container image of heap-salesforce', default: 'heap-salesforce:latest' },
    force: { type: 'boolean', describe: 'Replace files that are there and say something else' },
  },
  async run(context, { format, outputDir, image, force }, stage): Promise<ExportReport> {
    const known = FORMATS.find((one) => one === format);
    if (known === undefined) throw unknownFormat(format);
    const { EXPORT_FORMATS } = await import('../schedule/export/formats.ts');
    const { settings } = context;
    const { program, flags, schedule } = scheduleGround(context, stage);
    if (Object.keys(schedule.patterns).length === 0) throw nothingToDo(settings);
    const deployment: Deployment = {
      schedule,
      program,
      image,
      configFile: settings.configFile,
      configText: await readFile(settings.configFile, 'utf8'),
      stateFolder: settings.stateFolder,
      home: homedir(),
      user: userInfo().username,
      // Without the config, which is elsewhere in a container.
      flags: flags.slice(2),
      version: ownVersion(),
      variables: variablesOf(settings),
    };
    const folder = resolve(outputDir);
    const files = EXPORT_FORMATS[known].files(deployment);
    if (!force) await checkNotThere(folder, files);
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return {
      format: known,
      folder,
      files,
      next: EXPORT_FORMATS[known].next(deployment, folder),
      warnings: warningsOf(known, settings),
    };
  },
  warnings: ({ warnings }) => warnings,
  show: ({ folder, files, next }) =>
    [...files.map(({ path }) => `Written: ${join(folder, path)}`), 'Next:', ...next.map((step) => `  ${step}`)].join(
      '\n',
    ),
});

/** Formats whose runs are on another machine, which has no `sf` and none of its logins. */
const ELSEWHERE: readonly (typeof FORMATS)[number][] = ['github-actions', 'kubernetes', 'docker-compose'];

function warningsOf(format: (typeof FORMATS)[number], { target }: Settings): readonly string[] {
  if (target.kind !== 'alias' || !ELSEWHERE.includes(format)) return [];
  return [
    `${target.alias} is a login of sf on this machine, and nobody knows it there. Name an org that is signed in to by variables: org: env in an environment of heap.config.yaml, or --target-org env.`,
  ];
}

/** What a run elsewhere is told by its environment. */
function variablesOf({ flags, source, alerts }: Settings): readonly DeployedVariable[] {
  const named = flags.environment !== undefined || flags.targetOrg !== undefined;
  const target = { name: 'HEAP_SF_TARGET_ORG', secret: false, describe: 'env: the org of the sign-in below' };
  return [
    ...(named ? [] : [target]),
    { name: 'HEAP_SF_LOGIN_URL', secret: false, describe: 'https://login.salesforce.com, or the My Domain address' },
    { name: 'HEAP_SF_CLIENT_ID', secret: false, describe: 'Consumer key of the External Client App' },
    { name: 'HEAP_SF_USERNAME', secret: false, describe: 'Username of the connecting user' },
    {
      name: 'HEAP_SF_JWT_KEY',
      secret: true,
      describe: 'Private key (PEM, or PEM in base64) of the External Client App',
    },
    ...(source.kind === 's3' ? AWS : []),
    ...(alerts?.channels ?? []).flatMap(variableOf),
  ];
}

const AWS: readonly DeployedVariable[] = [
  { name: 'AWS_REGION', secret: false, describe: 'Region of the bucket with the Heap Connect export' },
  { name: 'AWS_ACCESS_KEY_ID', secret: true, describe: 'Key that may read the bucket' },
  { name: 'AWS_SECRET_ACCESS_KEY', secret: true, describe: 'Its secret' },
];

function variableOf(channel: AlertChannel): readonly DeployedVariable[] {
  const secret = (name: string, describe: string): DeployedVariable => ({ name, secret: true, describe });
  if (channel.kind === 'webhook') return [secret(channel.url.variable, 'Address of the webhook that gets alerts')];
  if (channel.kind === 'command' || channel.password === undefined) return [];
  return [secret(channel.password.variable, `Password at ${channel.host}, for alerts by e-mail`)];
}

async function checkNotThere(folder: string, files: readonly ExportedFile[]): Promise<void> {
  for (const { path, text } of files) {
    const there = await readFile(join(folder, path), 'utf8').catch(() => undefined);
    if (there === undefined || there === text) continue;
    throw new Mistake({
      trouble: 'clash',
      message: `${join(folder, path)} is there already, and says something else.`,
      actions: ['Write to another folder: --output-dir FOLDER', 'Or replace it: --force'],
      facts: { file: join(folder, path) },
    });
  }
}

function unknownFormat(format: string): Mistake {
  const [near] = nearest(format, FORMATS, 1);
  return new Mistake({
    trouble: 'misuse',
    message: `"${format}" is nothing that a schedule can be exported for.`,
    actions: [near === undefined ? `Name one of these: ${FORMATS.join(', ')}` : `Did you mean ${near}?`],
    facts: { format },
  });
}

function nothingToDo({ configFile }: Settings): Mistake {
  return new Mistake({
    trouble: 'config',
    message: `${configFile} schedules nothing: it has neither pull: nor metrics:, or switches both off.`,
    actions: ['Give it something to do: heap-sf fields select, or metrics: in heap.config.yaml'],
    facts: { file: configFile },
  });
}
