import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';

let heap: LocalHeap;

beforeAll(async () => {
  heap = await startLocalHeap();
});
afterAll(() => heap.close());

/** The first request of each app: from then on its properties are known. */
const known = '{"identity":"ann","properties":{"Title":"CEO","Größe":3,"Plan":"Pro","A":1}}';
const one = (properties: string) => `{"identity":"bob","properties":{${properties}}}`;
const long = (character: string, length: number) => `"${character.repeat(length)}"`;

/** Users of the requests after it, good and bad, as they stand in a body. */
const bodies: Readonly<Record<string, string | Buffer>> = {
  'all that is known': one('"Title":"CTO","Größe":4,"Plan":"Free","A":2'),
  'a part of it': one('"Größe":4,"A":-2.50'),
  'two users': `${one('"Title":"CTO"')},${known.replace('CEO', 'Ärztin 😀')}`,
  'one of the properties that somebody had': '{"identity":"ann","properties":{"Plan":"Free"}}',
  'in another order': one('"Plan":"Free","Title":"CTO"'),
  'a property twice': one('"Title":"CTO","Title":"CFO"'),
  'a new property': one('"Title":"CTO","New":"x"'),
  'a property that is known in part': one('"Tit":"CTO"'),
  'no property': one(''),
  'an empty text': one('"Title":""'),
  'a number that becomes a text': one('"Größe":"4","A":"x"'),
  'a text that becomes a number': one('"Title":4'),
  'something to unescape': one('"Title":"\\u0041 \\"x\\" \\\\"'),
  'nothing that could be unescaped': one('"Title":"\\x"'),
  'an identity to unescape': '{"identity":"b\\u0062","properties":{"Title":"CTO"}}',
  'half of a character': one('"Title":"\\ud800"'),
  'a control character': one('"Title":"a\tb"'),
  'no UTF-8': Buffer.from(one('"Title":"\xe4"'), 'latin1'),
  'the longest text': one(`"Title":${long('x', 1023)}`),
  'a text that is too long': one(`"Title":${long('x', 1024)}`),
  'the longest text of many bytes': one(`"Title":${long('ä', 1023)}`),
  'a text of many bytes that is too long': one(`"Title":${long('ä', 1024)}`),
  'numbers with an exponent': one('"Größe":1e3,"A":-1.5E-2'),
  'a number beyond all numbers': one('"Größe":1e999'),
  'a number of many digits': one(`"Größe":${'9'.repeat(400)}`),
  'minus zero': one('"Größe":-0,"A":-0.0'),
  zero: one('"Größe":0,"A":0.50'),
  'zeros in front': one('"Größe":007'),
  'no digit after the point': one('"Größe":1.'),
  'no digit before it': one('"Größe":.5'),
  'a lone minus': one('"Größe":-'),
  null: one('"Title":null'),
  true: one('"Title":true'),
  'an array': one('"Title":["CTO"]'),
  'a comma at the end': one('"Title":"CTO",'),
  'a comma in front': one(',"Title":"CTO"'),
  'a text without an end': '{"identity":"bob","properties":{"Title":"CTO',
  'an id': one('"Title":"CTO","ID":"x"'),
  'an email': one('"Title":"CTO","email":"bob@acme.example"'),
  'a member of another name': '{"identity":"bob","properties":{"Title":"CTO"},"x":1}',
  'a comma too many': `${one('"Title":"CTO"')},`,
  'more after the end': `${one('"Title":"CTO"')}]}]`,
  'the same identity twice': `${one('"Title":"CTO"')},${one('"Plan":"Free"')}`,
  'an empty identity': '{"identity":"","properties":{"Title":"CTO"}}',
  'an identity with a quote': '{"identity":"b\\"b","properties":{"Title":"CTO"}}',
  'the longest identity': `{"identity":${long('x', 255)},"properties":{"Title":"CTO"}}`,
  'an identity that is too long': `{"identity":${long('x', 256)},"properties":{"Title":"CTO"}}`,
  'a thousand users': Array.from({ length: 1000 }, (_, at) => `{"identity":"u${at}","properties":{"A":${at}}}`).join(
    ',',
  ),
  'a thousand and one': Array.from({ length: 1001 }, (_, at) => `{"identity":"u${at}","properties":{}}`).join(','),
};

/** What an app answers and holds after a request for `known` and two for others, which begin like this. */
async function heldAfter(app: string, begin: string, users: string | Buffer) {
  const send = async (list: string | Buffer) => {
    const body = Buffer.concat([
      Buffer.from(`${begin}"app_id":"${app}","users":[`),
      Buffer.from(list),
      Buffer.from(']}'),
    ]);
    const answer = await fetch(`${heap.url}/api/add_user_properties`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return [answer.status, (await answer.text()).replace(/ \(line .*| at position .*/, '')];
  };
  const first = await send(known);
  const others = [await send(users), await send(users)];
  const { users: count } = heap.apps().find(({ appId }) => appId === app)!;
  const held = heap
    .users(app)
    .items.map(({ userId, identity, email, properties }) => ({ userId, identity, email, properties }));
  return { first, others, count, held, digest: heap.digest(app), properties: heap.properties(app) };
}

test.each(Object.entries(bodies))('%s is kept, or refused, as if it was written with spaces', async (name, users) => {
  const plain = await heldAfter(`plain ${name}`, '{', users);
  const spaced = await heldAfter(`spaced ${name}`, '{ ', users);
  expect(plain.first[0]).toBe(200);
  expect(plain).toEqual(spaced);
});
