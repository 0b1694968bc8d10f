import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Mistake, Refusal } from '../base/errors.ts';
import { type ConfigChoices, configText } from '../config/config-text.ts';
import { checkConfig } from '../config/load-settings.ts';
import type { Settings, Target } from '../config/settings.ts';
import { type Context, openContext } from '../context.ts';
import type { MetricProposal } from '../metrics/definition/propose-metrics.ts';
import type { FieldProposal } from '../properties/propose-fields.ts';
import type { Org } from '../salesforce/org.ts';
import { chooseEvents } from './init-events.ts';
import { chooseFields } from './init-fields.ts';
import { chooseHeap } from './init-heap.ts';
import { chooseJoin, type JoinChoice } from './init-join.ts';
import { chooseAdmin, chooseOrg, chooseSource } from './init-places.ts';
import type { Stage } from './stage.ts';

/** What the options of the command say. */
export interface InitOptions {
  readonly source: string | undefined;
  readonly adminOrg: string | undefined;
  readonly heap: string | undefined;
  readonly heapEnvironment: 'development' | 'production' | undefined;
  readonly heapRegion: 'us' | 'eu' | undefined;
  readonly join: string | undefined;
  readonly event: readonly string[];
  readonly field: readonly string[];
  readonly offline: boolean;
  readonly force: boolean;
}

export interface Started {
  readonly configFile: string;
  /** Where the file that was there before is kept. */
  readonly kept?: string;
  readonly org: string;
  readonly environment: string;
  readonly source: string;
  readonly join: JoinChoice;
  readonly metrics: readonly MetricProposal[];
  readonly fields: readonly FieldProposal[];
  readonly heap: ConfigChoices['heap'];
  /** Commands, one after another, with what each does. */
  readonly next: readonly { readonly line: string; readonly does: string }[];
  readonly warnings: readonly string[];
}

/** Asks for org, data and Heap, looks at both sides, and writes the file that was agreed on. */
export async function startProject(context: Context, options: InitOptions, stage: Stage): Promise<Started> {
  const { settings, clock, log, progress } = context;
  const { configFile } = settings;
  const isThere = existsSync(configFile);
  if (isThere && !options.force) throw alreadyThere(configFile);

  const target = await chooseOrg(settings.target, stage);
  const adminOrg = await chooseAdmin(target, options.adminOrg, stage);
  const { form, source } = await chooseSource(options.source, dirname(configFile), { ...stage, ...storeOf(settings) });
  const looking = openContext({ settings: lookingAt(settings, target, source), clock, log, progress });
  stage.atEnd(() => looking.close());
  const exported = await looking.export();
  const org: Org | undefined = options.offline ? undefined : await lookedAtBy(looking, target, adminOrg);
  const ground = { context: looking, exported, org };

  const joined = await chooseJoin(ground, options.join, stage);
  const metrics = await chooseEvents(ground, options.event, stage);
  const fields = await chooseFields(ground, options.field, [joined.salesforce], stage);
  const heap = await chooseHeap(options, { target, org }, stage);
  progress.done();

  const environment = target.kind === 'local' ? 'local' : 'main';
  const name = orgName(target);
  const text = configText({
    source: form,
    join: joined,
    environment,
    org: name,
    admin: adminOrg,
    heap,
    metrics,
    fields: {
      contact: fields.filter(({ level }) => level === 'contact').map(({ field }) => field),
      account: fields.filter(({ level }) => level === 'account').map(({ field }) => field),
    },
  });
  checkConfig(configFile, text);
  const kept = isThere ? await keep(configFile) : undefined;
  await mkdir(dirname(configFile), { recursive: true });
  await writeFile(configFile, text);
  return {
    configFile,
    ...(kept !== undefined && { kept }),
    org: name,
    environment,
    source: Object.values(form).join(''),
    join: joined,
    metrics,
    fields,
    heap,
    next: nextSteps(target, environment, { pulls: fields.length > 0 && heap !== undefined }),
    warnings: joined.warning === undefined ? [] : [joined.warning],
  };
}

/** The org to look at. A connecting user before set-up may not use the API, and set-up needs the file that is being made. */
async function lookedAtBy(looking: Context, target: Target, adminOrg: string | undefined): Promise<Org> {
  try {
    return await looking.adminOrg(adminOrg);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'API_CURRENTLY_DISABLED' || adminOrg !== undefined) throw error;
    throw new Mistake({
      trouble: 'permission',
      message: `${error.message} Nothing was written.`,
      actions: [
        `Name an admin, who looks at the org and sets it up: heap-sf init -o ${orgName(target)} --admin-org ADMIN`,
        'Or look at no org yet: heap-sf init --offline',
      ],
      facts: { org: orgName(target), code: error.code },
    });
  }
}

const storeOf = ({ s3Endpoint }: Settings): Pick<Settings, 's3Endpoint'> =>
  s3Endpoint === undefined ? {} : { s3Endpoint };

/** Settings by which both sides are looked at; nothing of them is written down. */
function lookingAt(settings: Settings, target: Target, source: Settings['source']): Settings {
  return { ...settings, target, source };
}

function orgName(target: Target): string {
  if (target.kind === 'local') return 'local';
  return target.kind === 'alias' ? target.alias : 'env';
}

async function keep(configFile: string): Promise<string> {
  for (let at = 1; ; at++) {
    const kept = join(dirname(configFile), `heap.config.before-${at}.yaml`);
    if (existsSync(kept)) continue;
    await copyFile(configFile, kept);
    return kept;
  }
}

function nextSteps(target: Target, environment: string, { pulls }: { readonly pulls: boolean }): Started['next'] {
  const on = target.kind === 'local' ? '' : ` -e ${environment}`;
  return [
    { line: `heap-sf setup${on}`, does: 'package and permissions into the org' },
    { line: `heap-sf metrics apply${on}`, does: 'a field for each metric, with access' },
    { line: `heap-sf doctor${on}`, does: 'what is still missing or wrong' },
    { line: `heap-sf usage push${on} --dry-run`, does: 'what would be sent' },
    { line: `heap-sf usage push${on}`, does: 'sends it' },
    ...(pulls ? [{ line: `heap-sf fields pull${on}`, does: 'Salesforce fields into Heap' }] : []),
  ];
}

function alreadyThere(file: string): Mistake {
  return new Mistake({
    trouble: 'clash',
    message: `There is a configuration already: ${file}.`,
    actions: [
      'Replace it, and keep it beside the new one: heap-sf init --force',
      'Or write another one: --config PATH',
    ],
    facts: { file },
  });
}
