import { expect, test } from 'vitest';
import { type FormulaOptions, parseFormula } from '../../../src/local-org/engine/formula/formula.ts';
import { FormulaProblem } from '../../../src/local-org/engine/formula/problem.ts';
import type { Stored } from '../../../src/local-org/engine/records/store/store.ts';
import type { FieldType } from '../../../src/local-org/engine/types.ts';

const row: Readonly<Record<string, readonly [FieldType, Stored]>> = {
  Name: ['string', 'Acme'],
  Empty: ['string', null],
  Amount__c: ['currency', 120.5],
  Blank__c: ['double', null],
  Rate: ['percent', 25],
  Active: ['boolean', 1],
  Industry: ['picklist', 'Banking'],
  Colours: ['multipicklist', 'Red;Blue'],
  Start: ['date', '2026-01-31'],
  Seen: ['datetime', Date.parse('2026-03-10T08:30:00Z')],
  Opens: ['time', '09:30:00.000Z'],
  Site: ['location', '48.8566 2.3522'],
  Home: ['location', '51.5074 -0.1278'],
  'Account.Owner.Name': ['string', 'Ann'],
  Address: ['address', null],
};
const now = new Date('2026-03-10T20:30:15Z');

function worth(text: string, options: FormulaOptions = {}) {
  const formula = parseFormula(text).over((path) => row[path]?.[0], options);
  return formula.evaluate((path) => row[path]![1], { now, zone: 'America/Los_Angeles' });
}

const found = (text: string, options: FormulaOptions = {}) => {
  const result = worth(text, options);
  return result.status === 'value' ? result.value : `#Error! ${result.message}`;
};

test.each([
  ['1 + 2 * 3 ^ 2', 19],
  ['-(Amount__c) + 20.5', -100],
  ['2 ^ -1', 0.5],
  ['/* what is due */ Amount__c * Rate', 30.125],
  ['ROUND(2.345, 2)', 2.35],
  ['ROUND(-1.5, 0)', -2],
  ['CEILING(-1.2) & ""', undefined],
  ['MCEILING(-1.2)', -1],
  ['MOD(-7, 3)', 2],
  ['MAX(1, Amount__c, 3)', 120.5],
  ['SQRT(16) + LOG(100) + LN(EXP(1))', 7],
  ['VALUE("12.5") + 1', 13.5],
  ['LEN(Name)', 4],
  ['FIND("m", Name)', 3],
])('%s is the number %s', (text, value) => {
  if (value === undefined) expect(() => found(text)).toThrow("operator '&'");
  else expect(found(text)).toBeCloseTo(value, 10);
});

test.each([
  ['Name & " of " & Account.Owner.Name', 'Acme of Ann'],
  ['"say \\"hi\\"" & \'!\'', 'say "hi"!'],
  ['Empty & "x"', 'x'],
  ['UPPER(LEFT(Name, 2)) & RIGHT(Name, 1)', 'ACe'],
  ['MID(Name, 2, 2)', 'cm'],
  ['LPAD(TEXT(7), 3, "0")', '007'],
  ['SUBSTITUTE(Name, "c", "$&")', 'A$&me'],
  ['TRIM("  a ")', 'a'],
  ['TEXT(Industry)', 'Banking'],
  ['TEXT(Start)', '2026-01-31'],
  ['TEXT(Seen)', '2026-03-10 08:30:00Z'],
  ['CASE(Industry, "Energy", "E", "Banking", "B", "?")', 'B'],
  ['CASE(2, 1, "one", 2, "two", "many")', 'two'],
  ['IF(ISBLANK(Blank__c), "none", TEXT(Blank__c))', 'none'],
  ['BLANKVALUE(Empty, Name)', 'Acme'],
  ['HYPERLINK("https://a.example/?q=1&r=2", "go")', '<a href="https://a.example/?q=1&amp;r=2" target="_blank">go</a>'],
  ['CASESAFEID("001000000000001")', '001000000000001AAA'],
])('%s is the text %s', (text, value) => {
  expect(found(text)).toBe(value);
});

test.each([
  ['Name = "acme"', false],
  ['Name <> "acme" && Active', true],
  ['NOT(Active) || Amount__c >= 120.5', true],
  ['!Active', false],
  ['ISPICKVAL(Industry, "Banking")', true],
  ['INCLUDES(Colours, "Blue")', true],
  ['CONTAINS(Name, "cm") AND TRUE', undefined],
  ['BEGINS(Name, "Ac")', true],
  ['REGEX("2026-01", "\\\\d{4}-\\\\d\\\\d")', true],
  ['REGEX("(415) 555-0100", "\\\\D?(\\\\d{3}\\\\D*){3}\\\\d{1,4}")', true],
  ['REGEX("abab", "(ab){3}")', false],
  ['Empty = ""', true],
  ['Empty = NULL', true],
  ['Blank__c > 1', false],
  ['ISNUMBER("1e5")', true],
  ['Start + 1 = DATE(2026, 2, 1)', true],
  ['Seen < NOW()', true],
  ['TODAY() = DATEVALUE("2026-03-10")', true],
])('%s is %s', (text, value) => {
  if (value === undefined) expect(() => found(text)).toThrow("Syntax error. Extra 'AND'");
  else expect(found(text)).toBe(value);
});

test.each([
  ['YEAR(Start) * 100 + MONTH(Start)', 202601],
  ['WEEKDAY(DATE(2026, 3, 8))', 1],
  ['DAY(ADDMONTHS(Start, 1))', 28],
  ['DATE(2026, 3, 1) - Start', 29],
  ['NOW() - Seen', 0.5001736111],
  ['HOUR(TIMEVALUE("13:05:00"))', 13],
  ['MINUTE(Opens + 60000)', 31],
  ['ISOWEEK(DATE(2027, 1, 1))', 53],
])('%s counts %s', (text, value) => {
  expect(found(text)).toBeCloseTo(value, 6);
});

test('a distance is the one between two places on earth', () => {
  expect(found('DISTANCE(Site, Home, "km")')).toBeCloseTo(343.56, 0);
  expect(found('DISTANCE(Site, GEOLOCATION(48.8566, 2.3522), "mi")')).toBe(0);
});

test('an empty number is nothing, or zero when the formula says so', () => {
  expect(found('Blank__c + 1')).toBeNull();
  expect(found('Blank__c + 1', { blankNumbers: 'zero' })).toBe(1);
});

test.each([
  ['1 / 0', 'Division by zero'],
  ['VALUE("x")', 'Not a number: x'],
  ['DATEVALUE("soon")', 'Not a date or time: soon'],
  ['DATE(2026, 2, 30)', 'No such date'],
  ['SQRT(-1)', 'The result is not a number'],
  ['REGEX("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+")', 'Regex too complicated'],
])('%s goes wrong over its values', (text, message) => {
  expect(worth(text)).toEqual({ status: 'error', message });
});

test('a branch that is not taken cannot go wrong', () => {
  expect(found('IF(Active, 1, 1 / 0)')).toBe(1);
});

test.each([
  ['1 +', 'Syntax error'],
  ['(1', "Syntax error. Missing ')'"],
  ['LEN(Name', "Syntax error. Missing ')'"],
  ['1 2', "Syntax error. Extra '2'"],
  ['#', "Syntax error. Found '#'"],
  ['Nope__c', 'Field Nope__c does not exist. Check spelling.'],
  ['FOO(1)', 'Unknown function FOO. Check spelling.'],
  ['LEN(1)', "Incorrect parameter type for function 'LEN()'. Expected Text, received Number"],
  ['LEN()', "Incorrect number of parameters for function 'LEN()'. Expected 1, received 0"],
  ['IF(1, 2, 3)', "Incorrect parameter type for function 'IF()'. Expected Boolean, received Number"],
  ['IF(Active, 2, "3")', "Incorrect parameter type for function 'IF()'. Expected Number, received Text"],
  ['Name + 1', "Incorrect parameter type for operator '+'. Expected Text, received Number"],
  ['Name = 1', "Incorrect parameter type for operator '='. Expected Text, received Number"],
  ['Industry & "x"', 'Picklist fields are only supported in certain functions.'],
  ['Address', 'Field Address may not be used in this type of formula'],
  ['ISCHANGED(Name)', 'Function ISCHANGED may not be used in this type of formula'],
  [`${'('.repeat(300)}1${')'.repeat(300)}`, 'Formula is too complex to be compiled'],
  ['1'.repeat(3901), 'Formula is too long (3901 characters). Maximum length is 3900 characters.'],
])('%s is refused', (text, message) => {
  expect(() => found(text)).toThrow(new FormulaProblem(message));
});

test('a formula names each of its fields once', () => {
  expect(parseFormula('IF(Name = Account.Name, Name, $User.Id)').paths).toEqual(['Name', 'Account.Name', '$User.Id']);
});

test('twenty conditions inside each other are read at once', () => {
  let text = '0';
  for (let place = 0; place < 20; place++) text = `IF(Amount__c = ${place}, ${place}, ${text})`;
  expect(found(text)).toBe(0);
});

test('a rule sees what a change makes of a field', () => {
  const rule = parseFormula('AND(ISCHANGED(Name), PRIORVALUE(Name) = "Old", NOT(ISNEW()))').over(() => 'string', {
    use: 'rule',
  });
  const judged = (before: string) => rule.evaluate(() => 'New', { now, before: () => before });
  expect(judged('Old')).toEqual({ status: 'value', value: true });
  expect(judged('New')).toEqual({ status: 'value', value: false });
  expect(rule.evaluate(() => 'New', { now })).toEqual({ status: 'value', value: false });
});
