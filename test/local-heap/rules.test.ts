import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '../../src/base/clock.ts';
import { type LocalHeap, startLocalHeap } from '../../src/local-heap/index.ts';
import { pages } from '../../src/local-heap/rules/limits.ts';
import { APP, caller } from './caller.ts';

/** Where a rule comes from: a page of Heap's, or nowhere. */
type Source = (typeof pages)[keyof typeof pages] | 'believed';

/** A rule of Heap's server-side APIs, and how a Heap can be asked whether it is so. */
interface Rule {
  readonly rule: string;
  readonly source: Source;
  readonly ask: (heap: LocalHeap) => Promise<unknown>;
  readonly answer: unknown;
}

let heap: LocalHeap;
const clock = new ManualClock('2026-07-01T12:00:00Z');

beforeAll(async () => {
  heap = await startLocalHeap({ clock });
});
afterEach(() => heap.reset());
afterAll(() => heap.close());

const send = (path: string, body: object) => caller(heap)(path, body);
const status = async (path: string, body: object): Promise<number> => (await send(path, body)).status;
const bob = 'bob@example.com';
const setBob = (properties: unknown): Promise<number> => status('add_user_properties', { identity: bob, properties });
const long = (length: number): string => 'x'.repeat(length);
const times = async (count: number, work: (at: number) => Promise<number>): Promise<readonly number[]> => {
  const all = [];
  for (let at = 0; at < count; at++) all.push(await work(at));
  return all;
};
const different = (statuses: readonly number[]): string => [...new Set(statuses)].join(' ');
const entries = (count: number, make: (at: number) => object) => Array.from({ length: count }, (_, at) => make(at));

const users: readonly Rule[] = [
  {
    rule: 'an identity that nobody has makes a new user, without events',
    source: pages.addUserProperties,
    ask: async () => [await setBob({ Title: 'Analyst' }), heap.user(APP, bob)?.properties, heap.events(APP).items],
    answer: [200, { Title: 'Analyst' }, []],
  },
  {
    rule: 'a property is made when it is first sent, and the last value wins; others stay',
    source: pages.addUserProperties,
    ask: async () => {
      await setBob({ Title: 'Analyst', Seats: 3 });
      await setBob({ Title: 'Director', Plan: 'Pro' });
      return heap.user(APP, bob)?.properties;
    },
    answer: { Title: 'Director', Seats: 3, Plan: 'Pro' },
  },
  {
    rule: 'identities are told apart by case',
    source: pages.addUserProperties,
    ask: async () => {
      await setBob({ Title: 'A' });
      await status('add_user_properties', { identity: 'Bob@example.com', properties: { Title: 'B' } });
      return [heap.user(APP, bob)?.properties, heap.user(APP, 'Bob@example.com')?.properties];
    },
    answer: [{ Title: 'A' }, { Title: 'B' }],
  },
  {
    rule: 'an identity has at most 255 characters',
    source: pages.addUserProperties,
    ask: () => times(2, (at) => status('add_user_properties', { identity: long(255 + at), properties: {} })),
    answer: [200, 400],
  },
  {
    rule: 'keys and values have fewer than 1024 characters',
    source: pages.addUserProperties,
    ask: async () => [
      await setBob({ [long(1023)]: 'x' }),
      await setBob({ [long(1024)]: 'x' }),
      await setBob({ Title: long(1023) }),
      await setBob({ Title: long(1024) }),
    ],
    answer: [200, 400, 200, 400],
  },
  {
    rule: 'a value is a string or a number: null, true, arrays and objects are refused',
    source: pages.addUserProperties,
    ask: () => times(6, (at) => setBob({ Title: ['x', 1.5, null, true, ['a'], { a: 1 }][at] })),
    answer: [200, 200, 400, 400, 400, 400],
  },
  {
    rule: 'no property may be named id, in any casing; user_id may',
    source: pages.addUserProperties,
    ask: () => times(5, (at) => setBob({ [['id', 'ID', 'Id', 'iD', 'user_id'][at]!]: 'x' })),
    answer: [400, 400, 400, 400, 200],
  },
  {
    rule: 'email in lower case is Heap’s own property; in another casing it is one of many',
    source: pages.addUserProperties,
    ask: async () => {
      await setBob({ email: 'one@example.com', Email: 'two@example.com' });
      const { email, properties } = heap.user(APP, bob)!;
      return [email, properties];
    },
    answer: ['one@example.com', { Email: 'two@example.com' }],
  },
  {
    rule: '30 requests in 30 seconds are let in for each identity and app; the next one is told when to come again',
    source: pages.addUserProperties,
    ask: async () => {
      const let30 = different(await times(30, (at) => setBob({ At: at })));
      clock.advance(10_500);
      const next = await send('add_user_properties', { identity: bob, properties: { At: 30 } });
      const other = await status('add_user_properties', { identity: 'eve@example.com', properties: {} });
      const elsewhere = await status('add_user_properties', { app_id: '12', identity: bob, properties: {} });
      clock.advance(19_500);
      const later = await setBob({ At: 31 });
      return [let30, next.status, next.headers.get('retry-after'), other, elsewhere, later];
    },
    answer: ['200', 429, '20', 200, 200, 200],
  },
  {
    rule: 'a bulk request counts once for each identity that it names, and is refused whole',
    source: 'believed',
    ask: async () => {
      await times(30, (at) => setBob({ At: at }));
      const both = {
        users: [
          { identity: 'eve@example.com', properties: { A: 1 } },
          { identity: bob, properties: {} },
        ],
      };
      return [await status('add_user_properties', both), heap.user(APP, 'eve@example.com')];
    },
    answer: [429, undefined],
  },
  {
    rule: 'a bulk request takes 1000 users',
    source: pages.bulkAddUserProperties,
    ask: () =>
      times(2, (more) =>
        status('add_user_properties', {
          users: entries(1000 + more, (at) => ({ identity: `u${at}`, properties: {} })),
        }),
      ),
    answer: [200, 400],
  },
  {
    rule: 'one user that is invalid has the whole bulk request refused, in plain text that names it',
    source: 'believed',
    ask: async () => {
      const bad = [
        { identity: 'eve@example.com', properties: { A: 1 } },
        { identity: bob, properties: { Title: null } },
      ];
      const reply = await send('add_user_properties', { users: bad });
      return [reply.status, reply.headers.get('content-type'), reply.text, heap.apps()];
    },
    answer: [
      400,
      'text/plain; charset=utf-8',
      'users[1].properties.Title: the value is null; it has to be a number, or a string with fewer than 1024 characters.',
      [],
    ],
  },
  {
    rule: 'of one identity that a request names twice, the later one wins',
    source: 'believed',
    ask: async () => {
      const twice = [1, 2].map((at) => ({ identity: bob, properties: { A: at, [`B${at}`]: at } }));
      await status('add_user_properties', { users: twice });
      return [heap.user(APP, bob)?.properties, heap.apps()[0]?.users];
    },
    answer: [{ A: 2, B1: 1, B2: 2 }, 1],
  },
  {
    rule: 'users are named by identity: a user_id will not do, and an empty identity is none',
    source: pages.addUserProperties,
    ask: async () => [
      await status('add_user_properties', { user_id: '7', properties: {} }),
      await status('add_user_properties', { identity: '', properties: {} }),
      await status('add_user_properties', { identity: 7, properties: {} }),
      await status('add_user_properties', { identity: bob }),
    ],
    answer: [400, 400, 400, 400],
  },
  {
    rule: 'app_id is text or a number, and what is of one environment is of no other',
    source: 'believed',
    ask: async () => {
      await status('add_user_properties', { app_id: 11, identity: bob, properties: { A: 1 } });
      await status('add_user_properties', { app_id: '11', identity: bob, properties: { B: 1 } });
      await status('add_user_properties', { app_id: 'local', identity: bob, properties: { C: 1 } });
      const missing = await status('add_user_properties', { app_id: null, identity: bob, properties: {} });
      return [heap.user('11', bob)?.properties, heap.user('local', bob)?.properties, missing];
    },
    answer: [{ A: 1, B: 1 }, { C: 1 }, 400],
  },
  {
    rule: 'a bulk request that names one identity forty times counts once for it',
    source: 'believed',
    ask: async () => {
      const many = { users: entries(40, (at) => ({ identity: bob, properties: { At: at } })) };
      return [different(await times(30, () => status('add_user_properties', many))), await setBob({})];
    },
    answer: ['200', 429],
  },
  {
    rule: 'an empty array, and one user beside many, are refused',
    source: 'believed',
    ask: async () => [
      await status('add_user_properties', { users: [] }),
      await status('add_user_properties', {
        identity: bob,
        properties: {},
        users: [{ identity: bob, properties: {} }],
      }),
    ],
    answer: [400, 400],
  },
];

const accounts: readonly Rule[] = [
  {
    rule: 'accounts take properties by account id, one or 1000 in a request',
    source: pages.bulkAddAccountProperties,
    ask: async () => [
      await status('add_account_properties', {
        account_id: 'Fake Company',
        properties: { is_in_good_standing: 'true' },
      }),
      await status('add_account_properties', {
        accounts: entries(1000, (at) => ({ account_id: `a${at}`, properties: { Size: at } })),
      }),
      await status('add_account_properties', {
        accounts: entries(1001, (at) => ({ account_id: `a${at}`, properties: {} })),
      }),
      heap.account(APP, 'Fake Company')?.properties,
      heap.apps()[0]?.accounts,
    ],
    answer: [200, 200, 400, { is_in_good_standing: 'true' }, 1001],
  },
  {
    rule: 'an account’s properties keep to the rules of a user’s',
    source: 'believed',
    ask: () =>
      times(3, (at) =>
        status('add_account_properties', {
          account_id: 'A',
          properties: [{ Id: 'x' }, { A: null }, { A: long(1024) }][at],
        }),
      ),
    answer: [400, 400, 400],
  },
];

const trackBob = (more: object): Promise<number> => status('track', { identity: bob, event: 'Send Email', ...more });

const events: readonly Rule[] = [
  {
    rule: 'an event of an unknown identity makes a new user',
    source: pages.track,
    ask: async () => [
      await trackBob({ timestamp: '2026-06-30T22:21:56+02:00', properties: { subject: 'Hi', Size: 2 } }),
      heap.events(APP).items.map(({ identity, event, time, properties }) => [identity, event, time, properties]),
      heap.apps()[0]?.users,
    ],
    answer: [200, [[bob, 'Send Email', '2026-06-30T20:21:56.000Z', { subject: 'Hi', Size: 2 }]], 1],
  },
  {
    rule: 'an event belongs to an identity or to a user_id, and to one of them only',
    source: pages.track,
    ask: async () => [
      await status('track', { event: 'E' }),
      await status('track', { identity: bob, user_id: '5', event: 'E' }),
      await status('track', { user_id: '5', event: 'E' }),
    ],
    answer: [400, 400, 200],
  },
  {
    rule: 'a user_id is a numeric string from 0 to 2^53 - 1',
    source: pages.track,
    ask: () =>
      times(5, (at) =>
        status('track', { event: 'E', user_id: ['0', '9007199254740991', '9007199254740992', '-1', 'x'][at] }),
      ),
    answer: [200, 200, 400, 400, 400],
  },
  {
    rule: 'an event’s name has at most 1024 characters, and its time is ISO 8601',
    source: pages.track,
    ask: async () => [
      await trackBob({ event: long(1024) }),
      await trackBob({ event: long(1025) }),
      await trackBob({ event: '' }),
      await trackBob({ timestamp: 'yesterday' }),
      await trackBob({ timestamp: 1782900000 }),
    ],
    answer: [200, 400, 400, 400, 400],
  },
  {
    rule: 'a time without a zone is UTC, and a day alone its first moment',
    source: 'believed',
    ask: async () => {
      for (const timestamp of ['2026-06-30T22:21:56.5', '2026-06-30 22:21+0530', '2026-06-30'])
        await trackBob({ timestamp });
      return heap.events(APP).items.map(({ time }) => time);
    },
    answer: ['2026-06-30T22:21:56.500Z', '2026-06-30T16:51:00.000Z', '2026-06-30T00:00:00.000Z'],
  },
  {
    rule: 'an array among the properties becomes a text joined by ||',
    source: pages.track,
    ask: async () => {
      await trackBob({ properties: { items: ['a', 'b', 3], many: entries(900, () => ({})).map(() => 'xy') } });
      const { items, many } = heap.events(APP).items[0]!.properties;
      return [items, String(many).length];
    },
    answer: ['a||b||3', 1024],
  },
  {
    rule: 'an idempotency key that comes again changes nothing',
    source: pages.track,
    ask: async () => [
      await trackBob({ idempotency_key: 'k1', properties: { A: 1 } }),
      await trackBob({ idempotency_key: 'k1', properties: { A: 2 } }),
      await trackBob({ idempotency_key: 'k2', properties: { A: 3 } }),
      heap.events(APP).items.map(({ properties }) => properties['A']),
    ],
    answer: [200, 200, 200, [1, 3]],
  },
  {
    rule: '30 events sent one by one in 30 seconds are let in for each identity',
    source: pages.track,
    ask: async () => {
      const first = different(await times(30, () => trackBob({})));
      const next = await trackBob({});
      clock.advance(30_000);
      return [first, next, await trackBob({})];
    },
    answer: ['200', 429, 200],
  },
  {
    rule: 'in bulk, 1000 events a minute are let in for each identity',
    source: pages.bulkTrack,
    ask: async () => {
      const bulk = (count: number, identity: string) =>
        status('track', { events: entries(count, () => ({ identity, event: 'E' })) });
      const seen = [await bulk(1000, bob), await bulk(1, bob), await bulk(1, 'eve'), await bulk(1001, 'eve')];
      clock.advance(60_000);
      return [...seen, await bulk(1, bob)];
    },
    answer: [200, 429, 200, 400, 200],
  },
  {
    rule: 'in bulk, 15,000 events a minute are let in for each app',
    source: pages.bulkTrack,
    ask: async () => {
      const bulk = (at: number, app_id = APP) =>
        status('track', { app_id, events: entries(1000, (one) => ({ identity: `u${at}-${one}`, event: 'E' })) });
      const first = different(await times(15, (at) => bulk(at)));
      const seen = [first, await bulk(15), await bulk(15, '12'), heap.apps()[0]?.users];
      clock.advance(60_000);
      return [...seen, await bulk(16)];
    },
    answer: ['200', 429, 200, 15_000, 200],
  },
];

const identify = (user_id: string, identity: string): Promise<number> => status('v1/identify', { user_id, identity });
const owners = (): readonly (string | null)[] => heap.events(APP).items.map(({ identity }) => identity);

const identities: readonly Rule[] = [
  {
    rule: 'identify moves an anonymous user’s events to the identity, and the user is another from then on',
    source: pages.identify,
    ask: async () => {
      await status('track', { user_id: '42', event: 'E' });
      const before = owners();
      const said = await identify('42', bob);
      await status('track', { user_id: '42', event: 'F' });
      const to = Number(heap.user(APP, bob)?.userId);
      const migrations = heap.migrations(APP).map(({ fromUserId, toUserId }) => [fromUserId, toUserId === to]);
      return [before, said, owners(), heap.apps()[0]?.users, migrations];
    },
    answer: [[null], 200, [bob, bob], 1, [[42, true]]],
  },
  {
    rule: 'a user_id has one identity ever: another one later is dropped without a word',
    source: pages.identify,
    ask: async () => {
      await status('track', { user_id: '42', event: 'E' });
      const said = [await identify('42', bob), await identify('42', 'eve@example.com')];
      return [said, owners(), heap.user(APP, 'eve@example.com')];
    },
    answer: [[200, 200], [bob], undefined],
  },
  {
    rule: 'ten user_ids of an identity in a month are taken, the eleventh is ignored',
    source: pages.identify,
    ask: async () => {
      const said = different(await times(11, (at) => identify(String(100 + at), bob)));
      const first = heap.migrations(APP).length;
      clock.advance(31 * 86_400_000);
      await identify('200', bob);
      return [said, first, heap.migrations(APP).length];
    },
    answer: ['200', 10, 11],
  },
  {
    rule: 'identify needs both, and takes no others in their place',
    source: pages.identify,
    ask: async () => [
      await status('v1/identify', { user_id: '42' }),
      await status('v1/identify', { identity: bob }),
      await identify('abc', bob),
      await status('identify', { user_id: '42', identity: bob }),
    ],
    answer: [400, 400, 400, 404],
  },
  {
    rule: 'what the anonymous user alone had goes to the identified one, who keeps all of his own',
    source: 'believed',
    ask: async () => {
      const own = await startLocalHeap({
        clock,
        seed: {
          appId: APP,
          users: [
            { userId: 42, properties: { Plan: 'Free', Source: 'Ad' }, joined: new Date('2026-01-01T00:00:00Z') },
            { userId: 43, identity: bob, properties: { Plan: 'Pro' }, joined: new Date('2026-02-01T00:00:00Z') },
          ],
        },
      });
      await caller(own)('v1/identify', { user_id: '42', identity: bob });
      const { userId, joindate, properties } = own.user(APP, bob)!;
      await own.close();
      return [userId, joindate, properties];
    },
    answer: ['43', '2026-01-01T00:00:00.000Z', { Plan: 'Pro', Source: 'Ad' }],
  },
];

for (const { rule, source, ask, answer } of [...users, ...accounts, ...events, ...identities]) {
  test(`${rule} (${source})`, async () => {
    expect(await ask(heap)).toEqual(answer);
  });
}
