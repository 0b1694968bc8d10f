import { to18 } from '../ids.ts';
import type { Kind, Scalar } from './kinds.ts';
import { FormulaError } from './problem.ts';
import { matchesWhole } from './regular-expression.ts';
import { ofTexts, type Rule } from './rule.ts';

const text: readonly Kind[] = ['Text'];
const number: readonly Kind[] = ['Number'];

/** Texts of a formula end at this length. https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm */
const longest = 3900;

function padded(value: string, length: number, pad: string, atStart: boolean): string {
  const wanted = Math.min(Math.max(0, Math.trunc(length)), longest);
  if (value.length >= wanted) return value.slice(0, wanted);
  return atStart ? value.padStart(wanted, pad) : value.padEnd(wanted, pad);
}

const padding = (atStart: boolean): Rule => ({
  takes: [text, number, text],
  least: 2,
  gives: 'Text',
  work: ([value, length, pad]: readonly never[]) => padded(value!, length!, pad ?? ' ', atStart),
});

/** A number without grouping, a date as `2026-01-31`, a datetime as `2026-01-31 08:00:00Z`. */
function asText(value: Scalar, kind: Kind): string {
  if (value === null) return '';
  if (kind === 'Date') return new Date(Number(value)).toISOString().slice(0, 10);
  if (kind === 'DateTime') return `${new Date(Number(value)).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  if (kind === 'Time') return new Date(Number(value)).toISOString().slice(11, 23);
  return String(value);
}

/** Markup of this platform's own, in which links and images of formula fields are kept. */
const quoted = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (Text Functions) */
export const textFunctions: Readonly<Record<string, Rule>> = {
  ASCII: ofTexts(1, 'Number', (a) => (a === '' ? null : a!.codePointAt(0)!)),
  BEGINS: ofTexts(2, 'Boolean', (a, b) => a!.startsWith(b!)),
  BR: ofTexts(0, 'Text', () => '\n'),
  CASESAFEID: ofTexts(1, 'Text', (id) => to18(id!)),
  CHR: { takes: [number], gives: 'Text', work: ([code]) => String.fromCodePoint(code!) },
  CONTAINS: ofTexts(2, 'Boolean', (a, b) => a!.includes(b!)),
  FIND: {
    takes: [text, text, number],
    least: 2,
    gives: 'Number',
    work: ([sought, value, start]: readonly never[]) =>
      sought === '' || (start ?? 1) < 1 ? 0 : String(value).indexOf(sought!, (start ?? 1) - 1) + 1,
  },
  HYPERLINK: ofTexts(
    3,
    'Text',
    (url, name, target = '_blank') => `<a href="${quoted(url!)}" target="${quoted(target)}">${name}</a>`,
    { least: 2, most: 3 },
  ),
  IMAGE: {
    takes: [text, text, number, number],
    least: 2,
    gives: 'Text',
    work: ([url, alternative, height, width]: readonly never[]) => {
      const size = [height && ` height="${height}"`, width && ` width="${width}"`].join('');
      return `<img src="${quoted(url!)}" alt="${quoted(alternative!)}"${size} border="0"/>`;
    },
  },
  INCLUDES: {
    takes: [['MultiPicklist'], text],
    gives: 'Boolean',
    blanks: true,
    work: ([chosen, value]: readonly never[]) =>
      String(chosen ?? '')
        .split(';')
        .includes(value!),
  },
  INITCAP: ofTexts(1, 'Text', (a) =>
    a!
      .toLowerCase()
      .replace(/(^|[^\p{L}\p{N}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
  ),
  ISNUMBER: ofTexts(1, 'Boolean', (a) => /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(a!)),
  ISPICKVAL: {
    takes: [['Picklist'], text],
    gives: 'Boolean',
    blanks: true,
    work: ([value, literal]: readonly never[]) => (value ?? '') === (literal ?? ''),
  },
  LEFT: { takes: [text, number], gives: 'Text', work: ([a, count]) => String(a).slice(0, Math.max(0, count!)) },
  LEN: ofTexts(1, 'Number', (a) => a!.length),
  LOWER: ofTexts(2, 'Text', (a) => a!.toLowerCase(), { least: 1, most: 2 }),
  LPAD: padding(true),
  MID: {
    takes: [text, number, number],
    gives: 'Text',
    work: ([a, start, count]: readonly never[]) => {
      const from = Math.max(1, start!) - 1;
      return String(a).slice(from, from + Math.max(0, count!));
    },
  },
  REGEX: ofTexts(2, 'Boolean', (a, pattern) => matchesWhole(a!, pattern!)),
  REVERSE: ofTexts(1, 'Text', (a) => [...a!].reverse().join('')),
  RIGHT: { takes: [text, number], gives: 'Text', work: ([a, count]) => (count! > 0 ? String(a).slice(-count!) : '') },
  RPAD: padding(false),
  SUBSTITUTE: ofTexts(3, 'Text', (a, old, put) => (old === '' ? a! : a!.replaceAll(old!, () => put!))),
  TEXT: {
    takes: [['Number', 'Date', 'DateTime', 'Time', 'Picklist', 'Text']],
    gives: 'Text',
    blanks: true,
    work: ([value]: readonly never[], _row, [kind]) => asText(value!, kind!),
  },
  TRIM: ofTexts(1, 'Text', (a) => a!.trim()),
  UPPER: ofTexts(2, 'Text', (a) => a!.toUpperCase(), { least: 1, most: 2 }),
  VALUE: ofTexts(1, 'Number', (a) => {
    if (a!.trim() === '') return null;
    const value = Number(a!.trim());
    if (Number.isNaN(value)) throw new FormulaError(`Not a number: ${a}`);
    return value;
  }),
};
