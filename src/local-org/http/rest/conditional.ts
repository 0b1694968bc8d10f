import { createHash } from 'node:crypto';
import { ApiError } from '../../engine/api-error.ts';
import { type Answer, type Ask, isObject, type RestRoute } from './route.ts';
import type { SeenSchema } from './seen-schema.ts';

/**
 * Answers a request on the conditions that its headers name. Tags are given for rows of Account alone; dates for rows
 * of all objects, and for descriptions. The words of the refusal are not documented; believed.
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest_conditional_requests.htm
 */
export function answerOnCondition(route: RestRoute, ask: Ask, seen: SeenSchema): Answer {
  if (route.conditional === 'row') return rowOnCondition(route, ask);
  const answer = route.answer(ask);
  if (route.conditional === undefined) return answer;
  const since = seen.since(ask.entry, `${route.path} ${ask.params['object'] ?? ''}`, answer.body);
  const validators: Validators = { lastModified: since };
  if (!changedSince(ask, validators)) return { status: 304, headers: headersOf(validators) };
  return { ...answer, headers: headersOf(validators) };
}

interface Validators {
  readonly lastModified: number | undefined;
  readonly tag?: string;
}

const conditions = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'] as const;

function rowOnCondition(route: RestRoute, ask: Ask): Answer {
  const reads = route.method === 'GET' || route.method === 'HEAD';
  if (conditions.some((name) => ask.headers[name] !== undefined)) {
    const row = currentRow(ask);
    if (row !== undefined) {
      const validators = validatorsOf(ask, row);
      if (!stillAsKnown(ask, validators)) throw preconditionFailed();
      const changed = changedSince(ask, validators);
      if (!changed && reads) return { status: 304, headers: headersOf(validators) };
      if (!changed && ask.headers['if-none-match'] !== undefined) throw preconditionFailed();
    }
  }
  const answer = route.answer(ask);
  if (!reads || answer.status !== 200) return answer;
  const row = ask.query['fields'] === undefined && isRow(answer.body) ? answer.body : currentRow(ask);
  return row === undefined ? answer : { ...answer, headers: headersOf(validatorsOf(ask, row)) };
}

type Row = Readonly<Record<string, unknown>>;

/** Not so what a relationship leads to: it is no content of this address. */
const isRow = (body: unknown): body is Row => isObject(body) && 'Id' in body;

/** The row as this user sees it; `undefined` when there is none, which the resource itself then says. */
function currentRow({ entry, params }: Ask): Row | undefined {
  const { object = '', id, field = 'Id', value = '' } = params;
  const key = id === undefined ? { field, value } : { field: 'Id', value: id };
  try {
    return entry.session.retrieve(object, key, undefined, entry.apiVersion);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function validatorsOf({ params }: Ask, row: Row): Validators {
  const stamp = row['LastModifiedDate'] ?? row['SystemModstamp'];
  const lastModified = typeof stamp === 'string' ? seconds(Date.parse(stamp)) : undefined;
  if (params['object']?.toLowerCase() !== 'account') return { lastModified };
  return { lastModified, tag: `"${createHash('sha1').update(JSON.stringify(row)).digest('base64')}"` };
}

/** `If-Match`, and `If-Unmodified-Since` where there is none. */
function stillAsKnown({ headers }: Ask, { lastModified, tag }: Validators): boolean {
  const tags = headers['if-match'];
  if (tags !== undefined && tag !== undefined) return names(tags, tag);
  const until = dateOf(headers['if-unmodified-since']);
  return until === undefined || lastModified === undefined || lastModified <= until;
}

/** `If-None-Match`, and `If-Modified-Since` where there is none. */
function changedSince({ headers }: Ask, { lastModified, tag }: Validators): boolean {
  const tags = headers['if-none-match'];
  if (tags !== undefined && tag !== undefined) return !names(tags, tag);
  const since = dateOf(headers['if-modified-since']);
  return since === undefined || lastModified === undefined || lastModified > since;
}

/** The platform marks the tag of a compressed answer by `-gzip`. */
const names = (list: string, tag: string): boolean =>
  list.split(',').some((one) => {
    const named = one
      .trim()
      .replace(/^W\//, '')
      .replace(/-gzip$/, '')
      .replace(/-gzip"$/, '"');
    return named === '*' || named === tag;
  });

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;

function dateOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

const headersOf = ({ lastModified, tag }: Validators): Readonly<Record<string, string>> => ({
  ...(lastModified === undefined ? {} : { 'last-modified': new Date(lastModified).toUTCString() }),
  ...(tag === undefined ? {} : { etag: tag }),
});

const preconditionFailed = (): ApiError => new ApiError(412, 'PRECONDITION_FAILED', 'Precondition failed.');
