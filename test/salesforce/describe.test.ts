import { afterEach, describe, expect, it } from 'vitest';
import { describeObject, resolveObject } from '../../src/salesforce/describe.ts';
import { type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const flags = { createable: true, updateable: true, custom: true };

describe('describing an object', () => {
  it('gives fields by name in lower case, and help text only where there is some', async () => {
    server = await scriptedOrg({
      'GET /services/data/sobjects/Usage__c/describe': {
        body: {
          name: 'Usage__c',
          label: 'Usage',
          ...flags,
          deletable: true,
          queryable: true,
          fields: [
            {
              name: 'Sessions__c',
              label: 'Sessions',
              type: 'double',
              precision: 18,
              inlineHelpText: 'Counts',
              ...flags,
            },
            { name: 'Name', label: 'Name', type: 'string', length: 80, inlineHelpText: null, ...flags },
          ],
        },
      },
    });
    const usage = await describeObject(await server.connect(), 'Usage__c');
    expect([...(usage?.fields.keys() ?? [])]).toEqual(['sessions__c', 'name']);
    expect(usage?.fields.get('sessions__c')).toMatchObject({ name: 'Sessions__c', inlineHelpText: 'Counts' });
    expect(usage?.fields.get('name')).not.toHaveProperty('inlineHelpText');
  });

  it('is undefined for an object that is hidden or not there', async () => {
    server = await scriptedOrg();
    expect(await describeObject(await server.connect(), 'Nothing__c')).toBeUndefined();
  });
});

describe('the name of an object of ours', () => {
  const org = async () => {
    server = await scriptedOrg();
    return server.connect();
  };

  it.each([
    [['Account', 'Usage__c'], 'Usage__c'],
    [['Account', 'heap__Usage__c', 'Other_Usage__c'], 'heap__Usage__c'],
    [['heap__Usage__c', 'Usage__c'], 'Usage__c'],
    [['Account', 'My_Usage__c'], undefined],
  ])('among %o is %s', async (known, name) => {
    expect(await resolveObject(await org(), 'Usage__c', known)).toBe(name);
  });

  it('is refused when two packages bring it', async () => {
    await expect(resolveObject(await org(), 'Usage__c', ['a__Usage__c', 'b__Usage__c'])).rejects.toMatchObject({
      trouble: 'clash',
    });
  });
});
