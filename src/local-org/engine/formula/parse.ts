import type { Kind, Scalar } from './kinds.ts';
import { FormulaProblem } from './problem.ts';

/** A formula taken apart. Operators are calls by their sign; a minus before a value is `neg`. */
export type Node =
  | { readonly kind: 'literal'; readonly type: Kind; readonly value: Scalar }
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] };

const token =
  /\s+|\/\*[\s\S]*?\*\/|(?<text>"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')|(?<number>\d+(?:\.\d+)?|\.\d+)|(?<name>\$?[A-Za-z]\w*(?::[A-Za-z]\w*)?(?:\.[A-Za-z]\w*(?::[A-Za-z]\w*)?)*)|(?<sign>&&|\|\||<>|!=|<=|>=|==|[-+*/^&=<>!(),])/y;

interface Token {
  readonly kind: 'text' | 'number' | 'name' | 'sign' | 'end';
  readonly word: string;
}

const tokenKinds = ['text', 'number', 'name', 'sign'] as const;

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) throw new FormulaProblem(`Syntax error. Found '${text[at]}'`);
    const kind = tokenKinds.find((each) => match.groups?.[each] !== undefined);
    if (kind !== undefined) found.push({ kind, word: match[0] });
  }
  return [...found, { kind: 'end', word: '' }];
}

/** Signs between two values, weakest first; those in one row bind alike, from the left. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['=', '==', '<>', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-', '&'],
  ['*', '/'],
  ['^'],
];

const same: Readonly<Record<string, string>> = { '==': '=', '!=': '<>' };
const constants: Readonly<Record<string, Node>> = {
  TRUE: { kind: 'literal', type: 'Boolean', value: true },
  FALSE: { kind: 'literal', type: 'Boolean', value: false },
  NULL: { kind: 'literal', type: 'Blank', value: null },
};
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const mostDeep = 200;

/** https://help.salesforce.com/s/articleView?id=platform.customize_functions.htm */
export function parse(text: string): Node {
  const all = tokens(text);
  let place = 0;
  let depth = 0;
  const next = (): Token => all[place]!;

  function expect(sign: string): void {
    if (next().word !== sign || next().kind !== 'sign') throw new FormulaProblem(`Syntax error. Missing '${sign}'`);
    place += 1;
  }

  function binary(level: number): Node {
    const signs = levels[level];
    if (signs === undefined) return unary();
    let left = binary(level + 1);
    while (next().kind === 'sign' && signs.includes(next().word)) {
      const name = next().word;
      place += 1;
      left = { kind: 'call', name: same[name] ?? name, args: [left, binary(level + 1)] };
    }
    return left;
  }

  function unary(): Node {
    const { kind, word } = next();
    if (kind !== 'sign' || !['-', '+', '!'].includes(word)) return primary();
    place += 1;
    const value = deeper(unary);
    return word === '+' ? value : { kind: 'call', name: word === '-' ? 'neg' : 'NOT', args: [value] };
  }

  function primary(): Node {
    const { kind, word } = next();
    place += 1;
    if (kind === 'text') {
      const value = word.slice(1, -1).replace(/\\([\s\S])/g, (_, sign: string) => escapes[sign] ?? sign);
      return { kind: 'literal', type: 'Text', value };
    }
    if (kind === 'number') return { kind: 'literal', type: 'Number', value: Number(word) };
    if (kind === 'name') {
      if (next().word === '(' && next().kind === 'sign') return call(word.toUpperCase());
      return constants[word.toUpperCase()] ?? { kind: 'field', path: word };
    }
    if (kind === 'sign' && word === '(') {
      const inside = deeper(() => binary(0));
      expect(')');
      return inside;
    }
    throw new FormulaProblem(kind === 'end' ? 'Syntax error' : `Syntax error. Extra '${word}'`);
  }

  function call(name: string): Node {
    expect('(');
    const args: Node[] = [];
    while (next().word !== ')' || next().kind !== 'sign') {
      if (args.length > 0) expect(next().kind === 'end' ? ')' : ',');
      args.push(deeper(() => binary(0)));
    }
    place += 1;
    return { kind: 'call', name, args };
  }

  function deeper(work: () => Node): Node {
    depth += 1;
    if (depth > mostDeep) throw new FormulaProblem('Formula is too complex to be compiled');
    const node = work();
    depth -= 1;
    return node;
  }

  const node = binary(0);
  if (next().kind !== 'end') throw new FormulaProblem(`Syntax error. Extra '${next().word}'`);
  return node;
}

/** The fields that a formula names, each once, as they are written. */
export function pathsIn(node: Node): readonly string[] {
  if (node.kind === 'field') return [node.path];
  if (node.kind === 'literal') return [];
  return [...new Set(node.args.flatMap(pathsIn))];
}
