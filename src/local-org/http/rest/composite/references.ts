import { ApiError } from '../../../engine/api-error.ts';
import { isObject } from '../route.ts';

/** What earlier parts of a request answered, by their reference Ids. */
export type Answered = ReadonlyMap<string, unknown>;

const mark = /@\{([^{}]+)\}/g;

/**
 * Puts the values that `@{newAccount.id}` stands for into texts, however deep they lie.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/using_composite_resources.htm
 */
/** The same for one text. */
export function fillInside(value: unknown, known: Answered): unknown {
  if (typeof value === 'string') return fillIn(value, known);
  if (Array.isArray(value)) return value.map((one) => fillInside(one, known));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillInside(one, known)]));
}

export function fillIn(text: string, known: Answered): string {
  return text.replaceAll(mark, (_whole, path: string) => {
    const [name = '', ...steps] = path.split(/[.[\]]+/).filter((step) => step !== '');
    let value: unknown = known.get(name);
    for (const step of steps) {
      if (Array.isArray(value)) value = value[Number(step)];
      else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    const message = `Invalid reference specified. No value for ${path} found in ${name}`;
    throw new ApiError(400, 'PROCESSING_HALTED', message);
  });
}

/** The reference Ids that a part of a request builds on. */
export function referencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(mark)].map(([, path = '']) => path.split(/[.[]/)[0]!);
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}
