import { ApiError } from '../../../engine/api-error.ts';
import { restError } from '../../errors.ts';
import { checkVersion, notThere } from '../../versions.ts';
import { answerOnCondition } from '../conditional.ts';
import { type Answer, type Ask, isObject } from '../route.ts';
import type { RouteTable } from '../route-table.ts';
import { SeenSchema } from '../seen-schema.ts';
import { type Answered, fillIn, fillInside } from './references.ts';

/** One request inside another. */
export interface Subrequest {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a part of a composite request answers. */
export interface SubrequestAnswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** The subrequests of a list, each with a reference Id of its own. */
export function readSubrequests(list: unknown): readonly Subrequest[] {
  if (!Array.isArray(list) || list.length === 0) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The request needs a list named compositeRequest');
  }
  const parts = list.map(readSubrequest);
  if (new Set(parts.map(({ referenceId }) => referenceId)).size < parts.length) {
    throw new ApiError(400, 'INVALID_INPUT', 'Reference IDs must be unique');
  }
  return parts;
}

function readSubrequest(part: unknown): Subrequest {
  const { method, url, referenceId, body, httpHeaders } = isObject(part) ? part : {};
  if (typeof method !== 'string' || typeof url !== 'string' || typeof referenceId !== 'string') {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'Each subrequest needs a method, a url and a referenceId');
  }
  if (!/^[A-Za-z0-9]\w*$/.test(referenceId)) {
    const message = `Provided referenceId ('${referenceId}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`;
    throw new ApiError(400, 'INVALID_INPUT', message);
  }
  const headers = Object.entries(isObject(httpHeaders) ? httpHeaders : {}).map(
    ([name, value]) => [name.toLowerCase(), String(value)] as const,
  );
  return { method: method.toUpperCase(), url, referenceId, body, headers: Object.fromEntries(headers) };
}

/** No request of several stands inside another. */
const nested = /^composite(?:\/(?:batch|graph|tree)(?:\/|$)|$)/;

export interface Around {
  /** What earlier parts answered. */
  readonly known?: Answered;
  /** The versions that the part may be of; all that are served, unless told. */
  readonly versions?: { readonly oldest: number; readonly newest: number };
}

/** Answers a subrequest as if it had come by itself: refusals are answers too. */
export function answerSubrequest(
  ask: Ask,
  table: RouteTable,
  part: Subrequest,
  { known = new Map(), versions }: Around,
): Answer {
  try {
    const { version, path, query } = placeOf(fillIn(part.url, known));
    if (versions && (Number(version) < versions.oldest || Number(version) > versions.newest)) throw notThere();
    const found = nested.test(path) ? undefined : table.match(part.method, path);
    if (found === undefined) throw notThere();
    const entry = { ...ask.entry, apiVersion: version };
    const body = fillInside(part.body, known);
    const inner: Ask = { ...ask, entry, params: found.params, query, headers: part.headers, body };
    return answerOnCondition(found.route, inner, new SeenSchema());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { status: error.status, body: error.entries.map(restError) };
  }
}

function placeOf(address: string): Readonly<Record<'version' | 'path', string>> & Pick<Ask, 'query'> {
  const url = URL.parse(address.startsWith('/') ? address : `/services/data/${address}`, 'http://inside');
  const [, version, path = ''] = /^\/services\/data\/v(\d+\.0)\/(.*)$/.exec(url?.pathname ?? '') ?? [];
  if (url === null || version === undefined) throw notThere();
  checkVersion(url.pathname);
  return { version, path, query: Object.fromEntries(url.searchParams) };
}

/** An answer in the form of a part; of its headers, the address of a row that was made. */
export function subrequestAnswer(referenceId: string, { status, body, headers = {} }: Answer): SubrequestAnswer {
  const { location } = headers;
  const httpHeaders = location === undefined ? {} : { Location: location };
  return { body: body ?? null, httpHeaders, httpStatusCode: status, referenceId };
}

/** What the others of a transaction answer when one of them failed. */
export const rolledBack = (referenceId: string): SubrequestAnswer => ({
  body: [
    {
      errorCode: 'PROCESSING_HALTED',
      message: 'The transaction was rolled back since another operation in the same transaction failed.',
    },
  ],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
});

class Undo extends Error {}

/** Answers them one after the other; with `all`, in one transaction that the first failure undoes. */
export function answerInTurn(
  ask: Ask,
  table: RouteTable,
  parts: readonly Subrequest[],
  all: boolean,
): { readonly answers: readonly SubrequestAnswer[]; readonly failed: boolean } {
  const answers = new Map<string, SubrequestAnswer>();
  const known = new Map<string, unknown>();
  const run = (): void => {
    for (const part of parts) {
      const answer = answerSubrequest(ask, table, part, { known });
      answers.set(part.referenceId, subrequestAnswer(part.referenceId, answer));
      if (answer.status < 300) known.set(part.referenceId, answer.body);
      else if (all) throw new Undo();
    }
  };
  try {
    if (all) ask.entry.engine.transaction(run);
    else run();
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
    const own = [...answers.values()].filter(({ httpStatusCode }) => httpStatusCode >= 300);
    const answerOf = (id: string): SubrequestAnswer => own.find((one) => one.referenceId === id) ?? rolledBack(id);
    return { answers: parts.map(({ referenceId }) => answerOf(referenceId)), failed: true };
  }
  const list = [...answers.values()];
  return { answers: list, failed: list.some(({ httpStatusCode }) => httpStatusCode >= 300) };
}
