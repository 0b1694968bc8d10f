import { describe, expect, it } from 'vitest';
import { callKind } from '../../src/salesforce/call-kind.ts';

describe('the family of a request', () => {
  it.each([
    ['/services/data/v66.0/query?q=SELECT+Id', 'query'],
    ['/services/data/v66.0/query/01gxx-2000', 'query'],
    ['/services/data/v66.0/queryAll?q=x', 'query'],
    ['/services/data/v66.0/tooling/query?q=x', 'query'],
    ['//services/data/v66.0/query?q=x', 'query'],
    ['/services/data/v66.0/sobjects', 'describe'],
    ['/services/data/v66.0/sobjects/Account/describe', 'describe'],
    ['/services/data/v66.0/sobjects/Account/001000000000001', 'rest'],
    ['/services/data/v66.0/composite/sobjects/Account/Ext__c', 'collections'],
    ['/services/data/v66.0/composite', 'composite'],
    ['/services/data/v66.0/composite/batch', 'rest'],
    ['/services/data/v66.0/jobs/ingest', 'bulk-ingest'],
    ['/services/data/v66.0/jobs/ingest/750x/batches', 'bulk-ingest'],
    ['/services/data/v66.0/jobs/query/750x/results?locator=A', 'bulk-query'],
    ['/services/data/v66.0/limits/', 'limits'],
    ['/services/data/v66.0/metadata/deployRequest', 'metadata'],
    ['/services/data/v66.0', 'rest'],
    ['/services/Soap/m/66.0', 'metadata'],
    ['/services/Soap/u/66.0', 'soap'],
    ['/services/apexrest/heap', 'rest'],
  ])('of %s is %s', (path, kind) => expect(callKind(path)).toBe(kind));

  it.each([
    '/services/oauth2/token',
    '/services/oauth2/userinfo',
    '/services/data',
    '/services/data/',
    '/secur/frontdoor.jsp',
    '/id/00D/005',
  ])('is none for %s, which Salesforce does not count', (path) => expect(callKind(path)).toBeUndefined());
});
