import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flagsOf } from '../../src/commands/schedule-ground.ts';
import { loadSettings, type SettingsFlags } from '../../src/config/load-settings.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handed-'));
  file = join(folder, 'heap.config.yaml');
  // Of an org that two environments name, no one would know which Heap goes with it.
  const uat = 'org: acme, heap: { appId: 1234567890, environment: development }';
  const live = 'org: acme, heap: { appId: 2345678901, environment: production }';
  await writeFile(
    file,
    `source: { files: export }\npull: { contact: [Title] }\nenvironments: { uat: { ${uat} }, live: { ${live} } }\n`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** What a run is told that a schedule starts. */
function handed(flags: SettingsFlags, env: Readonly<Record<string, string>>): readonly string[] {
  const [, configFile, ...others] = flagsOf(loadSettings({ cwd: folder, env, flags }));
  expect(configFile).toBe(file);
  return others;
}

const SF = { defaultOrg: 'acme' };

test.each<[what: string, flags: SettingsFlags, env: Readonly<Record<string, string>>, expected: readonly string[]]>([
  ['nothing, where nothing is said', {}, {}, []],
  ['the org that sf works on', SF, {}, ['--target-org', 'acme']],
  ['the org that the line names', { ...SF, targetOrg: 'uat' }, {}, ['--target-org', 'uat']],
  ['the environment that the line names', { ...SF, environment: 'live' }, {}, ['--environment', 'live']],
  ['nothing of sf, where a variable names the environment', SF, { HEAP_SF_ENVIRONMENT: 'live' }, []],
  ['nothing of sf, where a variable names the org', SF, { HEAP_SF_TARGET_ORG: 'acme' }, []],
])('a run that is started by a schedule is told %s', (_, flags, env, expected) => {
  expect(handed(flags, env)).toEqual(expected);
});
