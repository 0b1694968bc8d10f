import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/index.ts';
import { readReleasedPackage } from '../../src/setup/released-package.ts';
import { outputOf, type ProgramEnd, runLine } from '../support/program.ts';
import { projectFolder } from '../support/project.ts';
import { makeSfHome, type SfHome } from '../support/sf-home.ts';

let home: SfHome;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  home = await makeSfHome();
  env = { ...home.env, HEAP_SF_STATE: join(home.folder, 'state') };
  if (!isBuilt()) await outputOf('npm run -s build', { env });
  await outputOf('sf plugins link . --no-install', { env });
});
afterAll(() => home.remove());

/** Whether dist holds every file of src, and none that is older than its source. */
function isBuilt(): boolean {
  return globSync('**/*.ts', { cwd: join(projectFolder, 'src') }).every((file) => {
    const built = join(projectFolder, 'dist', file.replace(/\.ts$/, '.js'));
    return existsSync(built) && statSync(built).mtimeMs >= statSync(join(projectFolder, 'src', file)).mtimeMs;
  });
}

interface Both {
  readonly ours: ProgramEnd;
  readonly plugin: ProgramEnd;
}

/** The same words through both front ends, one after the other: they share a state folder. */
async function both(words: string): Promise<Both> {
  const ours = await runLine(`node src/cli.ts ${words}`, { env });
  const plugin = await runLine(`sf heap ${words}`, { env });
  return { ours, plugin };
}

/**
 * What was printed, without the moment up to which runs are old and the one that credits are told of: the second of two
 * commands is some seconds later.
 */
function withoutMoments(stdout: string): Record<string, unknown> {
  const isMoment = (key: string, value: unknown) => key === 'before' || (key === 'at' && typeof value === 'string');
  return JSON.parse(stdout, (key, value: unknown) => (isMoment(key, value) ? undefined : value)) as Record<
    string,
    unknown
  >;
}

/** Both print the same JSON and end alike; what they print is handed back. */
async function sameJson(words: string, exitCode: number): Promise<Record<string, unknown>> {
  const { ours, plugin } = await both(`${words} --json`);
  expect([ours.exitCode, plugin.exitCode], `${ours.stderr}\n${plugin.stderr}`).toEqual([exitCode, exitCode]);
  const printed = withoutMoments(ours.stdout);
  expect(withoutMoments(plugin.stdout)).toEqual(printed);
  return printed;
}

test('before set-up both say what is missing, in the same words and with the same exit code', async () => {
  const { ours, plugin } = await both('metrics plan');
  expect(ours.exitCode).toBeGreaterThan(2);
  expect(plugin.exitCode).toBe(ours.exitCode);
  expect(ours.stderr).toContain('heap-sf setup');
  expect(plugin.stderr).toContain(ours.stderr.trim());
});

test('sf heap metrics plan gives the same data as heap-sf metrics plan', async () => {
  await outputOf('sf heap setup', { env });
  const { status, result } = await sameJson('metrics plan', 0);
  expect(status).toBe(0);
  const { create, grant } = result as { create: readonly unknown[]; grant: readonly unknown[] };
  expect([create.length, grant.length]).toEqual([20, 40]);
});

test('sf heap runs list shows the runs of both', async () => {
  await outputOf('node src/cli.ts metrics apply', { env });
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
