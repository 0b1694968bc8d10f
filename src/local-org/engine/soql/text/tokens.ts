import { malformed, pointAt } from './malformed.ts';

/** A word, quoted text, number or mark of a query, and where it stands. */
export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'mark';
  readonly text: string;
  readonly upper: string;
  readonly at: number;
  readonly end: number;
}

const forms: readonly (readonly [Token['kind'], RegExp])[] = [
  ['word', /[A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*)*/y],
  ['number', /[+-]?(?:\d|\.\d)[\w.:+-]*/y],
  ['text', /'(?:[^'\\]|\\.)*'/sy],
  ['mark', /[!<>]=|<>|[(),:=<>]/y],
];

const blank = /\s*/y;

/**
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
 * The words of the refusal are not documented; believed.
 */
const wrongEscape = /\\(?!u[0-9A-Fa-f]{4}|[nNrRtTbBfF"'\\_%])(.)/s;

function checkEscapes(query: string, token: Token): void {
  if (!token.text.includes('\\')) return;
  const rest = token.text.replaceAll('\\\\', '  ');
  const wrong = wrongEscape.exec(rest);
  if (wrong === null) return;
  const sequence = wrong[0];
  throw malformed(
    `${pointAt(query, token.at + wrong.index)}Invalid string literal ${token.text}. Illegal character sequence '${sequence}' in string literal.`,
  );
}

/** The parts of a query, in their order. A text without an end is refused; a character that no query has is a mark. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    blank.lastIndex = at;
    blank.exec(query);
    at = blank.lastIndex;
    if (at >= query.length) return tokens;
    const token = tokenAt(query, at);
    checkEscapes(query, token);
    tokens.push(token);
    at = token.end;
  }
}

function tokenAt(query: string, at: number): Token {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const text = form.exec(query)?.[0];
    if (text === undefined) continue;
    return { kind, text, upper: kind === 'word' ? text.toUpperCase() : text, at, end: at + text.length };
  }
  if (query[at] === "'") {
    const line = query.slice(0, at).split('\n').length;
    throw malformed(`${pointAt(query, at)}line ${line}:${at} mismatched character '<EOF>' expecting '''`);
  }
  const text = String.fromCodePoint(query.codePointAt(at)!);
  return { kind: 'mark', text, upper: text, at, end: at + text.length };
}
