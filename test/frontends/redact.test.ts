import { expect, test } from 'vitest';
import { redact } from '../../src/frontends/redact.ts';

test.each([
  ['session 00DHp0000000001MAA!AQEAQN.x_y-z= used', 'session [session id] used'],
  ['Authorization: Bearer 00Dabcdefg.hijk', 'Authorization: Bearer [token]'],
  ['jwt eyJhbGciOi.eyJzdWIiOi.c2ln end', 'jwt [token] end'],
  ['{"access_token":"abc","x":1}', '{"access_token":"[secret]","x":1}'],
  ['a=1&client_secret=hunter2&b=2', 'a=1&client_secret=[secret]&b=2'],
  ['postgres://me:hunter2@host/db', 'postgres://me:[password]@host/db'],
  ['{"url":"http://localhost:7437","who":"me@host"}', '{"url":"http://localhost:7437","who":"me@host"}'],
  ['force://PlatformCLI::5Aep861@host', 'force://[secret]'],
  ['-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----', '[private key]'],
  ['the token is refused; sign in again', 'the token is refused; sign in again'],
  ['/home/me/project/src/a-file.ts:10:20', '/home/me/project/src/a-file.ts:10:20'],
])('%s', (text, shown) => {
  expect(redact(text)).toBe(shown);
});
