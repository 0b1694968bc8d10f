import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { localOrgFolder } from '../../src/context/local-org.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import { type LocalOrg, type StartOptions, startLocalOrg } from '../../src/local-org/index.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { openSmallGround, type SmallGround } from '../support/small-ground.ts';

const environments = `environments:
  live: { org: local, heap: { appId: 42, environment: production } }
  trial: { org: local, heap: { appId: 43, environment: development } }
  here: { org: local, heap: local }
`;

describe('an org goes with the Heap that its Organization record asks for', () => {
  let terminal: Terminal;
  let org: LocalOrg;
  afterEach(async () => {
    await org.close();
    await terminal.remove();
  });

  test.each([
    { kind: 'production', live: 'goes', trial: 'crosses', said: 'a production org' },
    { kind: 'sandbox', live: 'crosses', trial: 'goes', said: 'a sandbox' },
    { kind: 'scratch', live: 'crosses', trial: 'goes', said: 'a scratch org' },
    { kind: 'developer', live: 'crosses', trial: 'goes', said: 'a Developer Edition org' },
  ] as const)('$kind: with production it $live, with development it $trial', async ({ kind, live, trial, said }) => {
    ({ terminal, org } = await desk({ kind }));
    for (const line of ['setup', 'metrics apply']) expect((await terminal.run(line, at(terminal))).code).toBe(0);
    const push = (environment: string) =>
      terminal.run(`usage push --dry-run --environment ${environment}`, at(terminal));
    for (const [name, fate] of [
      ['live', live],
      ['trial', trial],
      ['here', 'goes'],
    ] as const) {
      const { code, stderr } = await push(name);
      if (fate === 'goes') expect([name, code, stderr]).toEqual([name, 0, '']);
      else expect([name, code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([name, 10, expect.stringContaining(said)]);
    }
  });
});

describe('a push that crosses', () => {
  let ground: SmallGround;
  beforeAll(async () => {
    ground = await openSmallGround({ more: environments.trimEnd() });
    ground.make('Contact', { LastName: 'Ann', Email: 'ann@acme.example' });
    await ground.heap([{ user_id: 1, email: 'ann@acme.example' }], [{ user: 1, time: '2026-06-29T12:00:00Z' }]);
  });
  afterAll(() => ground.close());
  const asOf = '--as-of 2026-06-30';

  test('is refused before anything is read, with the way out', async () => {
    const before = ground.local.control.usedRequests();
    const { code, stderr, stdout } = await ground.run(`usage push ${asOf} --environment live`);
    expect([code, stdout]).toEqual([10, '']);
    const words = stderr.replaceAll(/\s+/g, ' ');
    expect(words).toContain(
      'heap-sync@heap.local is a Developer Edition org, which goes with a development environment',
    );
    expect(words).toContain('app 42 is a production one. Nothing was sent.');
    expect(words).toContain('--environment NAME');
    expect(words).toContain('--allow-cross-environment');
    expect(ground.local.control.usedRequests() - before).toBe(1);
  });

  test('goes through when it is meant, warns, and leaves its mark in the ledger', async () => {
    const answer = await ground.run(`usage push ${asOf} --environment live --allow-cross-environment --json`);
    const { result, warnings } = answer.json<PushReport>();
    expect([answer.code, result.counts.accepted]).toEqual([0, 1]);
    const crossing = { org: 'developer', heap: 'production', appId: '42' };
    expect(result.crossing).toEqual(crossing);
    expect(warnings).toEqual([expect.stringContaining('a Developer Edition org with the production environment 42')]);
    const shown = (await ground.run('runs show latest --json')).json<RunDetail>().result;
    expect(shown).toMatchObject({ id: result.runId, crossing });
    expect((await ground.run('runs show latest')).stdout).toMatch(
      /^Crossing +a Developer Edition org with the production environment 42 of Heap$/m,
    );
  });

  test('leaves no mark where the two go together, whatever is allowed', async () => {
    const line = `usage push ${asOf} --full --environment trial --allow-cross-environment`;
    const { code, stderr } = await ground.run(line);
    expect([code, stderr]).toEqual([0, '']);
    expect((await ground.run('runs show latest')).stdout).not.toContain('Crossing');
  });

  test('fields are made all the same, with a warning', async () => {
    const { code, stderr } = await ground.run('metrics apply --environment live');
    expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringContaining('Warning: This pairs')]);
  });
});

const seed = { Contact: [{ LastName: 'Ann', Email: 'ann@acme.example' }] };

const at = ({ state }: Terminal) => ({ cwd: join(state, 'desk') });

/** A new org of a kind, and a configuration that could push to it. */
async function desk(wanted: StartOptions): Promise<{ terminal: Terminal; org: LocalOrg }> {
  const terminal = await openTerminal();
  const { cwd } = at(terminal);
  await mkdir(join(cwd, 'export'), { recursive: true });
  await writeFile(join(cwd, 'export', 'users.ndjson'), '{"user_id":1,"email":"ann@acme.example"}\n');
  await writeFile(
    join(cwd, 'export', 'sessions.ndjson'),
    '{"user_id":1,"session_id":1,"time":"2026-06-29T12:00:00Z"}\n',
  );
  const metric = '  - { name: Sessions, level: contact, event: session, measure: count, lookback: 7d }\n';
  await writeFile(join(cwd, 'heap.config.yaml'), `source: { files: export }\n${environments}metrics:\n${metric}`);
  const org = await startLocalOrg({ folder: localOrgFolder(terminal.state), seed, ...wanted });
  return { terminal, org };
}
