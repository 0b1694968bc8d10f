import type { CallKind } from './credits.ts';

/**
 * Which family a request belongs to, by its path without the version, first match first.
 * `undefined` is not counted by Salesforce: signing in, the list of versions, pages for browsers.
 * https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm
 */
const kinds: readonly (readonly [pattern: RegExp, kind: CallKind | undefined])[] = [
  [/^\/services\/oauth2\//, undefined],
  [/^\/services\/data$/, undefined],
  [/^\/services\/Soap\/m\//i, 'metadata'],
  [/^\/services\/Soap\//i, 'soap'],
  [/^\/services\/data\/jobs\/ingest\b/, 'bulk-ingest'],
  [/^\/services\/data\/jobs\/query\b/, 'bulk-query'],
  [/^\/services\/async\//, 'bulk-ingest'],
  [/^\/services\/data\/metadata\//, 'metadata'],
  [/^\/services\/data\/limits\b/, 'limits'],
  [/^\/services\/data\/(?:tooling\/)?query(?:All)?\b/, 'query'],
  [/^\/services\/data\/(?:tooling\/)?sobjects(?:\/[^/]+\/describe.*)?$/, 'describe'],
  [/^\/services\/data\/composite\/sobjects\b/, 'collections'],
  [/^\/services\/data\/composite$/, 'composite'],
  [/^\/services\//, 'rest'],
];

/** The family of a counted request; undefined for one that Salesforce does not count. */
export function callKind(path: string): CallKind | undefined {
  const plain = path
    .replace(/[?#].*$/s, '')
    .replace(/^\/+/, '/')
    .replace(/\/+$/, '')
    .replace(/^\/services\/data\/v\d+\.0\b/, '/services/data/');
  const place = plain.replace(/\/{2,}/g, '/');
  return kinds.find(([pattern]) => pattern.test(place))?.[1];
}
