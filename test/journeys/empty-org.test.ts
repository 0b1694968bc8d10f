import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { localOrgFolder } from '../../src/context/local-org.ts';
import { startLocalOrg } from '../../src/local-org/index.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { openTerminal } from '../support/heap-sf.ts';

test('a push to an org without contacts and accounts is not green, and says where to look', async () => {
  const terminal = await openTerminal();
  const local = await startLocalOrg({ folder: localOrgFolder(terminal.state), clock: systemClock });
  try {
    for (const line of ['setup', 'metrics apply']) expect((await terminal.run(line)).code).toBe(0);
    const { code, stdout } = await terminal.run('usage push --as-of 2026-06-30');
    expect(code).toBe(1);
    expect(stdout).toMatch(/no Heap user matches/i);
    const { result } = (await terminal.run('usage push --as-of 2026-06-30 --json')).json<PushReport>();
    expect(result).toMatchObject({ status: 'failed', toSend: 0, matching: { contacts: 0, accounts: 0, matched: 0 } });
  } finally {
    await local.close();
    await terminal.remove();
  }
});
