import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Mistake, Refusal } from '../../src/base/errors.ts';
import { redact } from '../../src/salesforce/redact.ts';
import { ruleFor, rulesByCode } from '../../src/salesforce/refusal-rules.ts';
import { toRefusal } from '../../src/salesforce/refusals.ts';

const at = { doing: 'answer a query', instanceUrl: 'https://acme.example', alias: 'acme' };
const token = '00Dxx0000000001!AQ.secretSecretSecretSecret';

describe('the table of refusals', () => {
  it.each(Object.entries(rulesByCode))('says for %s what to do next', (_, rule) => {
    expect(rule.action.length).toBeGreaterThan(10);
    expect(rule.trouble).toBeTruthy();
  });

  it.each([
    ['UNABLE_TO_LOCK_ROW', undefined, 'retry-row'],
    ['REQUEST_LIMIT_EXCEEDED', 403, 'wait'],
    ['INVALID_SESSION_ID', 401, 'sign-in'],
    ['SERVER_UNAVAILABLE', 503, 'retry-now'],
    ['REQUIRED_FIELD_MISSING', 400, 'give-up'],
    ['ERROR_HTTP_503', undefined, 'retry-now'],
    ['ERROR_HTTP_429', undefined, 'wait'],
    ['SOMETHING_NEW', 502, 'retry-now'],
    ['SOMETHING_NEW', 400, 'give-up'],
  ] as const)('advises for %s with status %s: %s', (code, status, advice) => {
    expect(ruleFor(code, status).advice).toBe(advice);
  });
});

describe('an error of the client libraries', () => {
  it("keeps the org's code, message and fields", () => {
    const data = { errorCode: 'INVALID_FIELD', message: "No such column 'F__c'", fields: ['F__c'] };
    const error = Object.assign(new Error(data.message), { errorCode: data.errorCode, data });
    const refusal = toRefusal(error, at);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'INVALID_FIELD', fields: ['F__c'], trouble: 'refused' });
    expect(refusal.message).toBe("Salesforce refused to answer a query: No such column 'F__c' (INVALID_FIELD)");
  });

  it('loses the namespace that SOAP puts before a code', () => {
    const error = Object.assign(new Error('sf:INVALID_SESSION_ID: gone'), { errorCode: 'sf:INVALID_SESSION_ID' });
    expect(toRefusal(error, at)).toMatchObject({ code: 'INVALID_SESSION_ID', trouble: 'signed-out' });
  });

  it('names the alias to sign in to', () => {
    const error = Object.assign(new Error('expired'), { errorCode: 'INVALID_SESSION_ID' });
    expect(toRefusal(error, at)).toMatchObject({ actions: [expect.stringContaining('--alias acme')] });
  });

  it('is unreachable when a cause deep inside says that nobody listens', () => {
    const socket = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = new Error('could not', { cause: new TypeError('fetch failed', { cause: socket }) });
    expect(toRefusal(error, at)).toMatchObject({ trouble: 'unreachable', facts: { instanceUrl: at.instanceUrl } });
  });

  it('comes through when one of ours is inside it', () => {
    const ours = new Mistake({ trouble: 'limit', message: 'enough' });
    expect(toRefusal(new TypeError('fetch failed', { cause: ours }), at)).toBe(ours);
  });

  it('stays a bug when it is nobody’s refusal', () => {
    const bug = new TypeError('x is not a function');
    expect(toRefusal(bug, at)).toBe(bug);
  });
});

describe('secrets', () => {
  it.each([
    [`Bearer ${token}`],
    [`{"access_token":"${token}"}`],
    ['refresh_token=5Aep861abcdefghijklmnopqrstuvwxyz'],
    [`<sessionId>${token}</sessionId>`],
    ['assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJQbGF0Zm9ybUNMSSJ9.c2lnbmF0dXJl'],
    ['force://PlatformCLI::5Aep861secret@acme.my.salesforce.com'],
  ])('are taken out of %s', (text) => {
    expect(redact(text)).not.toMatch(/secret(?!\))|5Aep|eyJ/i);
  });

  it('do not show in a refusal, however one looks at it', () => {
    const data = {
      errorCode: 'UNKNOWN_EXCEPTION',
      message: `token ${token} failed`,
      headers: { authorization: token },
    };
    const error = Object.assign(new Error(`token ${token} failed`), { errorCode: 'UNKNOWN_EXCEPTION', data });
    const seen = inspect(toRefusal(error, at), { depth: 10, showHidden: true });
    expect(seen).not.toContain('secretSecret');
  });
});
