import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cellWidth } from '../../src/frontends/cell-width.ts';
import { runSample, runSampleProcess } from './run-sample.ts';

function line(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

describe('a command', () => {
  test('prints its data as text, its warnings apart, and ends with 0', async () => {
    const { code, stdout, stderr } = await runSample(line('metrics plan --dry-run -n 3'));
    expect(stdout).toMatch(/^Metric +Limit\nSessions Past 7 Days +3\n/);
    expect(stderr).toBe('Warning: Nothing was changed: this was a dry run.\n');
    expect(code).toBe(0);
  });

  test('prints its data as JSON when asked, and nothing else', async () => {
    const given = 'metrics plan --json --as-of 2026-06-30 --only a --only b --level account --target-org mine';
    const { code, stdout, stderr } = await runSample(line(given), { env: { HEAP_SF_STAT: 'x' } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 0,
      result: {
        dryRun: false,
        asOf: '2026-06-30',
        limit: 10,
        level: 'account',
        only: ['a', 'b'],
        target: { kind: 'alias', alias: 'mine' },
      },
      warnings: ['The environment variable HEAP_SF_STAT is not known; did you mean HEAP_SF_STATE?'],
    });
  });

  test('takes shared options before its words too', async () => {
    const { code, stdout } = await runSample(line('--json -o mine metrics plan'));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).result.target).toEqual({ kind: 'alias', alias: 'mine' });
  });

  test('that went half well says so with its exit code', async () => {
    const { code, stdout } = await runSample(line('runs show half --json'));
    expect(code).toBe(68);
    expect(JSON.parse(stdout)).toEqual({
      status: 68,
      result: { run: 'half', big: '12345678901234567890', day: '2026-06-30T07:00:00.000Z' },
      warnings: [],
    });
  });

  test('takes an option of digits as the text it is', async () => {
    expect((await runSample(line('runs show 00123456789012345678901'))).stdout).toBe('00123456789012345678901\n');
  });

  test('without a configuration says how to make one', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'heap-nowhere-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const { code, stderr } = await runSample(line('metrics plan'), { cwd });
    expect(code).toBe(10);
    expect(stderr).toMatch(
      /^Error: No heap\.config\.yaml in .*\n\nTry this:\n {2}- Make one, .*heap-sf init\n {2}- Or copy the example .*cp "/,
    );
  });
});

describe('an error', () => {
  test('that we can name shows its words and what to do, no stack', async () => {
    const { code, stdout, stderr } = await runSample(line('runs show mistake'));
    expect({ code, stdout, stderr }).toEqual({
      code: 11,
      stdout: '',
      stderr: 'Error: No run "mistake".\n\nTry this:\n  - heap-sf runs list\n',
    });
  });

  test('that the org gave keeps its code and fields in JSON', async () => {
    const { code, stdout } = await runSample(line('runs show refusal --json'));
    expect(code).toBe(16);
    expect(JSON.parse(stdout)).toEqual({
      status: 16,
      name: 'Refusal',
      trouble: 'permission',
      message: 'May not.',
      exitCode: 16,
      actions: [],
      context: 'RunsShow',
      commandName: 'RunsShow',
      code: 'INSUFFICIENT_ACCESS',
      fields: ['Email'],
      data: {},
      warnings: [],
    });
  });

  test('that is a bug shows its stack, and no session id in it', async () => {
    const { code, stderr } = await runSample(line('runs show bug'));
    expect(code).toBe(1);
    expect(stderr).toContain('This is a bug in heap-salesforce.');
    expect(stderr).toContain('sample-commands.ts');
    expect(stderr).not.toContain('AQEAQN');
  });
});

describe('a line that cannot be understood ends with 2 and the nearest', () => {
  test.each([
    ['metrics plann', 'There is no command "metrics plann".', 'Did you mean metrics plan?'],
    ['metric plan', 'There is no command "metric".', 'Did you mean metrics?'],
    ['zzz', 'There is no command "zzz".', 'Commands here: metrics, runs, log, drop, serve, wait'],
    ['metrics plan --dryrun', 'metrics plan has no option --dryrun.', 'Did you mean --dry-run?'],
    ['metrics plan -z', 'metrics plan has no option -z.', ''],
    ['metrics plan --no-dry-run', 'metrics plan has no option --no-dry-run.', 'Did you mean --dry-run?'],
    ['metrics plan --version', 'metrics plan has no option --version.', ''],
    ['metrics plan more', 'metrics plan does not know what to do with "more".', 'heap-sf metrics plan --help'],
    ['metrics plan --limit ten', '--limit is "ten"; it must be a whole number from 1 to 100.', ''],
    ['metrics plan --limit 0', '--limit is "0"; it must be a whole number from 1 to 100.', ''],
    ['metrics plan --limit=-1', '--limit is "-1"; it must be a whole number from 1 to 100.', ''],
    ['metrics plan --level acount', '--level is "acount"; it can be account, contact. Did you mean account?', ''],
    ['metrics plan --as-of 1 --as-of 2', '--as-of is given 2 times; once is enough.', ''],
    ['metrics plan --as-of=', '--as-of needs a value.', ''],
    ['metrics plan --as-of', 'Not enough arguments following: as-of', ''],
    ['runs show', '<run> is missing. Its id, or "latest"', 'heap-sf runs show --help'],
    ['--json', 'Name a command before its options: metrics, runs, log, drop, serve, wait.', ''],
  ])('%s', async (given, message, action) => {
    const { code, stdout, stderr } = await runSample(line(given));
    expect(code).toBe(2);
    const shown = given.includes('--json') ? stdout : stderr;
    expect(shown).toContain(message);
    expect(shown).toContain(action);
  });

  test('as JSON when asked', async () => {
    const { code, stdout } = await runSample(line('metrics plan --dryrun --json'));
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ status: 2, name: 'Mistake', trouble: 'misuse' });
  });
});

describe('help', () => {
  test.each([
    [],
    ['--help'],
    ['metrics'],
    ['metrics', '--help'],
    ['metrics', 'plan', '--help'],
    ['runs', 'show', '-h'],
  ])('fits 80 columns: %s %s %s', async (...args) => {
    const { code, stdout } = await runSample(args.filter((word) => word !== undefined));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^heap-sf /);
    for (const text of stdout.split('\n')) expect(cellWidth(text)).toBeLessThanOrEqual(80);
  });

  test('of a command tells its options with their facts, the shared ones, and its examples', async () => {
    const { stdout } = await runSample(line('metrics plan --help'));
    expect(stdout).toContain('Compare the metrics with the org\n\nSays which fields are missing');
    expect(stdout).toMatch(/-n, --limit +How many to show \(default 10\)/);
    expect(stdout).toMatch(/--level +Only this level \(one of account, contact\)/);
    expect(stdout).toMatch(/--only +Only this metric \(may be repeated\)/);
    expect(stdout).toMatch(/For every command:\n {2}-o, --target-org/);
    expect(stdout).toMatch(/Examples:\n {2}heap-sf metrics plan --as-of 2026-06-30 +As it stood/);
  });

  test('speaks English in every locale', async () => {
    const { stdout } = await runSampleProcess(['--help'], { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' } });
    expect(stdout).toContain('Commands:');
  });

  test('the version is that of the package', async () => {
    expect(await runSample(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });
});

describe('Ctrl-C', () => {
  test('is the proper end of a command that goes on until then', async () => {
    const answer = await runSampleProcess(['serve'], { interruptAt: 'http://127.0.0.1:1' });
    expect(answer).toEqual({ code: 0, stdout: 'http://127.0.0.1:1\nlet go\n', stderr: '' });
  });

  test('ends any other command with 130, after it has let go of what it held', async () => {
    const answer = await runSampleProcess(['wait'], { interruptAt: 'working' });
    expect(answer).toEqual({ code: 130, stdout: 'working\nlet go\n', stderr: 'Interrupted.\n' });
  });
});

test('a reader that goes away early is no error', async () => {
  const cli = fileURLToPath(new URL('./sample-cli.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, 'metrics', 'plan', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('log lines are JSON on standard error, from the level that the variable names', async () => {
  const { stderr } = await runSample(line('log'), { env: { HEAP_SF_LOG: 'info' } });
  const lines = stderr
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text));
  expect(lines).toMatchObject([
    { level: 'info', message: 'hello', token: 'Bearer [token]' },
    { level: 'warn', message: 'careful' },
  ]);
  expect((await runSample(line('log'))).stderr).toBe('');
});

test('a command takes all the words that are left, none of them too', async () => {
  expect((await runSample(['drop', 'one two', '3', '--json'])).stdout).toContain('"one two",\n      "3"');
  expect(JSON.parse((await runSample(['drop', '--json'])).stdout).result.thing).toEqual([]);
  expect((await runSample(['drop', '--help'])).stdout).toContain('drop [thing...]');
});

test('a person at a terminal is asked, and nothing but a yes is one', async () => {
  const answers = ['y\n', 'Yes\n', 'n\n', '\n', 'yellow\n', ''];
  const said: string[] = [];
  for (const types of answers) said.push((await runSample(['drop', 'it'], { types })).stdout);
  expect(said).toEqual(['it: yes\n', 'it: yes\n', 'it: no\n', 'it: no\n', 'it: no\n', 'it: no\n']);
  expect((await runSample(['drop'], { types: 'n\n' })).stderr).toMatch(
    /This is about to go\..*\n[\s\S]*Drop it\?.* \[y\/N\]/,
  );
});

test('where nobody sits at a terminal, or JSON is wanted, nobody is asked', async () => {
  expect((await runSample(['drop', 'it'])).stdout).toBe('it: nobody to ask\n');
  expect((await runSample(['drop', 'it', '--json'], { types: 'y\n' })).stdout).toContain('nobody to ask');
});
