import { ApiError } from '../../engine/api-error.ts';
import type { RowOutcome } from '../../engine/types.ts';
import type { Entry } from '../door.ts';
import { restError, statusOf } from '../errors.ts';

/** One REST request, however it came: by itself, or as a part of a composite one. */
export interface Ask {
  readonly entry: Entry;
  readonly origin: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

/** What a resource answers: JSON, or nothing at all. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A REST resource below `/services/data/vXX.0/`. It answers at once, so that a composite request can hold several in one transaction. */
export interface RestRoute {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `sobjects/:object/:id` */
  readonly path: string;
  /** Where the platform describes it. */
  readonly page: string;
  readonly answer: (ask: Ask) => Answer;
  /** Takes multipart requests, too: their files come as fields in base64. */
  readonly takesFiles?: true;
  /** Answers to `If-Match`, `If-Modified-Since` and their like: by a row's own stamp, or by when the schema was seen to change. */
  readonly conditional?: 'row' | 'schema';
}

/** The usual answer. */
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** The errors of one row as the answer to the whole request. */
export const refused = (outcome: Extract<RowOutcome, { status: 'refused' }>): Answer => ({
  status: statusOf(outcome.errors),
  body: outcome.errors.map(restError),
});

/** The body as a JSON object; anything else is refused as the platform's parser does. */
export function objectBody(body: unknown): Readonly<Record<string, unknown>> {
  if (isObject(body)) return body;
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required, but this request has no entity body.',
  );
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parts of a list with commas: `Id, Name`. */
export function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Where the REST guide describes a resource. */
export const restPage = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/${page}.htm`;
