import { dirname, join, resolve } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { nearest } from '../base/nearest.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { findConfig, readConfig } from './find-config.ts';
import { type Problem, schemaProblems } from './problems.ts';
import { metricProblems, readMetrics } from './read-metrics.ts';
import { type ConfigFile, configSchema } from './schema.ts';
import type { JoinSettings, Settings, SourceSettings, Target } from './settings.ts';
import { parseYaml, type YamlFile } from './yaml-file.ts';

/** What the shared options of a command say about the settings. */
export interface SettingsFlags {
  readonly config?: string | undefined;
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
}

export interface SettingsInput {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: SettingsFlags;
}

/** Reads heap.config.yaml, environment and flags, once, into all that a run may depend on. */
export function loadSettings({ cwd, env, flags }: SettingsInput): Settings {
  const environment = readEnvironment(env);
  const configFile = findConfig(cwd, flags.config ?? environment.config);
  const { config, file } = parseConfig(configFile, readConfig(configFile));
  const folder = dirname(configFile);
  return {
    configFile,
    stateFolder: environment.state === undefined ? join(folder, '.heap') : resolve(cwd, environment.state),
    source: sourceOf(config, folder, environment),
    join: joinOf(config),
    window: {
      zone: config.window?.zone ?? 'America/Los_Angeles',
      mode: config.window?.days === 'rolling' ? 'rolling' : 'whole-days',
    },
    metrics: readMetrics(config, file, configFile),
    quiet: config.quiet ?? 'zero',
    longText: config.longText ?? 'cut',
    orphans: config.orphans ?? 'remove',
    history: { local: config.history?.local ?? false },
    credits: { perDay: config.credits?.perDay ?? 10_000, perRun: config.credits?.perRun ?? 5_000 },
    push: { whenBusy: config.push?.whenBusy ?? 'refuse' },
    target: targetOf(config, flags, environment, configFile),
  };
}

/** The file checked against the schema and against what a schema cannot say; every problem at once. */
function parseConfig(path: string, text: string): { readonly config: ConfigFile; readonly file: YamlFile } {
  const yaml = parseYaml(text);
  if (yaml.status === 'broken') throw configMistake(path, yaml.problems);
  const { file } = yaml;
  const parsed = configSchema.safeParse(file.value ?? {});
  if (!parsed.success) throw configMistake(path, schemaProblems(parsed.error.issues, file));
  const problems = [sourceProblems, zoneProblems, metricProblems].flatMap((find) => find(parsed.data, file));
  if (problems.length > 0) throw configMistake(path, problems);
  return { config: parsed.data, file };
}

function sourceProblems({ source }: ConfigFile, file: YamlFile): Problem[] {
  const { connect, files, region } = source;
  if ((connect === undefined) === (files === undefined)) {
    return [{ ...file.at(['source']), because: 'source names one of connect and files' }];
  }
  const at = file.at(['source', 'connect']);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(connect ?? '')?.[1];
  if (scheme === undefined) {
    return region === undefined
      ? []
      : [{ ...file.at(['source', 'region']), because: 'source.region goes with source.connect: s3://… only' }];
  }
  if (scheme !== 's3')
    return [{ ...at, because: `source.connect "${connect}" is neither s3://bucket/prefix nor a folder` }];
  return s3Place.test(connect ?? '')
    ? []
    : [{ ...at, because: `source.connect "${connect}" names no bucket; write s3://bucket or s3://bucket/prefix` }];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const s3Place = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/+(.*?))?\/*$/;

function zoneProblems({ window }: ConfigFile, file: YamlFile): Problem[] {
  const zone = window?.zone;
  if (zone === undefined || isZone(zone)) return [];
  const [near] = nearest(zone, Intl.supportedValuesOf('timeZone'), 1);
  const hint = near === undefined ? 'write an IANA zone such as America/Los_Angeles' : `did you mean ${near}?`;
  return [{ ...file.at(['window', 'zone']), because: `window.zone "${zone}" is no time zone; ${hint}` }];
}

function isZone(zone: string): boolean {
  // An offset such as +02:00 is a zone to Intl; to us it is not, for it knows no summer time.
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function sourceOf({ source }: ConfigFile, folder: string, { s3Endpoint }: Environment): SourceSettings {
  const [, bucket, prefix = ''] = s3Place.exec(source.connect ?? '') ?? [];
  if (bucket !== undefined) {
    return {
      kind: 's3',
      bucket,
      prefix,
      ...(source.region !== undefined && { region: source.region }),
      ...(s3Endpoint !== undefined && { endpoint: s3Endpoint }),
    };
  }
  return source.connect !== undefined
    ? { kind: 'connect', folder: resolve(folder, source.connect) }
    : { kind: 'files', folder: resolve(folder, source.files ?? '') };
}

function joinOf({ join }: ConfigFile): JoinSettings {
  const account = join?.account ?? 'through contact';
  return {
    contact: join?.contact ?? { heap: 'email', salesforce: 'Email' },
    account: account === 'through contact' ? { kind: 'through-contact' } : { kind: 'property', ...account },
    duplicates: join?.duplicates === 'refuse' ? 'refuse' : 'most-recently-updated',
  };
}

/** The nearer to the person, the stronger: flags before environment variables, and an org before an environment. */
function targetOf(config: ConfigFile, flags: SettingsFlags, environment: Environment, file: string): Target {
  if (flags.targetOrg !== undefined) return target(flags.targetOrg);
  if (flags.environment !== undefined) return target(orgOf(config, flags.environment, file));
  if (environment.targetOrg !== undefined) return target(environment.targetOrg);
  if (environment.environment !== undefined) return target(orgOf(config, environment.environment, file));
  return { kind: 'local' };
}

function target(org: string): Target {
  return org === 'local' ? { kind: 'local' } : { kind: 'alias', alias: org };
}

function orgOf({ environments = {} }: ConfigFile, wanted: string, file: string): string {
  const found = Object.hasOwn(environments, wanted) ? environments[wanted] : undefined;
  if (found !== undefined) return found.org;
  const known = Object.keys(environments);
  const near = nearest(wanted, known);
  throw new Mistake({
    trouble: 'unknown-name',
    message: `${file} has no environment "${wanted}".`,
    actions: [
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : known.length > 0
          ? `Name one of these: ${known.join(', ')}`
          : 'Add it under environments: in that file.',
      'Or name the org itself: --target-org ALIAS',
    ],
    facts: { wanted, known },
  });
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
