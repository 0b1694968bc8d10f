import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { LOCAL_ADMIN, startKeptLocalOrg } from '../../src/context/local-org.ts';
import type { RunDetail } from '../../src/ledger/types/run.ts';
import type { LocalOrg } from '../../src/local-org/index.ts';
import type { PushReport } from '../../src/push/push-report.ts';
import { closeOrg, connectOrg } from '../../src/salesforce/connect.ts';
import { creditsInMemory } from '../../src/salesforce/credits.ts';
import type { Org } from '../../src/salesforce/org.ts';
import { countRows, queryAll } from '../../src/salesforce/query.ts';
import { openTerminal, type Terminal } from '../support/heap-sf.ts';
import { killAtFirstJob } from '../support/killed-push.ts';

const push = 'usage push --as-of 2026-06-30';
const checkout = 'Checkout_Amount_Past_3_Months__c';

let terminal: Terminal;
let local: LocalOrg;
let admin: Org;

beforeAll(async () => {
  terminal = await openTerminal();
  local = await startKeptLocalOrg({ stateFolder: terminal.state, clock: systemClock, log: silentLog, port: 0 });
  const target = { kind: 'token', instanceUrl: local.url, accessToken: local.accessToken(LOCAL_ADMIN) } as const;
  const credits = creditsInMemory({ perRun: 10_000, perDay: 10_000 });
  admin = await connectOrg({ target, credits, log: silentLog, clock: systemClock });
  for (const line of ['setup', 'metrics apply']) expect((await terminal.run(line)).code).toBe(0);
});
afterAll(async () => {
  await closeOrg(admin);
  await local.close();
  await terminal.remove();
});

/** Kills a push as soon as the ledger knows of its first job. */
const killedPush = () => killAtFirstJob({ state: terminal.state, line: push });

/** A rule of the org's own that refuses the larger amounts. */
function amountRule(active: boolean): Uint8Array {
  const files = {
    'package.xml': `<types><members>Heap_Account_Usage__c.No_Large_Amount</members><name>ValidationRule</name></types><version>67.0</version>`,
    'objects/Heap_Account_Usage__c.object': `<validationRules><fullName>No_Large_Amount</fullName><active>${active}</active><errorConditionFormula>${checkout} &gt; 9999</errorConditionFormula><errorMessage>Amounts of more than 9,999 are not kept.</errorMessage></validationRules>`,
  };
  const written = Object.entries(files).map(([name, inner]) => {
    const root = name === 'package.xml' ? 'Package' : 'CustomObject';
    return [name, strToU8(`<${root} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${root}>`)] as const;
  });
  return zipSync(Object.fromEntries(written));
}

test('a push that is killed is taken up: its job is asked, no accepted row is sent again, none is lost', async () => {
  await killedPush();
  const { result } = (await terminal.run(`${push} --json`)).json<PushReport>();
  const { input, accepted, rejected, unprocessed, unchanged } = result.counts;
  expect(result.status).toBe('done');
  expect(accepted + rejected + unprocessed + unchanged).toBe(input);
  const taken = result.resumed.reduce((sum, one) => sum + one.accepted, 0);
  expect(taken).toBe(unchanged);
  const rows =
    (await countRows(admin, 'SELECT COUNT() FROM Heap_Account_Usage__c')) +
    (await countRows(admin, 'SELECT COUNT() FROM Heap_Contact_Usage__c'));
  expect(rows).toBe(input);
  expect((await terminal.run(`${push} --json`)).json<PushReport>().result.toSend).toBe(0);
});

test('a run that was killed stands in the ledger as interrupted', async () => {
  const runs = (await terminal.run('runs list --kind push --json')).json<RunDetail[]>().result;
  expect(runs.some(({ status, error }) => status === 'failed' && error?.interrupted === true)).toBe(true);
});

test('rows that the org refuses are counted with their code, kept in the ledger, and sent again the next time', async () => {
  expect(local.control.deploy(amountRule(true)).status).toBe('Succeeded');

  const later = 'usage push --as-of 2026-06-10 --json';
  const { code, json } = await terminal.run(later);
  const { result } = json<PushReport>();
  const { input, accepted, rejected, unprocessed, unchanged } = result.counts;
  expect(code).toBe(68);
  expect(rejected).toBeGreaterThan(0);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted + rejected + unprocessed + unchanged).toBe(input);
  const account = result.levels.find(({ level }) => level === 'account');
  expect(account?.rejected.map((one) => one.code)).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION']);
  const { result: run } = (await terminal.run('runs show latest --json')).json<RunDetail>();
  expect(run.rejectedByCode).toEqual([
    { object: 'Heap_Account_Usage__c', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', rows: rejected },
  ]);
  expect((await terminal.run(later)).json<PushReport>().result.counts.rejected).toBe(rejected);

  expect(local.control.deploy(amountRule(false)).status).toBe('Succeeded');
  const mended = (await terminal.run(later)).json<PushReport>().result;
  expect(mended).toMatchObject({ status: 'done', counts: { accepted: rejected, rejected: 0 } });
});

test('a metric whose field is hidden stays out and is named, and the others go', async () => {
  const [grant] = await queryAll<{ readonly Id: string }>(
    admin,
    `SELECT Id FROM FieldPermissions WHERE Parent.Name = 'Heap_Metric_Access' AND Field = 'Heap_Account_Usage__c.${checkout}'`,
  );
  const gone = await fetch(`${local.url}/services/data/v67.0/sobjects/FieldPermissions/${grant?.Id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${local.accessToken(LOCAL_ADMIN)}` },
  });
  expect(gone.status).toBe(204);
  const { code, stdout } = await terminal.run('usage push --as-of 2026-06-20');
  expect(code).toBe(68);
  expect(stdout).toContain(`Heap_Account_Usage__c.${checkout} does not exist or is hidden`);
  expect(stdout).toMatch(/Push done in part: [\d,]+ of [\d,]+ changed rows accepted/);
});
