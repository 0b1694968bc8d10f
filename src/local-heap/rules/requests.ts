import type { Properties } from './read-properties.ts';

/** A request of one of Heap's server-side APIs, past the door. */
export interface Request<T> {
  readonly appId: string;
  readonly bulk: boolean;
  /** One, or up to 1,000 of a bulk request. */
  readonly items: readonly T[];
}

export interface UserProperties {
  readonly identity: string;
  readonly properties: Properties;
}

export interface AccountProperties {
  readonly accountId: string;
  readonly properties: Properties;
}

export type Who =
  | { readonly kind: 'identity'; readonly identity: string }
  | { readonly kind: 'user-id'; readonly userId: number };

export interface TrackedEvent {
  readonly who: Who;
  readonly name: string;
  /** Milliseconds since 1970; when the request came, where it does not say. */
  readonly time: number | undefined;
  readonly sessionId: string | undefined;
  /** The event's own id among those that send it: one that comes again changes nothing. */
  readonly key: string | undefined;
  readonly properties: Properties;
}

export interface Identification {
  readonly userId: number;
  readonly identity: string;
  readonly time: number | undefined;
}
