import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Path = readonly (string | number)[];

/** A YAML text read once, that knows where each of its parts stands. */
export interface YamlFile {
  readonly value: unknown;
  /** Where a value begins; for a part that is not there, its nearest ancestor that is. From 1. */
  at(path: Path): Position;
  /** Where the name of a part begins, as a person would point at it. */
  atKey(path: Path): Position;
  /** Whether the name of a part stands there, and nothing behind it. */
  isBlank(path: Path): boolean;
}

interface YamlProblem extends Position {
  readonly because: string;
}

export type ParsedYaml =
  | { readonly status: 'fine'; readonly file: YamlFile }
  | { readonly status: 'broken'; readonly problems: readonly YamlProblem[] };

/** Where the parser speaks to programmers, in a person's words. */
const PLAINLY: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this name stands twice in the same map; keep one of the two',
  MULTIPLE_DOCS: 'a second document begins here; a configuration is one document, without ---',
  TAB_AS_INDENT: 'tabs cannot indent YAML; use spaces',
};

/** Reads YAML 1.2; a key given twice in one map is a problem, not a choice. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return {
      status: 'broken',
      problems: document.errors.map(({ code, message, pos }) => ({
        ...position(pos[0]),
        because: PLAINLY[code] ?? message,
      })),
    };
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return {
      status: 'broken',
      problems: [{ line: 1, column: 1, because: error instanceof Error ? error.message : 'unreadable' }],
    };
  }

  const walk = (path: Path): { readonly value: Node | null; readonly key: Node | null } => {
    let found: { value: Node | null; key: Node | null } = { value: document.contents, key: document.contents };
    for (const part of path) {
      const here = isAlias(found.value) ? found.value.resolve(document) : found.value;
      const next = isMap(here)
        ? here.items.find((pair) => String(isNode(pair.key) ? pair.key.toJSON() : pair.key) === String(part))
        : undefined;
      if (next !== undefined) {
        const key = isNode(next.key) ? next.key : found.key;
        found = { key, value: isNode(next.value) && next.value.range ? next.value : key };
        continue;
      }
      const item = isSeq(here) ? here.items[Number(part)] : undefined;
      if (!isNode(item)) break;
      found = { key: item, value: item };
    }
    return found;
  };
  const startOf = (node: Node | null): Position => position(node?.range?.[0] ?? 0);

  return {
    status: 'fine',
    file: {
      value,
      at: (path) => startOf(walk(path).value),
      atKey: (path) => startOf(walk(path).key),
      isBlank: (path) => {
        const { value: found } = walk(path);
        return isScalar(found) && found.source === '';
      },
    },
  };
}
