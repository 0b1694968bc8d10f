import { expect, test } from 'vitest';
import { withLocalOrg } from '../../support/local-org.ts';
import { asyncCaller, jobXml } from '../jobs/classic.ts';

const envelope = (token: string, namespace: string): string =>
  `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${namespace}"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body><getUserInfo/></e:Body></e:Envelope>`;

const apis = {
  u: 'urn:partner.soap.sforce.com',
  c: 'urn:enterprise.soap.sforce.com',
  m: 'http://soap.sforce.com/2006/04/metadata',
  s: 'http://soap.sforce.com/2006/08/apex',
} as const;

test('an edition without the API says so in the form of each API', async () => {
  await withLocalOrg(
    async (org) => {
      const token = org.accessToken();
      for (const [letter, namespace] of Object.entries(apis)) {
        const response = await fetch(`${org.url}/services/Soap/${letter}/67.0`, {
          method: 'POST',
          headers: { 'content-type': 'text/xml', soapaction: '""' },
          body: envelope(token, namespace),
        });
        const text = await response.text();
        expect([letter, response.status]).toEqual([letter, 500]);
        expect(text).toContain('<faultcode>sf:API_DISABLED_FOR_ORG</faultcode>');
        expect(text).toContain('API is not enabled for this Organization or Partner');
      }
      const bulk = await asyncCaller(org)('POST', 'job', jobXml({ operation: 'insert', object: 'Account' }));
      expect([bulk.status, bulk.element('exceptionCode')]).toEqual([400, 'FeatureNotEnabled']);
      const rest = await fetch(`${org.url}/services/data/v67.0/limits`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([rest.status, await rest.json()]).toMatchObject([403, [{ errorCode: 'API_DISABLED_FOR_ORG' }]]);
    },
    { edition: 'Professional Edition' },
  );
});

test('a fault answers each API in its own form', async () => {
  await withLocalOrg(async (org) => {
    org.control.addFault({ kind: 'answer', status: 500, code: 'UNKNOWN_EXCEPTION', times: 0 });
    for (const [letter, namespace] of Object.entries(apis)) {
      const response = await fetch(`${org.url}/services/Soap/${letter}/67.0`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', soapaction: '""' },
        body: envelope(org.accessToken(), namespace),
      });
      const text = await response.text();
      expect(text).toContain('<faultcode>sf:UNKNOWN_EXCEPTION</faultcode>');
      expect(text).toContain(letter === 'u' || letter === 'c' ? `fault.${namespace.slice(4)}` : namespace);
    }
  });
});

test('a batch of Bulk API 1.0 holds 10 MB and no more', async () => {
  await withLocalOrg(async (org) => {
    const bulk = asyncCaller(org);
    const job = (
      await bulk('POST', 'job', jobXml({ operation: 'insert', object: 'Account', contentType: 'CSV' }))
    ).element('id');
    const body = (bytes: number) => `Name\n${'x'.repeat(bytes - 6)}\n`;
    const most = 10 * 2 ** 20;
    expect((await bulk('POST', `job/${job}/batch`, body(most), 'text/csv')).status).toBe(201);
    const refused = await bulk('POST', `job/${job}/batch`, body(most + 1), 'text/csv');
    expect([refused.status, refused.element('exceptionCode'), refused.element('exceptionMessage')]).toEqual([
      400,
      'ClientInputError',
      'Request body is larger than 10 MB',
    ]);
  });
});
