/** Pages of Heap's that the rules come from. What is marked as believed stands on none of them. */
export const pages = {
  addUserProperties: 'https://developers.heap.io/reference/add-user-properties',
  bulkAddUserProperties: 'https://developers.heap.io/reference/bulk-add-user-properties',
  addAccountProperties: 'https://developers.heap.io/reference/add-account-properties',
  bulkAddAccountProperties: 'https://developers.heap.io/reference/bulk-add-account-properties',
  track: 'https://developers.heap.io/reference/track-1',
  bulkTrack: 'https://developers.heap.io/reference/bulk-track',
  identify: 'https://developers.heap.io/reference/identify-1',
  identityResolution: 'https://help.heap.io/data-management/data-management-features/identity-resolution',
  dataSchema: 'https://help.heap.io/heap-connect/heap-connect-guide/data-schema',
} as const;

/**
 * Sizes that a request keeps to. Characters are counted as JavaScript does, two for an emoji: the stricter way.
 * Believed.
 */
export const sizes = {
  /** Users, accounts or events of one bulk request. */
  bulk: 1000,
  /** "Case-sensitive string, limited to 255 characters." */
  identity: 255,
  /** "Each key and property must either be a number or string with fewer than 1024 characters." */
  property: 1023,
  /** An event's name. */
  event: 1024,
  /** Of an array among an event's properties, once its values are joined by `||`. */
  joinedArray: 1024,
  /** No page says how long an account's id may be: as an identity. Believed. */
  accountId: 255,
  /** Nor how many bytes a request may have: far more than a thousand users bring. Believed. */
  bodyBytes: 64 * 2 ** 20,
} as const;

/** So many in a window of time, which begins with the first of them. That it does not slide is believed. */
export interface RateLimit {
  readonly name: string;
  readonly max: number;
  /** Of the window. */
  readonly milliseconds: number;
  readonly per: 'identity' | 'app';
  readonly counts: 'requests' | 'events';
}

/**
 * What is limited. A bulk request counts once for each identity that it names (believed); nothing is said of accounts
 * and identify, which are not limited.
 */
export const rateLimits = {
  userProperties: { name: 'user-properties', max: 30, milliseconds: 30_000, per: 'identity', counts: 'requests' },
  track: { name: 'track', max: 30, milliseconds: 30_000, per: 'identity', counts: 'requests' },
  bulkTrackIdentity: { name: 'bulk-track', max: 1000, milliseconds: 60_000, per: 'identity', counts: 'events' },
  bulkTrackApp: { name: 'bulk-track-app', max: 15_000, milliseconds: 60_000, per: 'app', counts: 'events' },
} as const satisfies Readonly<Record<string, RateLimit>>;

/**
 * "A maximum of 10 user_ids per identity in a rolling month"; the eleventh is ignored. That a month has 30 days is
 * believed.
 */
export const userIdsPerIdentity = { max: 10, milliseconds: 30 * 86_400_000 } as const;
