import { expect, test } from 'vitest';
import { compactSent } from '../../src/pull/sent/compact-sent.ts';
import { openSent } from '../../src/pull/sent/open-sent.ts';
import { localGround } from './pull-ground.ts';

test('what Heap accepted bit by bit becomes one file, with the newest of each person', async () => {
  await using ground = await localGround();
  const users = Array.from({ length: 40 }, (_, at) => ({ identity: `u${at}@acme.example` }));
  const contacts = (round: number) =>
    users.map(({ identity }, at) => ({
      id: `003${at}`,
      key: identity,
      fields: { Title: at <= round ? `told ${at}` : null, Score__c: at % 7 === round % 7 ? String(round) : null },
    }));
  for (let round = 0; round < 30; round++) {
    await ground.hold({ users, contacts: contacts(round) });
    await ground.pull();
  }
  expect(ground.sent.contact.length).toBe(30);
  const rowsOf = async (files: readonly string[]) => {
    const sent = await openSent(ground.warehouse, 'contact', files);
    return ground.warehouse.rows(`${sent?.newestSql('* EXCLUDE (" place")')} ORDER BY identity`);
  };
  const before = await rowsOf(ground.sent.contact);
  const ground3 = { warehouse: ground.warehouse, folder: `${ground.folder}/pull`, runId: 'run' };
  expect(await compactSent(ground3, 'contact', ground.sent.contact.slice(0, 24))).toEqual(
    ground.sent.contact.slice(0, 24),
  );
  const files = await compactSent(ground3, 'contact', ground.sent.contact);
  expect(files.length).toBe(1);
  expect(await rowsOf(files)).toEqual(before);
  expect(before.length).toBe(40);

  ground.sent.contact.splice(0, 30, ...files);
  expect((await ground.pull()).contact.counts).toMatchObject({ accepted: 0, unchanged: 40 });
});
