import type { Kind, Scalar } from './kinds.ts';
import { FormulaError } from './problem.ts';
import { ofNumbers, type Rule } from './rule.ts';

const day = 86_400_000;
const timeKinds: readonly Kind[] = ['Date', 'DateTime', 'Time'];
const summands: readonly Kind[] = ['Number', 'Text', ...timeKinds];
const isTime = (kind: Kind | undefined) => kind !== undefined && timeKinds.includes(kind);

/** How far a number moves a date, a datetime, or a time: days, and milliseconds. */
const step = (kind: Kind | undefined, count: number) => (kind === 'Time' ? count : count * day);

/** A number with a date makes a date. */
const movedKind = ([left, right]: readonly Kind[]): Kind => (isTime(left) ? left! : isTime(right) ? right! : left!);

const text = (value: Scalar) => (value === null ? '' : String(value));
/** A blank text is the empty text. */
const comparable = (value: Scalar) => (value === '' ? null : value);

const compare = (holds: (a: number, b: number) => boolean): Rule => ({
  takes: [
    ['Number', ...timeKinds],
    ['Number', ...timeKinds],
  ],
  gives: 'Boolean',
  blanks: true,
  work: ([a, b]: readonly never[]) => a !== null && b !== null && holds(a!, b!),
});

const equatable: readonly Kind[] = ['Number', 'Text', 'Boolean', ...timeKinds];
const equality = (wanted: boolean): Rule => ({
  takes: [equatable, equatable],
  gives: 'Boolean',
  blanks: true,
  work: ([a, b]: readonly never[]) => (comparable(a!) === comparable(b!)) === wanted,
});

function joined(values: readonly Scalar[], kinds: readonly Kind[]): Scalar {
  const [a = null, b = null] = values;
  if (kinds.includes('Text')) return text(a) + text(b);
  if (a === null || b === null) return null;
  const moved = movedKind(kinds);
  if (!isTime(moved)) return Number(a) + Number(b);
  return isTime(kinds[0]) ? Number(a) + step(moved, Number(b)) : Number(b) + step(moved, Number(a));
}

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (Math and Logical Operators) */
export const operators: Readonly<Record<string, Rule>> = {
  '+': {
    takes: [summands, summands],
    gives: movedKind,
    blanks: true,
    work: (values, _row, kinds) => joined(values, kinds),
  },
  '-': {
    takes: [
      ['Number', ...timeKinds],
      ['Number', ...timeKinds],
    ],
    gives: ([left, right]) => (isTime(left) && isTime(right) ? 'Number' : left!),
    work: ([a, b]: readonly never[], _row, [left, right]) => {
      if (!isTime(left)) return a! - b!;
      if (!isTime(right)) return a! - step(left, b!);
      return left === 'Time' ? a! - b! : (a! - b!) / day;
    },
  },
  '*': ofNumbers(2, (a, b) => a! * b!),
  '/': ofNumbers(2, (a, b) => {
    if (b === 0) throw new FormulaError('Division by zero');
    return a! / b!;
  }),
  '^': ofNumbers(2, (a, b) => a! ** b!),
  '&': {
    takes: [['Text'], ['Text']],
    gives: 'Text',
    blanks: true,
    work: ([a, b]: readonly never[]) => text(a!) + text(b!),
  },
  '=': equality(true),
  '<>': equality(false),
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  neg: ofNumbers(1, (a) => -a!),
};
