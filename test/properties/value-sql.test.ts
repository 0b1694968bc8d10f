import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Property } from '../../src/properties/property.ts';
import { isNumber, jsonSql, overLongSql, type ValueRules, valueSql } from '../../src/properties/value-sql.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/warehouse.ts';

let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'values-'));
  warehouse = await openWarehouse({ folder, memoryLimit: '300MB' });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const plainly: ValueRules = { nulls: { kind: 'skip' }, longValues: 'cut' };

function property(type: string, facts: Partial<Property> = {}): Property {
  return { level: 'contact', field: 'F__c', name: 'Salesforce Contact F', type, formula: false, ...facts };
}

async function asked(sql: string, raw: string | null): Promise<unknown> {
  const [row] = await warehouse.rows<{ v: unknown }>(`SELECT ${sql} AS v FROM (SELECT CAST(? AS VARCHAR) AS "raw")`, [
    raw,
  ]);
  return row?.v;
}

const sent = (of: Property, raw: string | null, rules = plainly) => asked(valueSql(of, '"raw"', rules), raw);
const json = (of: Property, raw: string | null, rules = plainly) =>
  asked(jsonSql(of, valueSql(of, '"raw"', rules), rules), raw);

describe('a value travels by its type', () => {
  // Where REST and Bulk write one value differently, both forms stand here.
  test.each([
    ['string', 'Head of “Ops”', 'Head of “Ops”'],
    ['string', '00123', '00123'],
    ['textarea', 'two\r\nlines\tand "quotes"', 'two\r\nlines\tand "quotes"'],
    ['textarea', '<p>rich</p>', '<p>rich</p>'],
    ['email', 'Ada@Example.com', 'Ada@Example.com'],
    ['phone', '+49 (30) 1234', '+49 (30) 1234'],
    ['url', 'https://example.com/?a=b', 'https://example.com/?a=b'],
    ['encryptedstring', '***-**-1234', '***-**-1234'],
    ['id', '003000000000001AAA', '003000000000001AAA'],
    ['reference', '001000000000001AAA', '001000000000001AAA'],
    ['picklist', 'Customer - Direct', 'Customer - Direct'],
    ['multipicklist', 'red;green', 'red;green'],
    ['time', '10:30:00.000Z', '10:30:00.000Z'],
    ['boolean', 'true', 'true'],
    ['boolean', 'false', 'false'],
    ['int', '42', '42'],
    ['int', '-7', '-7'],
    ['double', '0.0', '0'],
    ['double', '-0.0', '0'],
    ['double', '600.0', '600'],
    ['double', '-10.0', '-10'],
    ['double', '10.050', '10.05'],
    ['double', '1.0E7', '10000000'],
    ['double', '10000000', '10000000'],
    ['double', '1.0E-4', '0.0001'],
    ['double', '12.50', '12.5'],
    ['double', '0.1', '0.1'],
    ['currency', '1.234567890123E12', '1234567890123'],
    ['currency', '123456789012345678', '123456789012345678'],
    ['currency', '-1234567890123456.78', '-1234567890123456.78'],
    ['double', '0.123456789012345678', '0.123456789012345678'],
    ['percent', '12.5', '12.5'],
    ['long', '9007199254740993', '9007199254740993'],
    ['double', '1.0E30', '1e+30'],
    ['double', '1.5E-20', '1.5e-20'],
    ['double', '1.5E-7', '0.00000015'],
    ['double', '1.23456789015E10', '12345678901.5'],
    ['currency', '1.23456789012345677E17', '123456789012345677'],
    ['double', '0.0E0', '0'],
    ['int', '0', '0'],
    ['date', '2026-03-29', '2026-03-29'],
    ['date', '1700-01-01', '1700-01-01'],
    ['date', '4000-12-31', '4000-12-31'],
    ['datetime', '2026-03-29T01:30:00.000Z', '2026-03-29T01:30:00.000Z'],
    ['datetime', '2026-03-29T01:30:00.000+0000', '2026-03-29T01:30:00.000Z'],
    ['datetime', '2026-11-01T08:59:59.999+0000', '2026-11-01T08:59:59.999Z'],
  ])('%s %j as %j', async (type, raw, expected) => {
    expect(await sent(property(type), raw)).toBe(expected);
  });

  test.each([
    ['double', 'NaN'],
    ['double', 'Infinity'],
    ['int', 'many'],
  ])('%s %j is no number, and is not sent', async (type, raw) => {
    expect(await sent(property(type), raw)).toBeNull();
  });

  test('the days on which clocks change are days like others', async () => {
    for (const day of ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01']) {
      expect(await sent(property('date'), day)).toBe(day);
    }
  });
});

describe('a picklist goes as its label when told so', () => {
  const labels = new Map([
    ['DE', "Germany's"],
    ['AT', 'Österreich'],
    ['same', 'same'],
  ]);
  test.each([
    ['picklist', 'DE', "Germany's"],
    ['picklist', 'same', 'same'],
    ['picklist', 'gone', 'gone'],
    ['multipicklist', 'AT;gone;DE', "Österreich;gone;Germany's"],
    ['multipicklist', 'same', 'same'],
  ])('%s %j as %j', async (type, raw, expected) => {
    expect(await sent(property(type, { labels }), raw)).toBe(expected);
  });
});

describe('an emptied field', () => {
  test('is skipped unless told otherwise', async () => {
    for (const type of ['string', 'double', 'multipicklist', 'date'])
      expect(await sent(property(type), null)).toBeNull();
    expect(await json(property('double'), null)).toBeNull();
  });

  test('becomes an empty text or a word, quoted in JSON also where numbers stand', async () => {
    const empty: ValueRules = { ...plainly, nulls: { kind: 'text', text: '' } };
    const word: ValueRules = { ...plainly, nulls: { kind: 'text', text: "it's none" } };
    expect(await sent(property('string'), null, empty)).toBe('');
    expect(await sent(property('datetime'), null, word)).toBe("it's none");
    expect(await json(property('double'), null, empty)).toBe('""');
    expect(await json(property('double'), null, word)).toBe('"it\'s none"');
    expect(await json(property('double'), null, { ...plainly, nulls: { kind: 'text', text: 'NaN' } })).toBe('"NaN"');
  });
});

describe('in JSON', () => {
  test('numbers stand as they are, and all else is a string', async () => {
    expect(await json(property('double'), '1.0E7')).toBe('10000000');
    expect(await json(property('double'), '1.0E30')).toBe('1e+30');
    expect(await json(property('string'), '42')).toBe('"42"');
    expect(await json(property('boolean'), 'true')).toBe('"true"');
    expect(await json(property('textarea'), 'a "b"\n\u0001😀')).toBe(JSON.stringify('a "b"\n\u0001😀'));
  });

  test('which property is a number is known beforehand', () => {
    const types = ['int', 'long', 'double', 'currency', 'percent', 'string', 'boolean', 'date', 'picklist'];
    expect(types.filter((type) => isNumber({ type }))).toEqual(['int', 'long', 'double', 'currency', 'percent']);
  });
});

describe('a value over 1,023 characters', () => {
  const family = '👨‍👩‍👧‍👦';
  const flag = '🇩🇪';
  test.each([
    ['letters', 'x'.repeat(1023), 'x'.repeat(1023)],
    ['one letter more', 'x'.repeat(1024), 'x'.repeat(1023)],
    ['letters of three bytes that fit', '漢'.repeat(1023), '漢'.repeat(1023)],
    ['emoji, which count twice', '😀'.repeat(511), '😀'.repeat(511)],
    ['one emoji more', '😀'.repeat(512), '😀'.repeat(511)],
    ['an emoji over the edge', `${'x'.repeat(1022)}😀y`, 'x'.repeat(1022)],
    ['an emoji at the edge', `${'x'.repeat(1021)}😀y`, `${'x'.repeat(1021)}😀`],
    ['a family over the edge', `${'x'.repeat(1020)}${family}`, 'x'.repeat(1020)],
    ['a flag over the edge', `${'x'.repeat(1020)}${flag}`, 'x'.repeat(1020)],
    ['an accent over the edge', `${'x'.repeat(1022)}e\u0301`, 'x'.repeat(1022)],
    ['an emoji far beyond the edge', `${'x'.repeat(1500)}😀`, 'x'.repeat(1023)],
    ['a character that is longer than all', `e${'\u0301'.repeat(2000)}`, `e${'\u0301'.repeat(1022)}`],
    ['100,000 characters', 'ab😀'.repeat(25_000), `${'ab😀'.repeat(255)}ab`],
  ])('is cut between two characters: %s', async (_, raw, expected) => {
    const cut = await sent(property('textarea'), raw);
    expect(cut).toBe(expected);
    expect(String(cut).length).toBeLessThanOrEqual(1023);
    expect(await asked(overLongSql(property('textarea'), '"raw"'), raw)).toBe(raw.length > 1023);
  });

  test('is left out when told so, and is no emptied field', async () => {
    const refuse: ValueRules = { nulls: { kind: 'text', text: 'none' }, longValues: 'refuse' };
    expect(await sent(property('textarea'), 'x'.repeat(1024), refuse)).toBeNull();
    expect(await sent(property('textarea'), 'x'.repeat(1023), refuse)).toBe('x'.repeat(1023));
    expect(await sent(property('textarea'), null, refuse)).toBe('none');
  });

  test('is measured as it is sent: by its labels', async () => {
    const labels = new Map([
      ['a', 'L'.repeat(600)],
      ['b', 'M'.repeat(600)],
    ]);
    const of = property('multipicklist', { labels });
    expect(await asked(overLongSql(of, '"raw"'), 'a;b')).toBe(true);
    expect(await asked(overLongSql(of, '"raw"'), 'a')).toBe(false);
    expect(await sent(of, 'a;b')).toBe(`${'L'.repeat(600)};${'M'.repeat(422)}`);
  });

  test('cannot be a number, a date or a checkbox', () => {
    for (const type of ['double', 'date', 'datetime', 'boolean'])
      expect(overLongSql(property(type), 'c')).toBe('FALSE');
  });
});
