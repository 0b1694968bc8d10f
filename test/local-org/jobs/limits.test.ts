import { expect, test } from 'vitest';
import { withLocalOrg } from '../../support/local-org.ts';
import { caller, data, soql } from '../http/caller.ts';
import { asyncCaller, jobXml } from './classic.ts';

const day = 24 * 3_600_000;

test.each([
  ['Developer Edition', 3, 15_000],
  ['Enterprise Edition', 3, 103_000],
  ['Unlimited Edition', 3, 115_000],
] as const)('%s with %d licences may make %d requests a day', async (edition, licences, max) => {
  await withLocalOrg(
    async (org) => {
      const { headers, json } = await caller(org)('GET', 'limits');
      expect(headers.get('sforce-limit-info')).toBe(`api-usage=1/${max}`);
      expect(json.DailyApiRequests).toEqual({ Max: max, Remaining: max - 1 });
      expect(Object.keys(json)).toContain('HourlyPublishedPlatformEvents');
    },
    { edition, licences },
  );
});

test('an org whose edition has no API refuses each API in that API’s own words', async () => {
  await withLocalOrg(
    async (org) => {
      const rest = await caller(org)('GET', 'sobjects');
      expect([rest.status, rest.json]).toEqual([
        403,
        [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'The REST API is not enabled for this Organization.' }],
      ]);
      const bulk = await asyncCaller(org)('POST', 'job', jobXml({ operation: 'insert', object: 'Account' }));
      expect([bulk.status, bulk.element('exceptionCode')]).toEqual([400, 'FeatureNotEnabled']);
    },
    { edition: 'Professional Edition' },
  );
});

test('bulk work uses up the allocations of both Bulk APIs, and they come back after a day', async () => {
  await withLocalOrg(async (org) => {
    const call = caller(org);
    const used = async (name: string): Promise<number> => {
      const { Max, Remaining } = (await call('GET', 'limits')).json[name];
      return Max - Remaining;
    };
    await call('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM User' });
    const bulk = asyncCaller(org);
    const job = (
      await bulk('POST', 'job', jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' }))
    ).element('id');
    await bulk('POST', `job/${job}/batch`, 'Name\nx\n', 'text/csv');
    expect([await used('DailyBulkV2QueryJobs'), await used('DailyBulkApiBatches')]).toEqual([1, 1]);
    org.control.moveClock({ by: day + 600_000 });
    expect([await used('DailyBulkV2QueryJobs'), await used('DailyBulkApiBatches')]).toEqual([0, 0]);
  });
});

test('five requests of twenty seconds at once are what a Developer Edition bears', async () => {
  await withLocalOrg(async (org) => {
    const call = caller(org);
    const path = `${data}/query`;
    const fault = org.control.addFault({ kind: 'hold', path, times: 5 });
    const slow = Array.from({ length: 5 }, () => call('GET', soql('SELECT Id FROM User')));
    await org.control.met(fault, 5);
    expect((await call('GET', 'limits')).status).toBe(200);
    org.control.moveClock({ by: 21_000 });
    const refused = await call('GET', 'limits');
    expect([refused.status, refused.json]).toEqual([
      403,
      [
        {
          errorCode: 'REQUEST_LIMIT_EXCEEDED',
          message: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
        },
      ],
    ]);
    org.control.removeFault(fault);
    for (const { status } of await Promise.all(slow)) expect(status).toBe(200);
    expect((await call('GET', 'limits')).status).toBe(200);
  });
});

test('rows are counted by object', async () => {
  await withLocalOrg(
    async (org) => {
      const { json } = await caller(org)('GET', 'limits/recordCount?sObjects=Account,contact,Nope__c');
      expect(json).toEqual({
        sObjects: [
          { count: 2, name: 'Account' },
          { count: 0, name: 'Contact' },
        ],
      });
      const all = (await caller(org)('GET', 'limits/recordCount')).json.sObjects;
      expect(all).toContainEqual({ count: 2, name: 'Account' });
      expect(all.map(({ name }: { name: string }) => name)).toContain('User');
    },
    { seed: { Account: [{ Name: 'One' }, { Name: 'Two' }] } },
  );
});
