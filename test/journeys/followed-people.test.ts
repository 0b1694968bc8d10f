import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PushReport } from '../../src/push/push-report.ts';
import { openSmallGround, type SmallGround } from '../support/small-ground.ts';

// After its first reading a push reads of contacts and accounts what changed. A full one reads all: both must find the same.

let ground: SmallGround;
const accounts: string[] = [];
const contacts: string[] = [];

beforeAll(async () => {
  ground = await openSmallGround();
  const users = [];
  const visits = [];
  for (let n = 0; n < 12; n++) {
    accounts.push(ground.make('Account', { Name: `Account ${n}` }));
    contacts.push(ground.make('Contact', { LastName: `P${n}`, Email: `p${n}@acme.example`, AccountId: accounts[n] }));
    users.push({ user_id: n + 1, email: `p${n}@acme.example`, identity: `p${n}` });
    for (let at = 0; at <= n; at++) visits.push({ user: n + 1, time: `2026-06-29T12:${10 + at}:00Z` });
  }
  await ground.heap(users, visits);
}, 60_000);
afterAll(() => ground.close());

const push = async (more = ''): Promise<PushReport> =>
  (await ground.run(`usage push --as-of 2026-06-30 --accept-shrink --remove-orphans ${more}--json`)).json<PushReport>()
    .result;

/** Pushes, and holds what it found and wrote against a reading of all records. */
async function pushAndCompare(): Promise<PushReport> {
  const followed = await push();
  const rows = await Promise.all([ground.usage('account'), ground.usage('contact')]);
  const whole = await push('--full ');
  expect(followed.status).toBe('done');
  expect(followed.matching).toEqual(whole.matching);
  expect(await Promise.all([ground.usage('account'), ground.usage('contact')])).toEqual(rows);
  return followed;
}

test('the second push asks for changes alone, which costs a few requests less', async () => {
  const first = await push();
  const second = await push();
  expect(first.matching).toMatchObject({ contacts: 12, accounts: 12, matched: 12 });
  expect(second.matching).toEqual(first.matching);
  expect(second.counts).toMatchObject({ unchanged: 24 });
  const [all, followed] = [await push('--full --dry-run '), await push('--dry-run ')];
  expect(followed.credits).toBeLessThanOrEqual(all.credits - 4);
});

test('another address, another account and a new contact are seen, each by its stamp', async () => {
  ground.local.control.moveClock({ by: 24 * 3_600_000 });
  ground.update('Contact', { Id: contacts[0]!, Email: 'elsewhere@acme.example' });
  ground.update('Contact', { Id: contacts[1]!, AccountId: accounts[2]! });
  ground.make('Contact', { LastName: 'New', Email: 'p0@acme.example', AccountId: accounts[3] });
  await pushAndCompare();
  const usage = await ground.usage('account');
  expect(usage.get(accounts[2]!)?.sessions).toBe(2 + 3);
  expect(usage.get(accounts[3]!)?.sessions).toBe(1 + 4);
  expect(usage.get(accounts[0]!)?.sessions).toBe(0);
});

test('a contact that was deleted is gone, and one that was deleted for good, of which no stamp tells, is too', async () => {
  ground.local.control.moveClock({ by: 24 * 3_600_000 });
  ground.remove('Contact', contacts[4]!);
  await pushAndCompare();
  ground.local.control.moveClock({ by: 24 * 3_600_000 });
  ground.remove('Contact', contacts[5]!);
  ground.local.control.write({ object: 'Contact', operation: 'hardDelete', rows: [{ Id: contacts[6]! }] });
  const { matching } = await pushAndCompare();
  expect(matching).toMatchObject({ contacts: 10, matched: 9 });
});

test('an org that is put back to a snapshot is read anew', async () => {
  await ground.run('org snapshot before');
  ground.local.control.moveClock({ by: 24 * 3_600_000 });
  ground.update('Contact', { Id: contacts[8]!, Email: 'gone@acme.example' });
  expect((await push()).matching).toMatchObject({ matched: 8 });
  await ground.run('org restore before');
  ground.update('Contact', { Id: contacts[9]!, Title: 'Head of Books' });
  expect((await pushAndCompare()).matching).toMatchObject({ matched: 9 });
});
