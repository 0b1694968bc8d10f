import { expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import { parseSearch } from '../../../src/local-org/engine/soql/search/parse-search.ts';
import { apiVersion, idIn, insert, openOrg, sample, type TestOrg } from './org.ts';

function found(search: string, org: TestOrg = openOrg()): unknown {
  return org.admin
    .search(parseSearch(search), apiVersion)
    .map(({ attributes, ...fields }) => [(attributes as { readonly type: string }).type, ...Object.values(fields)]);
}

test.each([
  [
    'FIND {acme} RETURNING Account(Name)',
    [
      ['Account', 'Acme'],
      ['Account', 'acme Labs'],
    ],
  ],
  [
    'FIND {ACM*} IN NAME FIELDS RETURNING Account(Name), Contact(Name)',
    [
      ['Account', 'Acme'],
      ['Account', 'acme Labs'],
    ],
  ],
  ['FIND {acm} RETURNING Account(Name)', []],
  ['FIND {acme labs} RETURNING Account(Name)', [['Account', 'acme Labs']]],
  ['FIND {"labs acme"} RETURNING Account(Name)', []],
  ['FIND {acme AND NOT labs} RETURNING Account(Name)', [['Account', 'Acme']]],
  ['FIND {(labs OR SÖHNE) AND NOT bolt} RETURNING Account(Name)', [['Account', 'acme Labs']]],
  ['FIND {b?lt} RETURNING Account(Name)', [['Account', 'Bolt & Söhne']]],
  ['FIND {ann@acme.example} IN EMAIL FIELDS RETURNING Contact(LastName)', [['Contact', 'Ito']]],
  ['FIND {example} IN NAME FIELDS RETURNING Contact(LastName)', []],
  ["FIND {O\\'Hara} RETURNING Contact(LastName)", [['Contact', "O'Hara"]]],
  ["FIND {acme} RETURNING Account(Name WHERE Name LIKE '% L%' OR Name = ')')", [['Account', 'acme Labs']]],
  ['FIND {acme} RETURNING Account(Name ORDER BY Name DESC LIMIT 1)', [['Account', 'acme Labs']]],
  [
    'FIND {acme} RETURNING Account(Name), Contact(LastName) LIMIT 2',
    [
      ['Account', 'Acme'],
      ['Contact', 'Ito'],
    ],
  ],
  ['FIND {paris} RETURNING Account(Name) WITH SPELL_CORRECTION = false', [['Account', 'Acme']]],
  [
    'find {heap} in name fields returning user(name)',
    [
      ['User', 'Heap Administrator'],
      ['User', 'Heap Connecting User'],
    ],
  ],
])('%s', (search, rows) => {
  expect(found(search)).toEqual(rows);
});

test('a search for nothing in particular gives Ids of all objects', () => {
  const { admin } = openOrg();
  const types = admin.search(parseSearch('FIND {acme}'), apiVersion).map((row) => Object.keys(row));
  expect(new Set(types.flat())).toEqual(new Set(['attributes', 'Id']));
});

test('a search looks only where the user may see', () => {
  const { sync } = openOrg();
  expect(() => sync.search(parseSearch('FIND {acme} RETURNING Account'), apiVersion)).toThrow(
    "sObject type 'Account' is not supported",
  );
  expect(sync.search(parseSearch('FIND {acme}'), apiVersion)).toEqual([]);
});

test('a pattern full of stars takes no longer than its text is long', () => {
  const org = openOrg();
  idIn(insert(org.admin, 'Account', { Name: 'a'.repeat(255) }));
  expect(found(`FIND {${'a*'.repeat(100)}b} RETURNING Account(Name)`, org)).toEqual([]);
});

test.each([
  ['FIND acme', 'Malformed search token: FIND'],
  ['FIND {acme', "unexpected token: '<EOF>'"],
  ['FIND {a}', 'search term must be longer than one character: a'],
  ['FIND {*cme}', 'A wildcard cannot be the first character'],
  ['FIND {a-b}', "Column:7\nline 1:7 mismatched character '-' expecting '}'"],
  ['FIND {John|jane}', "\nERROR at Row:1:Column:10\nline 1:10 mismatched character '|' expecting '}'"],
  ['FIND {name} IN ALL TYPE RETURNING Account(name)', '\nERROR at Row:1:Column:19\nMalformed search token: TYPE'],
  ['FIND {acme} RETURNING', 'Malformed search token: <EOF>'],
  ['FIND {acme} RETURNING Account(Name', "unexpected token: '<EOF>'"],
  ['FIND {acme} RETURNING Account(Name USING ListView(Id = Recent))', 'Invalid using expr'],
  ["FIND {acme} WITH DIVISION = 'x'", 'Malformed search token: WITH'],
  ['FIND {(acme} RETURNING Account', 'unexpected token'],
  [`FIND {${'('.repeat(10_000)}acme}`, 'unexpected token'],
  ['FIND {acme} RETURNING Nope__c', "sObject type 'Nope__c' is not supported"],
  ['FIND {acme} RETURNING Account(Nope__c)', "No such column 'Nope__c' on entity 'Account'"],
])('%s is refused', (search, said) => {
  expect(() => found(search)).toThrow(said);
});

test('a list of one object ends at 250 rows, unless it has a condition or an order', () => {
  const { admin } = openOrg({
    seed: {
      ...sample,
      Account: Array.from({ length: 300 }, (_, place) => ({ Id: idOf('001', place + 1), Name: `Many ${place}` })),
      Contact: [],
    },
  });
  const size = (returning: string) =>
    admin.search(parseSearch(`FIND {many} RETURNING ${returning}`), apiVersion).length;
  expect(size('Account(Id)')).toBe(250);
  expect(size('Account(Id ORDER BY Name)')).toBe(300);
  expect(size("Account(Id WHERE Name LIKE 'Many%'), Contact(Id)")).toBe(250);
});

test('very long words: operators are words like any other, and at last nothing is found', () => {
  const { admin } = openOrg();
  const found = (words: string) =>
    admin.search(parseSearch(`FIND {acme AND ${words}} RETURNING Account(Id)`), apiVersion).length;
  expect(found('nobody')).toBe(0);
  expect(found('nobody '.repeat(600))).toBeGreaterThan(0);
  expect(found('acme '.repeat(2001))).toBe(0);
});
