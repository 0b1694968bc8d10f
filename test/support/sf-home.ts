import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url));

export interface SfHome {
  readonly folder: string;
  /** The environment in which nothing of the person at the machine is seen or touched. */
  readonly env: NodeJS.ProcessEnv;
  remove(): Promise<void>;
}

export interface SfAnswer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed. */
  json(): SfJson;
}

interface SfJson {
  readonly status: number;
  readonly result: unknown;
  readonly message?: string;
  readonly name?: string;
  readonly warnings?: readonly string[];
}

/** A home of its own for `sf`: its logins, aliases, plugins and caches, in an empty folder. */
export async function makeSfHome(): Promise<SfHome> {
  const folder = await mkdtemp(join(tmpdir(), 'sf-home-'));
  await mkdir(join(folder, 'work'));
  // NODE_ENV=test, which the test runner sets, would have sf look for its own developers' plugins.
  // With CI set its tables have no lines, which is not what a person sees.
  const ours = /^(?:(?:SF|SFDX|FORCE|XDG|VITEST|OCLIF)(?:_|$)|HTTPS?_PROXY$|NODE_ENV$|TEST$|CI$)/i;
  const outside = Object.entries(process.env).filter(([name]) => !ours.test(name));
  const env = {
    ...Object.fromEntries(outside),
    HOME: folder,
    USERPROFILE: folder,
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    PATH: [bin, process.env['PATH']].join(delimiter),
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_DISABLE_LOG_FILE: 'true',
    SF_HIDE_RELEASE_NOTES: 'true',
    NO_PROXY: 'localhost,127.0.0.1',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  };
  return { folder, env, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

export interface RunSfOptions {
  readonly home: SfHome;
  /** Where to run; an empty folder of the home unless set. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the pinned, unmodified `sf`. */
export async function runSf(args: readonly string[], options: RunSfOptions): Promise<SfAnswer> {
  const { home, cwd = join(home.folder, 'work') } = options;
  const child = spawn(join(bin, 'sf'), args, { cwd, env: { ...home.env, ...options.env } });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(options.input ?? '');
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const stdout = Buffer.concat(out).toString();
  const stderr = Buffer.concat(err).toString();
  return {
    exitCode,
    stdout,
    stderr,
    json() {
      try {
        return JSON.parse(stdout) as SfJson;
      } catch {
        throw new Error(`sf ${args.join(' ')} printed no JSON (exit code ${exitCode}):\n${stdout}\n${stderr}`);
      }
    },
  };
}
