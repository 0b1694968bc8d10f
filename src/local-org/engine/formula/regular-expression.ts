import { type Context, createContext, Script } from 'node:vm';
import { FormulaError } from './problem.ts';

/** Milliseconds that one text may take. */
const patience = 500;

/**
 * Whether all of a text fits a pattern. A pattern that goes back too often is given up, as the platform does in Apex:
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_classes_pattern_and_matcher_using.htm
 */
export function matchesWhole(value: string, pattern: string): boolean {
  const expression = compiled(pattern);
  return mayTakeLong(pattern) ? matchesInTime(value, expression) : expression.test(value);
}

function compiled(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (cause) {
    throw new FormulaError(`Invalid regular expression: ${pattern}`, { cause });
  }
}

/** Repeated groups, references back, and more than two repetitions without an end can take time without an end. */
const mayTakeLong = (pattern: string): boolean =>
  /\)[*+{]|\\\d/.test(pattern) || (pattern.match(/[*+]|,\}/g)?.length ?? 0) > 2;

/** Made for the first such pattern: most orgs have none. */
let place: Context | undefined;
const test = new Script('expression.test(value)');

/** Nothing else than a script's own time limit stops an expression that is under way. */
function matchesInTime(value: string, expression: RegExp): boolean {
  place ??= createContext(Object.create(null));
  Object.assign(place, { expression, value });
  try {
    return test.runInContext(place, { timeout: patience }) === true;
  } catch (cause) {
    throw new FormulaError('Regex too complicated', { cause });
  }
}
