import type { Kind, Scalar } from './kinds.ts';
import { numberFunctions } from './number-functions.ts';
import { operators } from './operators.ts';
import type { Node } from './parse.ts';
import { FormulaProblem } from './problem.ts';
import type { Compiled, Row, Rule } from './rule.ts';
import { specialForms, wrongKind } from './special-forms.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';

export interface Surroundings {
  /** `undefined` for a field that is not there, or that no formula may name. */
  readonly kindOf: (path: string) => Kind | undefined;
  /** Where a change is judged, there is a before. */
  readonly use: 'field' | 'rule';
}

const rules: Readonly<Record<string, Rule>> = {
  ...operators,
  ...numberFunctions,
  ...textFunctions,
  ...timeFunctions,
};

/** Signs that decide by themselves what is worked out. */
const inWords: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR' };

/** Checks every part of a formula, the branches that are never taken too, and makes it ready to run. */
export function compile(node: Node, surroundings: Surroundings): Compiled {
  if (node.kind === 'literal') return { kind: node.type, run: () => node.value };
  if (node.kind === 'field') {
    const { path } = node;
    const kind = surroundings.kindOf(path);
    if (kind === undefined) throw new FormulaProblem(`Field ${path} does not exist. Check spelling.`);
    return { kind, run: (row) => row.get(path) };
  }
  const name = inWords[node.name] ?? node.name;
  const args = node.args.map((each) => compile(each, surroundings));
  const form = Object.hasOwn(specialForms, name) ? specialForms[name] : undefined;
  if (form !== undefined) {
    if (form.rulesOnly && surroundings.use === 'field') {
      throw new FormulaProblem(`Function ${name} may not be used in this type of formula`);
    }
    checkCount(name, args.length, form.least, form.most);
    return form.make(name, args, node.args);
  }
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) throw new FormulaProblem(`Unknown function ${name}. Check spelling.`);
  return call(name, rule, args);
}

function checkCount(name: string, count: number, least: number, most: number): void {
  if (count >= least && count <= most) return;
  const expected = count < least ? least : most;
  throw new FormulaProblem(
    `Incorrect number of parameters for function '${name}()'. Expected ${expected}, received ${count}`,
  );
}

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>=']);

function call(name: string, rule: Rule, args: readonly Compiled[]): Compiled {
  const { takes, work, gives, blanks } = rule;
  checkCount(name, args.length, rule.least ?? takes.length, rule.most ?? takes.length);
  const kinds = args.map(({ kind }) => kind);
  for (const [place, kind] of kinds.entries()) {
    const expected = takes[place] ?? takes.at(-1)!;
    if (kind !== 'Blank' && !expected.includes(kind)) throw wrongKind(name, expected, kind);
  }
  checkPair(name, kinds);
  const texts = kinds.map((kind, place) => kind === 'Text' || (takes[place] ?? takes.at(-1)!).includes('Text'));
  const run = (row: Row): Scalar => {
    const values: Scalar[] = [];
    for (let place = 0; place < args.length; place++) {
      let value = args[place]!.run(row);
      if (value === null && blanks === undefined) {
        if (!texts[place]) return null;
        value = '';
      }
      values.push(value);
    }
    return work(values as never[], row, kinds);
  };
  return { kind: typeof gives === 'function' ? gives(kinds.map(numberForBlank)) : gives, run };
}

const numberForBlank = (kind: Kind): Kind => (kind === 'Blank' ? 'Number' : kind);

/** Both sides of a comparison are of one kind; sums take texts with texts, and numbers with numbers or times. */
function checkPair(name: string, [left, right]: readonly Kind[]): void {
  if (left === undefined || right === undefined || left === right || left === 'Blank' || right === 'Blank') return;
  if (comparisons.has(name)) throw wrongKind(name, [left], right);
  if (name === '+' && (left === 'Text' || right === 'Text')) throw wrongKind(name, [left], right);
  if (name === '+' && left !== 'Number' && right !== 'Number') throw wrongKind(name, ['Number'], right);
  if (name === '-' && right !== 'Number')
    throw wrongKind(name, left === 'Number' ? ['Number'] : ['Number', left], right);
}
