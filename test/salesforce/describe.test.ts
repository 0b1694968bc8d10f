import { afterEach, describe, expect, it } from 'vitest';
import { describeObject, type ObjectDescription, resolveField, resolveObject } from '../../src/salesforce/describe.ts';
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

describe('the name of a field of ours', () => {
  const object = (name: string, ...fields: readonly string[]) =>
    ({
      name,
      fields: new Map(fields.map((field) => [field.toLowerCase(), { name: field }])),
    }) as unknown as ObjectDescription;

  it.each([
    [object('Usage__c', 'Account__c'), 'Account__c'],
    [object('heap__Usage__c', 'heap__Account__c'), 'heap__Account__c'],
    [object('heap__Usage__c', 'heap__Account__c', 'Account__c'), 'Account__c'],
    [object('heap__Usage__c', 'other__Account__c'), undefined],
  ])('goes by the namespace of its object', (description, name) => {
    expect(resolveField(description, 'Account__c')?.name).toBe(name);
  });
});
