import { sizes } from './limits.ts';
import { type Properties, readProperties } from './read-properties.ts';
import { invalid } from './refused.ts';
import type { AccountProperties, Identification, Request, TrackedEvent, UserProperties, Who } from './requests.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * `POST /api/add_user_properties`, for one user or for many. A bulk request with one user that is invalid is refused
 * whole (believed): only 400 for invalid parameters is documented.
 * https://developers.heap.io/reference/add-user-properties
 */
export function readUserProperties(body: unknown): Request<UserProperties> {
  return readOneOrMany(body, 'identity', 'users', (user, where) => ({
    identity: readIdentity(user['identity'], where),
    properties: readProperties(user['properties'], where),
  }));
}

/** `POST /api/add_account_properties`. https://developers.heap.io/reference/add-account-properties */
export function readAccountProperties(body: unknown): Request<AccountProperties> {
  return readOneOrMany(body, 'account_id', 'accounts', (account, where) => ({
    accountId: readText(account['account_id'], `${where}account_id`, sizes.accountId),
    properties: readProperties(account['properties'], where),
  }));
}

/** `POST /api/track`. https://developers.heap.io/reference/track-1 */
export function readTrack(body: unknown): Request<TrackedEvent> {
  return readOneOrMany(body, 'event', 'events', readEvent);
}

/** `POST /api/v1/identify`. https://developers.heap.io/reference/identify-1 */
export function readIdentify(body: unknown): Request<Identification> {
  const json = readObject(body, 'The body');
  return {
    appId: readAppId(json),
    bulk: false,
    items: [
      {
        userId: readUserId(json['user_id'], ''),
        identity: readIdentity(json['identity'], ''),
        time: readTime(json['timestamp'], ''),
      },
    ],
  };
}

/**
 * The same address takes one thing, or an array of up to 1,000. Both at once, and an empty array, are refused.
 * Believed.
 */
function readOneOrMany<T>(
  body: unknown,
  one: string,
  many: string,
  read: (item: Json, where: string) => T,
): Request<T> {
  const json = readObject(body, 'The body');
  const appId = readAppId(json);
  const list = json[many];
  if (list === undefined) return { appId, bulk: false, items: [read(json, '')] };
  if (json[one] !== undefined) throw invalid(`${one} and ${many} cannot stand side by side: send one or many.`);
  if (!Array.isArray(list)) throw invalid(`${many} has to be an array.`);
  if (list.length === 0) throw invalid(`${many} is empty.`);
  if (list.length > sizes.bulk) throw invalid(`${many} has ${list.length} entries; a request takes ${sizes.bulk}.`);
  return { appId, bulk: true, items: list.map((item, at) => readEntry(item, `${many}[${at}]`, read)) };
}

function readEntry<T>(item: unknown, where: string, read: (item: Json, where: string) => T): T {
  return read(readObject(item, where), `${where}.`);
}

function readEvent(json: Json, where: string): TrackedEvent {
  return {
    who: readWho(json, where),
    name: readText(json['event'], `${where}event`, sizes.event),
    time: readTime(json['timestamp'], where),
    sessionId: readOptionalText(json['session_id'], `${where}session_id`),
    key: readOptionalText(json['idempotency_key'], `${where}idempotency_key`),
    properties: json['properties'] === undefined ? {} : readEventProperties(json['properties'], where),
  };
}

/** Exactly one of the two. */
function readWho(json: Json, where: string): Who {
  const [identity, userId] = [json['identity'], json['user_id']];
  if (identity !== undefined && userId !== undefined)
    throw invalid(`${where}identity and ${where}user_id cannot stand side by side: an event belongs to one user.`);
  if (userId === undefined) return { kind: 'identity', identity: readIdentity(identity, where) };
  return { kind: 'user-id', userId: readUserId(userId, where) };
}

/** An array among an event's properties becomes a text, joined by `||` and cut at 1024 characters. */
function readEventProperties(value: unknown, where: string): Properties {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return readProperties(value, where);
  const joined = Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(inner) ? [[key, joinedText(inner, `${where}properties.${key}`)] as const] : [],
  );
  // What was joined may be one longer than what is sent, so that the others are looked at without it.
  const empty = Object.fromEntries(joined.map(([key]) => [key, '']));
  return { ...readProperties({ ...value, ...empty }, where, { id: true }), ...Object.fromEntries(joined) };
}

function joinedText(values: readonly unknown[], what: string): string {
  const isPlain = values.every((value) => typeof value === 'string' || Number.isFinite(value));
  if (!isPlain) throw invalid(`${what}: an array may hold strings and numbers only.`);
  return values.join('||').slice(0, sizes.joinedArray);
}

function readObject(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${what} has to be a JSON object.`);
  return value as Json;
}

/**
 * The environment's id, as text or as a number; any text does, so that a local environment may have a name. Believed.
 */
function readAppId(json: Json): string {
  const given = json['app_id'];
  if (typeof given === 'number' && Number.isSafeInteger(given) && given >= 0) return String(given);
  return readText(given, 'app_id', sizes.identity);
}

function readIdentity(value: unknown, where: string): string {
  const identity = readText(value, `${where}identity`, sizes.identity);
  return identity.isWellFormed() ? identity : identity.toWellFormed();
}

/** A numeric string from 0 to 2^53 - 1. A number is refused (believed): the pages write a string. */
function readUserId(value: unknown, where: string): number {
  if (typeof value !== 'string' || !/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value)))
    throw invalid(`${where}user_id has to be a numeric string from 0 to ${Number.MAX_SAFE_INTEGER}.`);
  return Number(value);
}

function readText(value: unknown, what: string, most: number): string {
  if (value === undefined || value === null) throw invalid(`${what} is missing.`);
  if (typeof value !== 'string') throw invalid(`${what} has to be a string.`);
  if (value === '') throw invalid(`${what} is empty.`);
  if (value.length > most) throw invalid(`${what} has ${value.length} characters; ${most} are allowed.`);
  return value;
}

function readOptionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : readText(value, what, sizes.property);
}

const iso8601 = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/** ISO 8601, in milliseconds since 1970; `undefined` where it is left out. A time without a zone is UTC. Believed. */
function readTime(value: unknown, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = (typeof value === 'string' && iso8601.exec(value)) || [];
  const moment = Date.parse(`${day}T${time}${zone}`);
  if (day === undefined || Number.isNaN(moment))
    throw invalid(`${where}timestamp has to be a time as 2026-06-30T22:21:56+00:00.`);
  return moment;
}
