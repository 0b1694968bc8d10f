import type { z } from 'zod';
import { nearest } from '../base/nearest.ts';
import { configSchema } from './schema.ts';
import type { Path, Position, YamlFile } from './yaml-file.ts';

export interface Problem extends Position {
  readonly because: string;
}

type Issue = z.core.$ZodIssue;

/** What is off in the file by the schema, each at its place. */
export function schemaProblems(issues: readonly Issue[], file: YamlFile): Problem[] {
  return issues.flatMap((issue) => problemsOf(issue, [], file));
}

function problemsOf(issue: Issue, above: Path, file: YamlFile): Problem[] {
  const path: Path = [...above, ...(issue.path as (string | number)[])];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ ...file.atKey([...path, key]), because: unknownKey(key, path, file) }));
  }
  const inner = issue.code === 'invalid_union' ? deepest(issue.errors) : undefined;
  if (inner !== undefined) return inner.flatMap((part) => problemsOf(part, path, file));
  const missing = issue.code !== 'custom' && path.length > 0 && valueAt(file.value, path) === undefined;
  const because = missing
    ? `${pathText(path)} is missing`
    : `${pathText(path) || 'the file'} ${said(issue)}${isSecret(issue) ? '' : instead(valueAt(file.value, path))}`;
  return [{ ...file.at(path), because }];
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a map of names and values',
  array: 'a list',
  record: 'a map',
};

function said(issue: Issue): string {
  if (issue.code === 'invalid_type') return WORDS[issue.expected] ? `must be ${WORDS[issue.expected]}` : issue.message;
  return issue.message;
}

/** Whether what stands there may be a secret that was put in the wrong place. */
function isSecret(issue: Issue): boolean {
  return issue.code === 'custom' && issue.params?.['secret'] === true;
}

/** The value that stands there, when it is short enough to be shown. */
function instead(value: unknown): string {
  if (value === '' || (typeof value === 'object' && value !== null)) return '';
  // JSON has no word for .inf and .nan.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text === undefined || text.length > 60 ? '' : `, not ${text}`;
}

/**
 * The alternative that the file came furthest with: it knows the most of the keys that are there. Where even that one
 * does not know a key, the key is what is off, and not what that alternative would need besides. None when all failed at
 * the start.
 */
function deepest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const unknown = (issues: readonly Issue[]) => issues.filter(({ code }) => code === 'unrecognized_keys');
  const [best] = alternatives
    .filter((issues) => issues.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'))
    .sort((one, other) => unknown(one).length - unknown(other).length);
  if (best === undefined || unknown(best).length === 0) return best;
  return unknown(best);
}

function unknownKey(key: string, path: Path, file: YamlFile): string {
  if (key === '<<')
    return '"<<" is no part of YAML 1.2; write what it would bring, or the whole value as an alias (*name)';
  const known = keysAt(path, file);
  const [near] = nearest(key, known, 1);
  const where = path.length === 0 ? '' : ` in ${pathText(path)}`;
  const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return `"${key}" is not known${where}; ${hint}`;
}

type SchemaPart = z.core.$ZodType;

/** The names that the schema has at a place, found by walking down it as the path does. */
function keysAt(path: Path, file: YamlFile): string[] {
  let parts: SchemaPart[] = [configSchema];
  for (const step of path) parts = parts.flatMap(unwrap).flatMap((part) => child(part, step));
  const value = valueAt(file.value, path);
  return typeof value === 'object' ? [...new Set(parts.flatMap(unwrap).flatMap(keys))] : [];
}

function unwrap(part: SchemaPart): SchemaPart[] {
  const { def } = part._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'optional') return unwrap(def.innerType);
  if (def.type === 'union') return def.options.flatMap(unwrap);
  return [part];
}

function child(part: SchemaPart, step: string | number): SchemaPart[] {
  const { def } = part._zod as z.core.$ZodTypes['_zod'];
  if (def.type === 'object') return def.shape[step] === undefined ? [] : [def.shape[step]];
  if (def.type === 'array') return [def.element];
  return def.type === 'record' ? [def.valueType] : [];
}

function keys(part: SchemaPart): string[] {
  const { def } = part._zod as z.core.$ZodTypes['_zod'];
  return def.type === 'object' ? Object.keys(def.shape) : [];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((here, step) => {
    return typeof here === 'object' && here !== null ? Reflect.get(here, step) : undefined;
  }, value);
}

/** `metrics[2].lookback`, counted from 1 as a person counts. */
function pathText(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step + 1}]` : index === 0 ? step : `.${step}`))
    .join('');
}
