import { roundTo } from './kinds.ts';
import { FormulaError } from './problem.ts';
import { ofNumbers, type Rule } from './rule.ts';

const several = { least: 1, most: 30 } as const;

/** Rejects what no number is: logarithms and roots of the wrong sign, and overflow. */
function real(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new FormulaError('The result is not a number');
}

/** Dust of binary fractions does not lift a whole number to the next. */
const exact = (value: number) => Number(value.toPrecision(15));

const earthRadius = { mi: 3958.761, km: 6371.009 } as const;

function distance(here: string, there: string, unit: string): number {
  const radius = earthRadius[unit.toLowerCase() === 'mi' ? 'mi' : 'km'];
  const [a = 0, b = 0] = here.split(' ').map((degrees) => (Number(degrees) * Math.PI) / 180);
  const [c = 0, d = 0] = there.split(' ').map((degrees) => (Number(degrees) * Math.PI) / 180);
  const half = Math.sin((c - a) / 2) ** 2 + Math.cos(a) * Math.cos(c) * Math.sin((d - b) / 2) ** 2;
  return 2 * radius * Math.asin(Math.sqrt(half));
}

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (Math Functions) */
export const numberFunctions: Readonly<Record<string, Rule>> = {
  ABS: ofNumbers(1, (a) => Math.abs(a!)),
  // Away from zero, where MCEILING goes up and MFLOOR down.
  CEILING: ofNumbers(1, (a) => Math.sign(a!) * Math.ceil(exact(Math.abs(a!)))),
  DISTANCE: {
    takes: [['Location'], ['Location'], ['Text']],
    gives: 'Number',
    work: ([here, there, unit]) => distance(here!, there!, unit!),
  },
  EXP: ofNumbers(1, (a) => real(Math.exp(a!))),
  FLOOR: ofNumbers(1, (a) => Math.sign(a!) * Math.floor(exact(Math.abs(a!)))),
  GEOLOCATION: { takes: [['Number'], ['Number']], gives: 'Location', work: ([lat, lon]) => `${lat} ${lon}` },
  LN: ofNumbers(1, (a) => real(Math.log(a!))),
  LOG: ofNumbers(1, (a) => real(Math.log10(a!))),
  MAX: ofNumbers(1, (...all) => Math.max(...all), several),
  MCEILING: ofNumbers(1, (a) => Math.ceil(exact(a!))),
  MFLOOR: ofNumbers(1, (a) => Math.floor(exact(a!))),
  MIN: ofNumbers(1, (...all) => Math.min(...all), several),
  MOD: ofNumbers(2, (a, b) => {
    if (b === 0) throw new FormulaError('Division by zero');
    return a! - b! * Math.floor(a! / b!);
  }),
  PI: ofNumbers(0, () => Math.PI),
  ROUND: ofNumbers(2, (a, places) => roundTo(a!, places!)),
  SQRT: ofNumbers(1, (a) => real(Math.sqrt(a!))),
  TRUNC: ofNumbers(1, (a, places = 0) => Math.trunc(exact(a! * 10 ** places)) / 10 ** places, { least: 1, most: 2 }),
};
