import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Option } from '../../src/commands/command-options.ts';
import { COMMANDS } from '../../src/commands/index.ts';
import { SHARED_OPTIONS } from '../../src/commands/shared-options.ts';
import { sfWords } from '../../src/frontends/program-words.ts';
import { readReleasedPackage } from '../../src/setup/released-package.ts';
import { layPackage, packProject } from '../support/packed.ts';
import { outputOf, type Program, type ProgramEnd, runLine, startProgram } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
/** The plugin as it is published, and laid down by an install. */
let installed: string;
let org: Program | undefined;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await makeSfHome();
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  installed = await layPackage(await packProject(home.folder), join(home.folder, 'installed'));
  await outputOf(`sf plugins link "${installed}" --no-install`, { env });
  // Kept for all of them: each command would start one of its own.
  org = startProgram(`${heapSf()} org start --port 0`, { env });
  await org.says('http://');
});
afterAll(async () => {
  org?.interrupt();
  await org?.ended;
  await home.remove();
});

/** The installed program, as a shell starts it. */
function heapSf(): string {
  return `node "${join(installed, 'dist/cli.js')}"`;
}

interface Both {
  readonly ours: ProgramEnd;
  readonly plugin: ProgramEnd;
}

/** The same words through both front ends, one after the other: they share a state folder. */
async function both(words: string): Promise<Both> {
  const ours = await runLine(`${heapSf()} ${words}`, { env });
  const plugin = await runLine(`sf heap ${words}`, { env });
  return { ours, plugin };
}

/**
 * What was printed, without the moment up to which runs are old and the one that credits are told of: the second of two
 * commands is some seconds later.
 */
function withoutMoments(stdout: string): Record<string, unknown> {
  const isMoment = (key: string, value: unknown) => key === 'before' || (key === 'at' && typeof value === 'string');
  // What the doctor says of the clock, of requests that are left, and of how long ago something was.
  const moving = /^[\d,]+ (?=of [\d,]+ left)|^\d+ (?=s apart$)|just now|\d+ (?:minute|hour|day)s? ago/g;
  return JSON.parse(stdout, (key, value: unknown) => {
    if (isMoment(key, value)) return undefined;
    return key === 'says' && typeof value === 'string' ? value.replace(moving, '') : value;
  }) as Record<string, unknown>;
}

/** As the plugin names commands; data of a result has them as they are written. */
const inSf = sfWords(COMMANDS);

/** Both print the same JSON and end alike; what they print is handed back. */
async function sameJson(words: string, exitCode: number): Promise<Record<string, unknown>> {
  const { ours, plugin } = await both(`${words} --json`);
  expect([ours.exitCode, plugin.exitCode], `${ours.stderr}\n${plugin.stderr}`).toEqual([exitCode, exitCode]);
  const printed = withoutMoments(inSf(ours.stdout));
  expect(withoutMoments(inSf(plugin.stdout))).toEqual(printed);
  return printed;
}

interface ManifestFlag {
  readonly type: 'boolean' | 'option';
  readonly char?: string;
  readonly default?: string;
  readonly options?: readonly string[];
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly helpGroup?: string;
}

interface ManifestCommand {
  readonly summary: string;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
  readonly args: Readonly<Record<string, { readonly required?: boolean; readonly multiple?: boolean }>>;
}

async function readManifest(): Promise<Readonly<Record<string, ManifestCommand>>> {
  return JSON.parse(await readFile(join(installed, 'oclif.manifest.json'), 'utf8')).commands;
}

test('the manifest that sf reads has just the commands of the table, under topics that are described', async () => {
  const commands = await readManifest();
  expect(Object.keys(commands).sort()).toEqual(COMMANDS.map(({ words }) => ['heap', ...words].join(':')).sort());
  const { oclif } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  const above = Object.keys(commands).map((id) => id.split(':').slice(0, -1).join(':'));
  expect(Object.keys(oclif.topics).sort()).toEqual([...new Set(above)].sort());
});

test.each(COMMANDS.map((command) => [command.words.join(' '), command] as const))(
  'sf knows the words, flags, defaults and choices of %s as heap-sf does',
  async (_name, command) => {
    const listed = (await readManifest())[['heap', ...command.words].join(':')]!;
    const { 'flags-dir': flagsDir, ...flags } = listed.flags;
    expect(flagsDir).toMatchObject({ helpGroup: 'GLOBAL' });
    const asTable = Object.entries(flags).map(([name, flag]) => [
      name,
      {
        isSwitch: flag.type === 'boolean',
        many: flag.multiple ?? false,
        short: flag.char,
        fallback: flag.default,
        choices: flag.options,
        required: flag.required ?? false,
      },
    ]);
    expect(Object.fromEntries(asTable)).toEqual(
      Object.fromEntries(
        Object.entries<Option>({ ...command.options, ...SHARED_OPTIONS }).map(([name, option]) => [
          name,
          {
            isSwitch: option.type === 'boolean',
            many: option.type === 'strings',
            short: option.short,
            fallback: 'default' in option && option.default !== undefined ? String(option.default) : undefined,
            choices: 'choices' in option ? option.choices : undefined,
            required: 'required' in option && option.required === true,
          },
        ]),
      ),
    );
    expect(
      Object.entries(listed.args).map(([name, { required, multiple }]) => [name, required, multiple ?? false]),
    ).toEqual(
      Object.entries(command.positionals).map(([name, { required, many }]) => [name, required ?? false, many ?? false]),
    );
    expect(listed.summary.replace(/\.$/, '')).toBe(command.summary.replace(/\.$/, ''));
  },
);

test('the completion of sf knows our commands and their flags', async () => {
  await outputOf('sf autocomplete --refresh-cache', { env });
  const [file] = globSync('**/autocomplete/functions/bash/sf.bash', { cwd: join(home.folder, 'cache') });
  const lines = (await readFile(join(home.folder, 'cache', file ?? ''), 'utf8')).split('\n');
  for (const { words, options } of COMMANDS) {
    const line = lines.find((one) => one.startsWith(`${['heap', ...words].join(':')} `)) ?? '';
    expect(line.split(' '), words.join(' ')).toEqual(
      expect.arrayContaining([...Object.keys(options), 'target-org', 'json', 'flags-dir'].map((name) => `--${name}`)),
    );
  }
});

test('before set-up both say what is missing, in the same words and with the same exit code', async () => {
  const { ours, plugin } = await both('metrics plan');
  expect(ours.exitCode).toBeGreaterThan(2);
  expect(plugin.exitCode).toBe(ours.exitCode);
  expect(ours.stderr).toContain('heap-sf setup');
  expect(plugin.stderr).toContain(inSf(ours.stderr).trim());
});

test('sf heap metrics plan gives the same data as heap-sf metrics plan', async () => {
  await outputOf('sf heap setup', { env });
  const { status, result } = await sameJson('metrics plan', 0);
  expect(status).toBe(0);
  const { create, grant } = result as { create: readonly unknown[]; grant: readonly unknown[] };
  expect([create.length, grant.length]).toEqual([20, 40]);
});

test('sf heap runs list shows the runs of both', async () => {
  await outputOf(`${heapSf()} metrics apply`, { env });
  const { result } = await sameJson('runs list', 0);
  expect((result as readonly { kind: string }[]).map(({ kind }) => kind)).toEqual(['apply', 'setup']);
});

test('a mistake has the same exit code and the same facts through both', async () => {
  expect(await sameJson('usage push --as-of yesterday', 2)).toMatchObject({ status: 2, trouble: 'misuse' });
  expect(await sameJson('metrics plan --target-org nobody', 11)).toMatchObject({ status: 11, name: 'Mistake' });
});

/** Every command that changes nothing, or the form of it that does not, with the exit code that it ends with here. */
const READING: readonly (readonly [words: string, exitCode: number])[] = [
  ['package links', (await readReleasedPackage(projectFolder)) === undefined ? 1 : 0],
  ['metrics list', 0],
  ['metrics preview --as-of 2026-06-30', 0],
  ['metrics plan', 0],
  ['metrics retire --dry-run', 0],
  ['metrics rename Nope Other', 11],
  ['usage push --dry-run --as-of 2026-06-30', 0],
  ['usage unmatched', 0],
  ['usage duplicates', 0],
  ['usage history', 2],
  ['usage history --account nope', 11],
  ['usage rejected', 0],
  ['usage retry', 2],
  ['runs list --kind push --limit 1', 0],
  ['runs show latest', 0],
  ['runs show nope', 11],
  ['runs prune --older-than 90d', 0],
  ['runs prune --older-than soon', 2],
  ['org info', 0],
  ['org list', 0],
  ['join check', 0],
  ['fields list', 0],
  ['fields show', 0],
  ['fields pull --dry-run', 0],
  ['credits', 0],
  ['local-heap info', 0],
  ['doctor', 0],
  ['schedule show', 0],
  ['schedule health', 1],
  ['runs watch --until-done', 0],
  ['alerts test', 10],
];

/** Commands that only change things: other tests start them, by one front end at a time. */
const CHANGING = [
  'init',
  'org start',
  'org reset',
  'org snapshot',
  'org restore',
  'org drop-snapshot',
  'setup',
  'metrics apply',
  'usage reconcile',
  'fields select',
  'fields drop',
  'local-heap start',
  'local-heap export',
  'local-heap reset',
  'schedule run',
  'schedule due',
  'schedule export',
];

test('no command is left out of the comparison of both front ends', () => {
  const named = COMMANDS.map(({ words }) => words.join(' '));
  const compared = named.filter((name) => READING.some(([words]) => words.startsWith(name)));
  expect([...compared, ...CHANGING].sort()).toEqual([...named].sort());
});

test('a push through the plugin ends like one of heap-sf, with what became of each row', async () => {
  const { exitCode, stdout } = await runLine('sf heap usage push --as-of 2026-06-30 --json', { env });
  expect(exitCode).toBe(0);
  const { counts } = (JSON.parse(stdout) as { result: { counts: Record<string, number> } }).result;
  expect(counts['accepted']).toBe(counts['input']);
});

test.each(READING)('sf heap %s gives the same data as heap-sf, and ends with %i', async (words, exitCode) => {
  const printed = await sameJson(words, exitCode);
  expect(printed).toMatchObject({ status: exitCode, warnings: [] });
});
