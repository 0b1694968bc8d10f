import { resolve } from 'node:path';
import type { Environment } from './environment.ts';
import type { Problem } from './problems.ts';
import type { ConfigFile } from './schema.ts';
import type { SourceSettings } from './settings.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type SourceForm = ConfigFile['source'];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const s3Place = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/+(.*?))?\/*$/;

/** Where the Heap data lies; relative folders start at the one given. */
export function readSource(
  source: SourceForm,
  folder: string,
  { s3Endpoint }: Pick<Environment, 's3Endpoint'>,
): SourceSettings {
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

/** What a schema cannot say of the file's sources: its own, and those of its environments. */
export function sourceProblems({ source, environments = {} }: ConfigFile, file: YamlFile): Problem[] {
  const ofEnvironments = Object.entries(environments).flatMap(([name, { source: own }]) =>
    own === undefined ? [] : problemsOf(own, ['environments', name, 'source'], file),
  );
  return [...problemsOf(source, ['source'], file), ...ofEnvironments];
}

function problemsOf({ connect, files, region }: SourceForm, path: Path, file: YamlFile): Problem[] {
  const name = path.join('.');
  if ((connect === undefined) === (files === undefined)) {
    return [{ ...file.at(path), because: `${name} names one of connect and files` }];
  }
  const at = file.at([...path, 'connect']);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(connect ?? '')?.[1];
  if (scheme === undefined) {
    return region === undefined
      ? []
      : [{ ...file.at([...path, 'region']), because: `${name}.region goes with ${name}.connect: s3://… only` }];
  }
  if (scheme !== 's3')
    return [{ ...at, because: `${name}.connect "${connect}" is neither s3://bucket/prefix nor a folder` }];
  return s3Place.test(connect ?? '')
    ? []
    : [{ ...at, because: `${name}.connect "${connect}" names no bucket; write s3://bucket or s3://bucket/prefix` }];
}
