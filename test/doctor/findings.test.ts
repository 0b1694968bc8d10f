import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/base/errors.ts';
import { apiRequests, clocks, storage } from '../../src/doctor/connection/allocations.ts';
import { heapPackage } from '../../src/doctor/connection/heap-package.ts';
import { metadataApi } from '../../src/doctor/connection/metadata-api.ts';
import { apiVersion, edition, pairing, TESTED_VERSION } from '../../src/doctor/connection/org-kind.ts';
import { notSignedIn, signedIn } from '../../src/doctor/connection/signed-in.ts';
import { lastRun, scheduleLine } from '../../src/doctor/machine/run-lines.ts';
import { configFile, sfLogin, signInFiles, stateFolder } from '../../src/doctor/machine/secret-lines.ts';
import { newestLine } from '../../src/doctor/machine/source-lines.ts';
import { duplicateRules } from '../../src/doctor/metrics/refusing-rules.ts';
import { namedBy } from '../../src/doctor/next-steps.ts';
import { objectPermissions } from '../../src/doctor/permissions/object-permissions.ts';
import { systemPermissions } from '../../src/doctor/permissions/system-permissions.ts';
import { heapAnswers, heapApp } from '../../src/doctor/pull/heap-side.ts';
import { joinKey } from '../../src/doctor/pull/join-key.ts';
import type { RunRecord } from '../../src/ledger/types/run.ts';
import { anObject, anOrg, credits, facts } from './an-org.ts';

const named = { option: ' -o sync', inSf: ' -o sync', admin: ' --admin-org ADMIN' };
const refusal = (trouble: Refusal['trouble'], code = 'INSUFFICIENT_ACCESS') =>
  new Refusal({ trouble, code, message: 'The org said no.', actions: ['Do this.'] });
const withheld = (trouble: Refusal['trouble'] = 'permission') => ({
  status: 'withheld' as const,
  error: refusal(trouble),
});

describe('connection', () => {
  test.each([
    ['Enterprise Edition', 'Enterprise Edition, with API access'],
    ['Professional Edition', 'Professional Edition; the API is switched on'],
  ])('%s is told with whether the API comes with it', (value, says) => {
    expect(edition(facts({ edition: { status: 'told', value } }))).toMatchObject({ status: 'passed', says });
  });

  test('an org whose edition has no API is failed for that', () => {
    const [line, second] = notSignedIn(refusal('permission', 'API_DISABLED_FOR_ORG'), named);
    expect([line?.check, second?.check, second?.status]).toEqual(['sign-in', 'edition', 'failed']);
  });

  test.each([
    ['66.0', 'warned'],
    [TESTED_VERSION, 'passed'],
    ['69.0', 'passed'],
  ])('an org with API %s is %s', (version, status) => {
    expect(apiVersion(anOrg({ apiVersion: version })).status).toBe(status);
  });

  test('the version that is tested is the one that the project names', () => {
    const { sourceApiVersion } = JSON.parse(readFileSync('sfdx-project.json', 'utf8')) as {
      readonly sourceApiVersion: string;
    };
    expect(TESTED_VERSION).toBe(sourceApiVersion);
  });

  test.each([
    ['production', 'production', 'passed'],
    ['production', 'development', 'failed'],
    ['sandbox', 'development', 'passed'],
    ['sandbox', 'production', 'failed'],
  ] as const)('%s with the %s environment of Heap is %s', (environment, heap, status) => {
    const target = { kind: 'app' as const, appId: '42', environment: heap, url: 'https://heapanalytics.com' };
    expect(pairing(anOrg({ environment }), { heap: target }).status).toBe(status);
  });

  test('a session that nothing renews is warned of', () => {
    const stored = { kind: 'access-token', file: '/a', keys: [] } as const;
    const login = { by: 'sf', stored } as const;
    expect(signedIn(anOrg(), login)).toMatchObject({ status: 'warned', says: 'sync@acme.example, by access token' });
    expect(signedIn(anOrg(), { by: 'sf', stored: { ...stored, kind: 'refresh-token' } }).status).toBe('passed');
  });

  test.each([
    ['jwt', 'by JWT from the environment, renewed by itself'],
    ['refresh-token', 'by refresh token from the environment, renewed by itself'],
    ['client-credentials', 'by client credentials from the environment, renewed by itself'],
  ] as const)('a sign-in from the environment is told with its kind: %s', (kind, how) => {
    expect(signedIn(anOrg(), { by: 'environment', kind, files: [] })).toMatchObject({
      status: 'passed',
      says: `sync@acme.example, ${how}`,
    });
  });

  const live = { kind: 'sign-in', name: 'live', read: () => expect.unreachable() } as const;
  const sync = { kind: 'alias', alias: 'sync' } as const;
  test.each([
    ['the local org', { target: { kind: 'local' }, flags: {} }, ['', '', '']],
    ['an alias', { target: sync, flags: { targetOrg: 'sync' } }, [' -o sync', ' -o sync', ' --admin-org ADMIN']],
    ['an environment', { target: sync, flags: { environment: 'uat' } }, [' -e uat', ' -o sync', ' --admin-org ADMIN']],
    ['one with an admin', { target: live, admin: live, flags: { environment: 'live' } }, [' -e live', '', '']],
    ['the variables', { target: live, flags: { targetOrg: 'env' } }, [' -o env', '', ' --admin-org ADMIN']],
  ] as const)('next steps name %s as the person did', (_, settings, [option, inSf, admin]) => {
    expect(namedBy(settings)).toEqual({ option, inSf, admin });
  });

  test.each([
    ['signed-out', 'failed'],
    ['permission', 'not-checked'],
    ['refused', 'warned'],
  ] as const)('Metadata that answers "%s" is %s', (trouble, status) => {
    const { pushing } = facts();
    expect(metadataApi(facts({ pushing: { ...pushing!, fields: withheld(trouble) } })).status).toBe(status);
  });

  test.each([
    ['nothing installed', [], 'passed', 'deployed as source, not as a package'],
    ['the same version', [{ name: 'Heap Usage', version: '1.2.0.3', beta: false }], 'passed', 'Heap Usage 1.2.0.3'],
    ['a later one', [{ name: 'Heap Usage', version: '1.10.0.1', beta: true }], 'passed', 'Heap Usage 1.10.0.1 (beta)'],
    [
      'an older one',
      [{ name: 'Heap Usage', version: '1.1.9.1', beta: false }],
      'warned',
      'Heap Usage 1.1.9.1; 1.2.0 goes with this program',
    ],
    [
      'another package',
      [{ name: 'Other', version: '0.1.0.1', beta: false }],
      'passed',
      'deployed as source, not as a package',
    ],
  ] as const)('with %s the package line is right', (_, packages, status, says) => {
    const { pushing } = facts();
    const found = facts({ pushing: { ...pushing!, packages: { status: 'told', value: packages } } });
    expect(heapPackage(found, { version: '1.2.0', packageVersionId: '04t000000000001AAA' }, named)).toMatchObject({
      status,
      says,
    });
  });

  test('a managed package is known by its namespace, and an upgrade has its command', () => {
    const { pushing, objects } = facts();
    const found = facts({
      usage: { account: 'acme__Heap_Account_Usage__c', contact: 'acme__Heap_Contact_Usage__c' },
      objects: new Map([...objects, ['acme__heap_account_usage__c', anObject('acme__Heap_Account_Usage__c')]]),
      pushing: {
        ...pushing!,
        packages: { status: 'told', value: [{ name: 'Ours', namespace: 'acme', version: '1.0.0.1', beta: false }] },
      },
    });
    const line = heapPackage(found, { version: '1.2.0', packageVersionId: '04t000000000001AAA' }, named);
    expect(line.says).toBe('Ours 1.0.0.1, namespace acme; 1.2.0 goes with this program');
    expect(line.next[0]).toBe(
      'sf package install --package 04t000000000001AAA -o sync --security-type AllUsers --wait 10',
    );
  });

  test('objects that are nowhere to be seen are failed', () => {
    const { pushing } = facts();
    const none = { status: 'told' as const, value: { account: undefined, contact: undefined } };
    const found = facts({ objects: new Map(), pushing: { ...pushing!, fields: none } });
    expect(heapPackage(found, { version: '1.2.0' }, named)).toMatchObject({
      status: 'failed',
      next: ['Set-up deploys it: heap-sf setup -o sync --admin-org ADMIN', expect.any(String)],
    });
  });

  test.each([
    [50_000, 1000, 'passed'],
    [75_000, 1000, 'warned'],
    [75_000, 0, 'failed'],
  ] as const)('with %i of 100,000 requests used and %i left to us the line is right: %s', (used, left, status) => {
    const told = { used, of: 100_000, readAt: new Date(0) };
    const found = facts({ org: anOrg({ credits: credits(told, left) }) });
    expect(apiRequests(found, { credits: { perDay: 10_000, perRun: 5000, ofOrg: 80 } }).status).toBe(status);
  });

  test.each([
    [500, 'passed'],
    [90, 'warned'],
    [0, 'failed'],
  ] as const)('with %i of 1,000 MB left the storage is %s', (remaining, status) => {
    const limits = { status: 'told' as const, value: new Map([['DataStorageMB', { max: 1000, remaining }]]) };
    expect(storage(facts({ limits })).status).toBe(status);
  });

  test('limits that the user may not see are told as such', () => {
    expect(storage(facts({ limits: withheld() })).status).toBe('not-visible');
  });

  test.each([
    [-240_000, 'passed', '240 s apart'],
    [-360_000, 'warned', 'the org is 6 minutes behind this machine'],
    [360_000, 'warned', 'the org is 6 minutes ahead of this machine'],
  ] as const)('clocks that are %i ms apart are %s', (clockAhead, status, says) => {
    expect(clocks(facts({ clockAhead }))).toMatchObject({ status, says });
  });
});

describe('permissions', () => {
  test('what another permission makes up for is not missed', () => {
    const permissions = {
      status: 'told' as const,
      value: new Map([
        ['ApiEnabled', true],
        ['CustomizeApplication', true],
        ['ModifyAllData', true],
      ]),
    };
    const none = { status: 'told' as const, value: new Map() };
    const found = facts({ permissions, wholeObjects: none });
    expect(systemPermissions(found, named).map(({ says }) => says)).toEqual([
      'held',
      'held',
      'held by way of ModifyAllData',
    ]);
    expect(objectPermissions(found, named).map(({ status }) => status)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
    ]);
  });

  test.each([
    ['Private', 'failed'],
    ['Read', 'warned'],
    ['ReadWrite', 'warned'],
    ['ControlledByParent', 'failed'],
  ] as const)('View All is missed where default access is %s: %s', (model, status) => {
    const wholeObjects = { status: 'told' as const, value: new Map() };
    const [account] = objectPermissions(facts({ wholeObjects, sharing: new Map([['Account', model]]) }), named);
    expect(account).toMatchObject({ status, says: 'View All missing', lacks: ['Account: View All'] });
  });

  test('whether it is held is not told to all; open default access makes that no question', () => {
    const found = (model: string) =>
      facts({ wholeObjects: withheld(), sharing: new Map([['Account', model]]), pushing: undefined });
    expect(objectPermissions(found('Private'), named)[0]).toMatchObject({
      status: 'not-visible',
      next: ['Ask somebody who may: heap-sf doctor -o sync --admin-org ADMIN'],
    });
    const unasked = { ...found('Private'), adminTrouble: refusal('signed-out') };
    expect(objectPermissions(unasked, named)[0]).toMatchObject({
      status: 'not-visible',
      means: 'The admin could not be asked: The org said no.',
      next: ['Do this.'],
    });
    expect(objectPermissions(found('Read'), named)[0]).toMatchObject({
      status: 'passed',
      says: 'Read; everybody sees all (Public Read Only)',
    });
  });

  test('an object that the org does not have is another matter than one that is hidden', () => {
    const { pushing } = facts();
    const none = { status: 'told' as const, value: { account: undefined, contact: undefined } };
    const absent = facts({ objects: new Map(), pushing: { ...pushing!, fields: none } });
    const hidden = facts({ objects: new Map() });
    const usage = (found: typeof absent) => objectPermissions(found, named)[2];
    expect(usage(absent)).toMatchObject({ says: 'the org has no object Heap_Account_Usage__c' });
    expect(usage(absent)?.lacks).toBeUndefined();
    expect(usage(hidden)?.lacks?.length).toBe(4);
  });

  test('duplicate rules have their clicks', () => {
    const { pushing } = facts();
    const rules = { status: 'told' as const, value: [{ object: 'Heap_Contact_Usage__c', name: 'No_Twins' }] };
    expect(duplicateRules(facts({ pushing: { ...pushing!, duplicateRules: rules } }))).toMatchObject({
      status: 'warned',
      next: ['Setup > Duplicate Rules > No_Twins > Deactivate.'],
    });
  });
});

describe('pull', () => {
  test.each([
    ['fit', 'passed'],
    ['not-unique', 'failed'],
    ['no-keys', 'failed'],
    ['no-match', 'failed'],
  ] as const)('a join key that is %s is %s', (verdict, status) => {
    const measured = { verdict, pair: 'Email = email', percent: 80, least: 90, contacts: 10, users: 9, matched: 8 };
    expect(joinKey({ status: 'measured', facts: measured }, named).status).toBe(status);
  });

  test('one that is dear to measure is left, with the price', () => {
    expect(joinKey({ status: 'too-dear', requests: 50, contacts: 100_000 }, named)).toMatchObject({
      status: 'not-checked',
      says: 'reading 100,000 contacts costs 50 credits',
    });
  });

  const heap = { kind: 'app', appId: '42', environment: 'production', url: 'https://heapanalytics.com' } as const;
  test.each([
    [{ status: 'answers', http: 404 }, 'passed', 'heapanalytics.com answers'],
    [{ status: 'answers', http: 503 }, 'failed', 'heapanalytics.com does not answer: HTTP 503'],
    [{ status: 'silent', why: 'ENOTFOUND' }, 'failed', 'heapanalytics.com does not answer: ENOTFOUND'],
  ] as const)('Heap that %j is %s', (reached, status, says) => {
    expect(heapAnswers({ heap, reached })).toMatchObject({ status, says });
  });

  test('whether an app id is right nobody is told', () => {
    expect(heapApp(heap).status).toBe('not-visible');
  });
});

describe('runs', () => {
  const now = new Date('2026-07-01T12:00:00Z');
  const run = (status: RunRecord['status'], hours: number): RunRecord => ({
    id: 'push-1',
    kind: 'push',
    orgId: '00D',
    orgName: 'sync',
    status,
    pid: 1,
    started: new Date(now.getTime() - hours * 3_600_000),
    credits: {},
    ...(status === 'failed' && { error: { name: 'Refusal', message: 'The org said no.' } }),
  });

  test.each([
    ['push', [], 'not-checked', 'there was none yet'],
    ['push', [run('running', 1)], 'passed', 'under way, begun 1 hour ago'],
    ['push', [run('done', 25)], 'passed', 'done 1 day ago'],
    ['push', [run('done', 50)], 'warned', 'done 2 days ago, and it is due once a night'],
    ['pull', [run('done', 3)], 'warned', 'done 3 hours ago, and it is due every hour'],
    ['push', [run('partly', 1)], 'warned', 'done in part 1 hour ago'],
    ['push', [run('failed', 1), run('done', 30)], 'failed', 'failed 1 hour ago'],
  ] as const)('of the last %s, with %j, it says: %s', (kind, runs, status, says) => {
    expect(lastRun(kind, runs, now, named)).toMatchObject({ status, says });
  });

  test('a scheduler that is gone is failed; where there is none, the runs themselves tell', () => {
    const inTime = [lastRun('push', [run('done', 1)], now, named)];
    const late = [lastRun('push', [run('done', 50)], now, named)];
    expect(scheduleLine({ status: 'alive', pid: 7, url: 'http://127.0.0.1:1' }, late, named).status).toBe('passed');
    expect(scheduleLine({ status: 'gone', pid: 7 }, inTime, named)).toMatchObject({
      status: 'failed',
      next: [expect.stringContaining('heap-sf schedule run -o sync')],
    });
    expect(scheduleLine({ status: 'none' }, inTime, named).status).toBe('passed');
    expect(scheduleLine({ status: 'none' }, late, named).status).toBe('not-checked');
  });

  test.each([
    [35, 'passed', 'written 1 day ago'],
    [80, 'warned', 'written 3 days ago'],
  ] as const)('data that is %i hours old is %s', (hours, status, says) => {
    const written = new Date(now.getTime() - hours * 3_600_000);
    const source = {
      status: 'open',
      tables: 3,
      events: 1,
      hasUsers: true,
      dumps: 1,
      withoutFull: [],
      newest: { name: 'manifests/sync_1.json', written },
    } as const;
    expect(newestLine(source, now)).toMatchObject({ status, says });
  });
});

describe('secrets', () => {
  const at = (mode: number | undefined, isOurs = true) => ({
    status: 'known' as const,
    files: [{ path: '/x', mode, isOurs }],
  });

  test.each([
    ['config', configFile(at(0o644)), 'passed', undefined],
    ['config', configFile(at(0o664)), 'failed', 0o644],
    ['state', stateFolder(at(0o700)), 'passed', undefined],
    ['state', stateFolder(at(0o750)), 'warned', 0o700],
    ['state that is not there', stateFolder(at(undefined)), 'passed', undefined],
    ['login', sfLogin(at(0o644), at(0o600))[0]!, 'passed', undefined],
    ['login', sfLogin(at(0o666), at(0o600))[0]!, 'failed', 0o600],
    ['key', sfLogin(at(0o600), at(0o640))[0]!, 'failed', 0o600],
    ['file of a sign-in', signInFiles(at(0o600))[0]!, 'passed', undefined],
    ['file of a sign-in', signInFiles(at(0o644))[0]!, 'failed', 0o600],
    ['file that was mounted', signInFiles(at(0o444, false))[0]!, 'passed', undefined],
    ['file that was mounted', signInFiles(at(0o666, false))[0]!, 'failed', undefined],
  ] as const)('%s: %j', (_, found, status, mode) => {
    expect(found.status).toBe(status);
    expect(found.fix?.kind === 'mode' ? found.fix.mode : undefined).toBe(mode);
  });

  test('where there are no modes nothing is said of them', () => {
    expect(configFile({ status: 'no-modes' }).status).toBe('not-checked');
  });
});
