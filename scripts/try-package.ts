// Packs the package as it would be published, and installs it as two users would: by npm into an empty folder, and into sf,
// each in a home of its own. Runs the main job with what was installed. Asks the registry for some hundred packages, so it
// is run before a release and not with the tests.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'try-package-'));
const user = join(folder, 'user');
const home = join(folder, 'home');
for (const one of [user, home]) mkdirSync(one);

const env = {
  ...process.env,
  PATH: [join(user, 'node_modules/.bin'), join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
};
const sfHome = {
  ...env,
  HOME: home,
  USERPROFILE: home,
  XDG_DATA_HOME: join(home, 'data'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_CACHE_HOME: join(home, 'cache'),
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
};

try {
  run(`npm pack --pack-destination "${folder}"`, { cwd: root });
  const { version } = (await import('../package.json', { with: { type: 'json' } })).default;
  const tarball = join(folder, `heap-salesforce-${version}.tgz`);
  run(`npm install "${tarball}"`, { cwd: user });
  for (const line of ['--version', 'init --yes', 'setup', 'metrics apply', 'usage push', 'doctor']) {
    run(`heap-sf ${line}`, { cwd: user });
  }
  const address = `file:${tarball}`;
  // Nobody is there to say yes to a plugin that Salesforce has not signed.
  run(`sf plugins trust allowlist add --name "${address}"`, { cwd: user, env: sfHome });
  run(`sf plugins install "${address}"`, { cwd: user, env: sfHome });
  for (const line of ['plugins inspect heap-salesforce', 'heap --help', 'heap metrics plan', 'heap doctor']) {
    run(`sf ${line}`, { cwd: user, env: sfHome });
  }
  run('sf plugins uninstall heap-salesforce', { cwd: user, env: sfHome });
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function run(line: string, { cwd, env: variables = env }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }) {
  process.stdout.write(`\n> ${line}\n`);
  const { status } = spawnSync(line, { cwd, env: variables, shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`"${line}" ended with ${status}.`);
}
