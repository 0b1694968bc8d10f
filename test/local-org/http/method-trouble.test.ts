import { expect, test } from 'vitest';
import { withLocalOrg } from '../../support/local-org.ts';

// https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
test('a method that a resource does not have, and a body that it does not read, are refused as such', async () => {
  await withLocalOrg(async ({ url, accessToken }) => {
    const ask = async (method: string, path: string, body?: string) => {
      const headers = { authorization: `Bearer ${accessToken()}`, 'content-type': 'text/plain' };
      const answer = await fetch(`${url}/services/data/v67.0/${path}`, { method, headers, ...(body && { body }) });
      const [entry] = (await answer.json()) as { readonly errorCode: string }[];
      return [answer.status, entry?.errorCode];
    };
    expect(await ask('PUT', 'sobjects/Account')).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await ask('DELETE', 'query?q=SELECT+Id+FROM+Account')).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(await ask('POST', 'sobjects/Account', 'Name=x')).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(await ask('GET', 'nonsense')).toEqual([404, 'NOT_FOUND']);
  });
});
