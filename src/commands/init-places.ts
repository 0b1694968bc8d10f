import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Mistake } from '../base/errors.ts';
import { packageFolder } from '../base/own-package.ts';
import type { ConfigChoices } from '../config/config-text.ts';
import { readSource, s3Place } from '../config/read-source.ts';
import type { Settings, Target } from '../config/settings.ts';
import { knownOrgs } from '../salesforce/known-orgs.ts';
import type { Stage } from './stage.ts';

/** The org that was named, or the one that a person picks of those that sf knows. */
export async function chooseOrg(named: Target, { pick }: Pick<Stage, 'pick'>): Promise<Target> {
  if (named.kind !== 'local' || pick === undefined) return named;
  const orgs = await knownOrgs();
  const widest = Math.max(0, ...orgs.map(({ name }) => name.length));
  const chosen = answered(
    await pick({
      question: 'Which Salesforce org shall get the usage figures?',
      choices: [
        { value: 'local', label: 'the local org', hint: 'embedded, to try it without Salesforce' },
        ...orgs.map(({ name, kind, username }) => ({
          value: `org ${name}`,
          label: `${name.padEnd(widest)}  ${kind}`,
          hint: username,
        })),
      ],
      first: 'local',
    }),
  );
  return chosen === 'local' ? named : { kind: 'alias', alias: chosen.slice('org '.length) };
}

/** Who sets up and grants: the one who was named, or one of those that sf knows in the same org; none for the user itself. */
export async function chooseAdmin(
  target: Target,
  given: string | undefined,
  { pick }: Pick<Stage, 'pick'>,
): Promise<string | undefined> {
  if (given !== undefined || target.kind !== 'alias' || pick === undefined) return given;
  const orgs = await knownOrgs();
  const own = orgs.find(({ name, username }) => name === target.alias || username === target.alias);
  const others = orgs.filter((one) => one.instanceUrl === own?.instanceUrl && one.username !== own.username);
  if (others.length === 0) return undefined;
  const chosen = answered(
    await pick({
      question: 'Who sets up there, and grants access?',
      choices: [
        { value: 'same', label: target.alias, hint: 'who has to be an admin then' },
        ...others.map(({ name, username }) => ({ value: `org ${name}`, label: name, hint: username })),
      ],
      first: 'same',
    }),
  );
  return chosen === 'same' ? undefined : chosen.slice('org '.length);
}

interface ChosenSource {
  /** As the file has it: relative to its folder where it lies below that. */
  readonly form: ConfigChoices['source'];
  readonly source: Settings['source'];
}

/** Where the Heap data lies; the sample's stands in for data that is not at hand yet. */
export async function chooseSource(
  given: string | undefined,
  folder: string,
  { type, ...store }: Pick<Stage, 'type'> & Pick<Settings, 's3Endpoint'>,
): Promise<ChosenSource> {
  const place =
    given ??
    (type === undefined
      ? 'sample'
      : answered(
          await type({
            question: 'Where is the Heap data? (s3://bucket, a folder, or sample)',
            otherwise: 'sample',
            trouble: (answer) => troubleWith(answer.trim(), folder),
          }),
        ).trim());
  const trouble = troubleWith(place, folder);
  if (trouble !== undefined) {
    throw new Mistake({
      trouble: 'source',
      message: `${trouble}.`,
      actions: ['Name a folder or s3://bucket/prefix: --source PLACE', 'Or begin with made-up data: --source sample'],
      facts: { source: place },
    });
  }
  const form = formOf(place, folder);
  return { form, source: readSource(form, folder, store) };
}

function formOf(place: string, folder: string): ConfigChoices['source'] {
  if (s3Place.test(place)) return { connect: place };
  const absolute = place === 'sample' ? join(packageFolder, 'config', 'sample', 'export') : resolve(folder, place);
  const shown = shownFrom(folder, absolute);
  return existsSync(join(absolute, 'manifests')) ? { connect: shown } : { files: shown };
}

function troubleWith(place: string, folder: string): string | undefined {
  if (place === 'sample' || s3Place.test(place)) return undefined;
  if (/^[a-z]+:\/\//i.test(place)) return `"${place}" is neither s3://bucket/prefix nor a folder`;
  return existsSync(resolve(folder, place)) ? undefined : `There is no folder ${resolve(folder, place)}`;
}

function shownFrom(folder: string, absolute: string): string {
  const path = relative(folder, absolute);
  if (path === '') return '.';
  return path.startsWith('..') || isAbsolute(path) ? absolute : path.replaceAll(sep, '/');
}

/** An answer; whoever gives none ends the command, and nothing is written. */
export function answered<T>(answer: T | undefined): T {
  if (answer !== undefined) return answer;
  throw new Mistake({
    trouble: 'misuse',
    message: 'Nothing was written: the questions were not answered to the end.',
    actions: ['Begin again: heap-sf init', 'Or take what is proposed: heap-sf init --yes'],
  });
}
