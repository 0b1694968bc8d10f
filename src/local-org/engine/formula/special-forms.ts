import type { Kind, Scalar } from './kinds.ts';
import type { Node } from './parse.ts';
import { FormulaProblem } from './problem.ts';
import type { Compiled, Row } from './rule.ts';

/** A function that decides by itself which of its parameters are worked out. */
export interface SpecialForm {
  readonly least: number;
  readonly most: number;
  /** Only where a change is judged: validation rules, not formula fields. */
  readonly rulesOnly?: true;
  readonly make: (name: string, args: readonly Compiled[], nodes: readonly Node[]) => Compiled;
}

const plural = Number.POSITIVE_INFINITY;
const blank = (value: Scalar) => value === null || value === '';

export function wrongKind(name: string, expected: readonly Kind[], received: Kind): FormulaProblem {
  const what = /^[A-Z]/.test(name) ? `function '${name}()'` : `operator '${name}'`;
  return new FormulaProblem(
    received === 'Picklist' || received === 'MultiPicklist'
      ? 'Picklist fields are only supported in certain functions.'
      : `Incorrect parameter type for ${what}. Expected ${expected.join(', ')}, received ${received}`,
  );
}

function booleans(name: string, args: readonly Compiled[]): void {
  for (const { kind } of args) if (kind !== 'Boolean' && kind !== 'Blank') throw wrongKind(name, ['Boolean'], kind);
}

/** The one kind that all of these have, blanks aside. */
function common(name: string, args: readonly Compiled[]): Kind {
  const kinds = args.map(({ kind }) => kind).filter((kind) => kind !== 'Blank');
  const [first = 'Text', ...rest] = kinds;
  for (const kind of rest) if (kind !== first) throw wrongKind(name, [first], kind);
  return first;
}

/** `CASE` and its like give back texts for picklists. */
const plain = (kind: Kind): Kind => (kind === 'Picklist' ? 'Text' : kind);

function pathOf(name: string, node: Node | undefined): string {
  if (node?.kind === 'field') return node.path;
  throw new FormulaProblem(
    `Incorrect parameter type for function '${name}()'. Expected Field Reference, received Text`,
  );
}

const replaced: SpecialForm = {
  least: 2,
  most: 2,
  make(name, args) {
    const [value, other] = args as [Compiled, Compiled];
    return {
      kind: common(name, args),
      run: (row) => {
        const found = value.run(row);
        return blank(found) ? other.run(row) : found;
      },
    };
  },
};

const isBlank: SpecialForm = {
  least: 1,
  most: 1,
  make: (_, [value]) => ({ kind: 'Boolean', run: (row) => blank(value!.run(row)) }),
};

const changed = (nodes: readonly Node[], name: string) => {
  const path = pathOf(name, nodes[0]);
  return (row: Row) => !row.isNew && row.get(path) !== row.before(path);
};

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm (Logical Functions) */
export const specialForms: Readonly<Record<string, SpecialForm>> = {
  AND: {
    least: 1,
    most: plural,
    make(name, args) {
      booleans(name, args);
      return { kind: 'Boolean', run: (row) => args.every((each) => each.run(row) === true) };
    },
  },
  BLANKVALUE: replaced,
  CASE: {
    least: 4,
    most: plural,
    make(name, args) {
      if (args.length % 2 !== 0) {
        throw new FormulaProblem(
          `Incorrect number of parameters for function '${name}()'. Expected ${args.length - 1}, received ${args.length}`,
        );
      }
      const [value] = args;
      const cases = args.slice(1, -1).filter((_, place) => place % 2 === 0);
      const results = args.slice(2, -1).filter((_, place) => place % 2 === 0);
      const otherwise = args.at(-1)!;
      common(name, [{ ...value!, kind: plain(value!.kind) }, ...cases]);
      return {
        kind: common(name, [...results, otherwise]),
        run: (row) => {
          const found = value!.run(row);
          const place = cases.findIndex((each) => {
            const wanted = each.run(row);
            return wanted === found || (blank(wanted) && blank(found));
          });
          return (place < 0 ? otherwise : results[place]!).run(row);
        },
      };
    },
  },
  IF: {
    least: 3,
    most: 3,
    make(name, args) {
      const [test, then, otherwise] = args as [Compiled, Compiled, Compiled];
      booleans(name, [test]);
      return {
        kind: common(name, [then, otherwise]),
        run: (row) => (test.run(row) === true ? then : otherwise).run(row),
      };
    },
  },
  ISBLANK: isBlank,
  ISCHANGED: {
    least: 1,
    most: 1,
    rulesOnly: true,
    make: (name, _, nodes) => ({ kind: 'Boolean', run: changed(nodes, name) }),
  },
  ISNEW: { least: 0, most: 0, rulesOnly: true, make: () => ({ kind: 'Boolean', run: (row) => row.isNew }) },
  ISNULL: isBlank,
  NOT: {
    least: 1,
    most: 1,
    make(name, args) {
      booleans(name, args);
      return { kind: 'Boolean', run: (row) => args[0]!.run(row) !== true };
    },
  },
  NULLVALUE: replaced,
  OR: {
    least: 1,
    most: plural,
    make(name, args) {
      booleans(name, args);
      return { kind: 'Boolean', run: (row) => args.some((each) => each.run(row) === true) };
    },
  },
  PRIORVALUE: {
    least: 1,
    most: 1,
    rulesOnly: true,
    make: (name, args, nodes) => {
      const path = pathOf(name, nodes[0]);
      return { kind: args[0]!.kind, run: (row) => (row.isNew ? row.get(path) : row.before(path)) };
    },
  },
};
