import type { Stored } from '../records/store/store.ts';
import type { FieldType } from '../types.ts';
import { compile } from './compile.ts';
import { type Kind, kindOf, type Scalar, scalarOf } from './kinds.ts';
import { parse, pathsIn } from './parse.ts';
import { FormulaError, FormulaProblem } from './problem.ts';
import type { Row } from './rule.ts';

/** A formula whose form is right; what it names is not known yet. */
export interface Formula {
  readonly text: string;
  /** Fields as the formula writes them, `Account.Name`; each once. */
  readonly paths: readonly string[];
  /**
   * Checks the formula over fields of these types and makes it ready to run. `typeOf` gives nothing for a field that is not there.
   * Throws FormulaProblem.
   */
  over(typeOf: (path: string) => FieldType | undefined, options?: FormulaOptions): ReadyFormula;
}

export interface FormulaOptions {
  /** Formula fields know no change; validation rules do. */
  readonly use?: 'field' | 'rule';
  /** What an empty number counts as: nothing, unless zero is asked for. */
  readonly blankNumbers?: 'zero' | 'blank';
}

/** The moment at which a formula is worked out, and the change that it judges. */
export interface Moment {
  readonly now: Date;
  /** Zone whose day `TODAY()` is; GMT unless said. */
  readonly zone?: string;
  /** For rules: what the fields held before. Absent for a row that is new. */
  readonly before?: (path: string) => Stored;
}

export type FormulaResult =
  | { readonly status: 'value'; readonly value: Scalar }
  | { readonly status: 'error'; readonly message: string };

export interface ReadyFormula {
  readonly kind: Kind;
  readonly paths: readonly string[];
  /** `read` gives each field as it is stored. */
  evaluate(read: (path: string) => Stored, moment: Moment): FormulaResult;
}

/** The most that a formula may hold. https://help.salesforce.com/s/articleView?id=platform.formula_considerations.htm */
const mostCharacters = 3900;

/** Reads a formula. Throws FormulaProblem in the words of the formula editor. */
export function parseFormula(text: string): Formula {
  if (text.length > mostCharacters) {
    throw new FormulaProblem(
      `Formula is too long (${text.length} characters). Maximum length is ${mostCharacters} characters.`,
    );
  }
  const node = parse(text);
  const paths = pathsIn(node);
  return {
    text,
    paths,
    over(typeOf, { use = 'field', blankNumbers = 'blank' } = {}) {
      const types = new Map<string, FieldType>();
      const { kind, run } = compile(node, {
        use,
        kindOf(path) {
          const type = typeOf(path);
          if (type === undefined) return undefined;
          types.set(path, type);
          const found = kindOf(type);
          if (found === undefined) throw new FormulaProblem(`Field ${path} may not be used in this type of formula`);
          return found;
        },
      });
      const seen = (path: string, stored: Stored): Scalar => {
        const type = types.get(path)!;
        const value = scalarOf(type, stored);
        return value === null && blankNumbers === 'zero' && kindOf(type) === 'Number' ? 0 : value;
      };
      return {
        kind,
        paths,
        evaluate(read, { now, zone = 'UTC', before }) {
          const row: Row = {
            get: (path) => seen(path, read(path)),
            before: (path) => seen(path, (before ?? read)(path)),
            isNew: before === undefined,
            now: now.getTime(),
            zone,
          };
          try {
            return { status: 'value', value: run(row) };
          } catch (error) {
            if (error instanceof FormulaError) return { status: 'error', message: error.message };
            throw error;
          }
        },
      };
    },
  };
}
