import { dirname, join, resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { readEnvironment } from './environment.ts';
import { FILE_NAME, findConfig, lookForConfig, readConfig } from './find-config.ts';
import { type Problem, schemaProblems } from './problems.ts';
import { quietProblems } from './quiet-schema.ts';
import { alertsProblems, readAlerts } from './read-alerts.ts';
import { metricProblems, readMetrics } from './read-metrics.ts';
import { pullProblems, readPull } from './read-pull.ts';
import { readSchedule, scheduleProblems } from './read-schedule.ts';
import { readSource, sourceProblems } from './read-source.ts';
import { readTarget } from './read-target.ts';
import { type ConfigFile, configSchema } from './schema.ts';
import type { JoinSettings, Settings } from './settings.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';
import { spelledZone, zoneTrouble } from './zone-trouble.ts';

/** What the shared options of a command say about the settings. */
export interface SettingsFlags {
  readonly config?: string | undefined;
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** The org to work on when nothing else names one: the `target-org` of `sf`. */
  readonly defaultOrg?: string | undefined;
}

export interface SettingsInput {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: SettingsFlags;
  /** `optional`: an empty file will do where there is none. `made`: the file is still to be made. */
  readonly config?: 'optional' | 'made';
}

/** Reads heap.config.yaml, environment and flags, once, into all that a run may depend on. */
export function loadSettings({ cwd, env, flags, config: need }: SettingsInput): Settings {
  const environment = readEnvironment(env);
  const named = flags.config ?? environment.config;
  const found = need === 'made' ? undefined : need === 'optional' ? lookForConfig(cwd, named) : findConfig(cwd, named);
  const configFile = found ?? resolve(cwd, named ?? FILE_NAME);
  const { config, file } = found === undefined ? emptyConfig() : parseConfig(found, readConfig(found));
  const folder = dirname(configFile);
  const { target, byDefault, admin, heap, source } = readTarget(config, flags, environment, configFile, { env, cwd });
  const pull = readPull(config);
  const alerts = readAlerts(config, env, configFile);
  return {
    configFile,
    stateFolder: environment.state === undefined ? join(folder, '.heap') : resolve(cwd, environment.state),
    source: readSource(source ?? config.source, folder, environment),
    ...(environment.s3Endpoint !== undefined && { s3Endpoint: environment.s3Endpoint }),
    join: joinOf(config),
    window: {
      zone: spelledZone(config.window?.zone ?? 'America/Los_Angeles'),
      mode: config.window?.days === 'rolling' ? 'rolling' : 'whole-days',
    },
    metrics: readMetrics(config, file, configFile),
    quiet: config.quiet ?? 'zero',
    longText: config.longText ?? 'cut',
    orphans: config.orphans ?? 'remove',
    history: { local: config.history?.local ?? false },
    credits: {
      perDay: config.credits?.perDay ?? 10_000,
      perRun: config.credits?.perRun ?? 5_000,
      ofOrg: config.credits?.ofOrg ?? 80,
    },
    push: { whenBusy: config.push?.whenBusy ?? 'refuse', staleDays: config.push?.staleDays ?? 3 },
    ...(pull !== undefined && { pull }),
    schedule: readSchedule(config),
    ...(alerts !== undefined && { alerts }),
    // A run that is started once more knows nothing of what sf works on, and must not fall back to the local org.
    flags: byDefault ? { ...flags, targetOrg: flags.defaultOrg } : flags,
    target,
    ...(admin !== undefined && { admin }),
    ...(heap !== undefined && { heap }),
  };
}

/** A file that says nothing but what every file must; where its source lies is only a name then. */
function emptyConfig(): { readonly config: ConfigFile; readonly file: YamlFile } {
  const yaml = parseYaml('source: { files: export }');
  if (yaml.status === 'broken') throw new Error('An empty configuration cannot be read.');
  return { config: configSchema.parse(yaml.file.value), file: yaml.file };
}

/** Throws a Mistake when the text of a configuration would not be read. */
export function checkConfig(path: string, text: string): void {
  parseConfig(path, text);
}

/** The file checked against the schema and against what a schema cannot say; every problem at once. */
function parseConfig(path: string, text: string): { readonly config: ConfigFile; readonly file: YamlFile } {
  const yaml = parseYaml(text);
  if (yaml.status === 'broken') throw configMistake(path, yaml.problems);
  const { file } = yaml;
  const parsed = configSchema.safeParse(file.value ?? {});
  if (!parsed.success) throw configMistake(path, schemaProblems(parsed.error.issues, file));
  const problems = [
    sourceProblems,
    zoneProblems,
    quietProblems,
    metricProblems,
    pullProblems,
    scheduleProblems,
    alertsProblems,
  ].flatMap((find) => find(parsed.data, file));
  if (problems.length > 0) throw configMistake(path, problems);
  return { config: parsed.data, file };
}

function zoneProblems({ window }: ConfigFile, file: YamlFile): Problem[] {
  const trouble = window?.zone === undefined ? undefined : zoneTrouble(window.zone);
  if (trouble === undefined) return [];
  return [{ ...file.at(['window', 'zone']), because: `window.zone "${window?.zone}" ${trouble}` }];
}

function joinOf({ join }: ConfigFile): JoinSettings {
  const account = join?.account ?? 'through contact';
  return {
    contact: join?.contact ?? { heap: 'email', salesforce: 'Email' },
    account: account === 'through contact' ? { kind: 'through-contact' } : { kind: 'property', ...account },
    duplicates: join?.duplicates === 'refuse' ? 'refuse' : 'most-recently-updated',
  };
}

function configMistake(file: string, problems: readonly Problem[]): Mistake {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const lines = sorted.map(({ line, column, because }) => `${file}:${line}:${column}: ${because}`);
  return new Mistake({
    trouble: 'config',
    message:
      lines.length === 1 ? lines[0]! : `${lines.length} things are off in the configuration.\n${lines.join('\n')}`,
    actions: ['Mend the file at the line named, and run the command again.'],
    facts: { file, problems: sorted },
  });
}
