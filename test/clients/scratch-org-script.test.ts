import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramEnd, runLine } from '../support/program.ts';
import { type Desk, openDesk, patience } from './sf-desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk({ org: { kind: 'production' } });
}, patience);
afterAll(() => desk.close());

const script = (words: string): Promise<ProgramEnd> =>
  runLine(`"${process.execPath}" scripts/scratch-org.ts ${words}`, {
    env: { ...desk.home.env, HEAP_SF_STATE: join(desk.home.folder, 'state') },
  });
const scratchOrgs = () => desk.org.orgs.list().filter(({ kind }) => kind === 'scratch');

/** One of each family of beliefs: all of them take a minute, and are asked of a local org by name every time anyway. */
const subjects =
  'auth,session,access.,field-access.,fields-types,metadata.,upsert,bulk-ingest,bulk-query,composite.,query.';

describe('scripts/scratch-org.ts on a local Dev Hub', { timeout: patience }, () => {
  it('leads a scratch org through its whole life', async () => {
    const { exitCode, stdout, stderr } = await script(
      `--hub local --definition config/enterprise-scratch-def.json --contract ${subjects}`,
    );
    expect(exitCode, stderr).toBe(0);
    const done = [...stdout.matchAll(/^(\w+): .* \(\d+\.\d s\)$/gm)].map(([, step]) => step);
    expect(done).toEqual(['create', 'deploy', 'assign', 'load', 'push', 'pull', 'contract', 'open', 'delete']);
    expect(stdout).toContain('load: 300 of Account, 3000 of Contact');
    expect(stdout).toMatch(/Push done: 2,700 of 2,700 changed rows accepted/);
    expect(stdout).toMatch(/^contract: \d{2,} passed, 0 failed, \d+ for a local org only/m);
    expect(stdout).not.toMatch(/otp=/);
    expect(scratchOrgs()).toEqual([]);
  });

  it('keeps the org of a step that failed, says so, and tells what it was not told right', async () => {
    desk.org.control.addFault({
      kind: 'answer',
      status: 403,
      code: 'INSUFFICIENT_ACCESS',
      path: '*/ActiveScratchOrg/*',
    });
    const steps = 'deploy,assign,load,push,pull,open';
    const kept = await script(`--hub local --alias kept --without ${steps}`);
    desk.org.control.clearFaults();
    expect([kept.exitCode, kept.stdout, kept.stderr]).toEqual([
      1,
      expect.stringContaining('The scratch org is kept as kept: sf org delete scratch --target-org kept'),
      expect.stringContaining('sf org delete scratch'),
    ]);
    expect(scratchOrgs()).toHaveLength(1);
    const odd = await script('--without cook');
    expect([odd.exitCode, odd.stderr]).toEqual([1, expect.stringContaining('There is no step cook')]);
    const stranger = await script(`--hub local --alias other --without ${steps} --contract weather`);
    expect([stranger.exitCode, stranger.stderr]).toEqual([1, expect.stringContaining('has no subject "weather"')]);
  });
});
