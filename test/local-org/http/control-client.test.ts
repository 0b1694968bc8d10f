import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlOver } from '../../../src/local-org/control-client.ts';
import { startLocalOrg } from '../../../src/local-org/index.ts';
import { caller, soql } from './caller.ts';

test('whoever owns the folder lists, keeps, puts back and resets the orgs of the server that runs there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'control-client-'));
  const server = await startLocalOrg({ folder });
  try {
    const control = controlOver(server.url, folder);
    server.orgs.create({ name: 'Q & A / test' });
    expect(await control.list()).toMatchObject([
      { organizationId: server.organizationId, name: 'Heap Local Org', snapshots: [] },
      { name: 'Q & A / test', usernames: ['admin@heap.local.qatest', 'heap-sync@heap.local.qatest'] },
    ]);
    const call = caller(server);
    const count = async () => (await call('GET', soql('SELECT COUNT() FROM Account'))).json.totalSize;
    await call('POST', 'sobjects/Account', { Name: 'One' });
    await control.snapshot('first', 'one');
    await call('POST', 'sobjects/Account', { Name: 'Two' });
    await control.restore('heap local org', 'one');
    expect(await count()).toBe(1);
    await control.reset('first');
    expect(await count()).toBe(0);
    await expect(control.restore('first', 'two')).rejects.toMatchObject({
      trouble: 'unknown-name',
      message: 'The org has no snapshot two.',
      actions: ['Name one of: one.'],
    });
    await expect(control.snapshot('nowhere', 'x')).rejects.toThrow(/no org "nowhere"/);
    await expect(control.snapshot('first', 'a b')).rejects.toMatchObject({ trouble: 'definition' });
    await control.dropSnapshot('first', 'one');
    await expect(control.dropSnapshot('first', 'one')).rejects.toMatchObject({ trouble: 'unknown-name' });
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
