import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, type Pair, parseDocument, Scalar } from 'yaml';
import { z } from 'zod';
import { flowText } from './flow-text.ts';
import { type Change, newlineOf, spliced } from './splice.ts';
import type { Path } from './yaml-file.ts';

export interface MetricRename {
  /** Place of the metric in the file's list. */
  readonly index: number;
  readonly name: string;
  /** API name that the field keeps, `Sessions__c`; undefined when it follows from the new name. */
  readonly field: string | undefined;
}

/**
 * The text of a configuration with one metric renamed, also where other metrics name it, and every other letter as it was,
 * comments and blanks included. Undefined when a name is written in a way that cannot be changed at its place: by an
 * alias, a merge, or over several lines.
 */
export function renameMetric(text: string, { index, name, field }: MetricRename): string | undefined {
  const document = parseDocument(text, { keepSourceTokens: true });
  const here: Path = ['metrics', index];
  const places = [[...here, 'name'], ...mentions(document.toJS(), index)].map((path) => scalarAt(document, path));
  const [own] = places;
  if (own === undefined || places.includes(undefined)) return undefined;

  const changes: Change[] = places.flatMap((place) => (place ? [{ ...place, text: written(name, place.node) }] : []));
  const kept = document.hasIn([...here, 'field']) ? undefined : field;
  if (kept !== undefined) changes.push(addition(document, text, { here, field: kept, after: own.to }));
  const renamed = spliced(text, changes);

  const wanted = parseDocument(text);
  for (const path of [[...here, 'name'], ...mentions(document.toJS(), index)]) wanted.setIn(path, name);
  if (kept !== undefined) wanted.setIn([...here, 'field'], kept);
  const after = parseDocument(renamed);
  return after.errors.length === 0 && isDeepStrictEqual(after.toJS(), wanted.toJS()) ? renamed : undefined;
}

const named = z.object({ name: z.unknown(), level: z.unknown(), measure: z.unknown() }).partial();
const fileShape = z.object({ metrics: z.array(named) });
const combined = z.object({
  ratio: z.record(z.string(), z.unknown()).optional(),
  score: z.array(z.object({ metric: z.unknown() })).optional(),
});

/** Where metrics of the same level name this one: in a ratio or a score. */
function mentions(file: unknown, index: number): readonly Path[] {
  const { data } = fileShape.safeParse(file);
  const renamed = data?.metrics[index];
  return (data?.metrics ?? []).flatMap(({ level, measure }, place) => {
    const { ratio = {}, score = [] } = combined.safeParse(measure).data ?? {};
    if (level !== renamed?.level) return [];
    const inRatio = Object.entries(ratio).map(([key, metric]) => ({ path: ['ratio', key], metric }));
    const inScore = score.map(({ metric }, at) => ({ path: ['score', at, 'metric'], metric }));
    return [...inRatio, ...inScore]
      .filter(({ metric }) => metric === renamed?.name)
      .map(({ path }) => ['metrics', place, 'measure', ...path]);
  });
}

function scalarAt(document: Document, path: Path) {
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range || node.anchor !== undefined || node.type?.startsWith('BLOCK')) return undefined;
  const [from, to] = node.range;
  return { node, from, to };
}

/** In the quotes that the old name has, where those can hold the new one. */
function written(name: string, { type }: Scalar): string {
  const scalar = new Scalar(name);
  if (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) scalar.type = type;
  return flowText(scalar);
}

/** The key for the field: behind the name of a map in braces, else on a line of its own, with the same blanks before it. */
function addition(
  document: Document,
  text: string,
  { here, field, after }: { readonly here: Path; readonly field: string; readonly after: number },
): Change {
  const metric = document.getIn(here, true);
  if (!isMap(metric) || metric.flow === true) return { from: after, to: after, text: `, field: ${field}` };
  const key = metric.items.find((one: Pair) => isScalar(one.key) && one.key.value === 'name')?.key;
  const start = isScalar(key) && key.range ? key.range[0] : 0;
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  // What stands behind the name in its line, a comment, stays there.
  const from = after + (/\r?\n|$/.exec(text.slice(after))?.index ?? 0);
  return { from, to: from, text: `${newlineOf(text)}${' '.repeat(column)}field: ${field}` };
}
