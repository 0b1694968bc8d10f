import { hash } from 'node:crypto';
import type { Properties } from '../rules/read-properties.ts';
import type { HeapStore } from '../store/store.ts';

/** What a digest is made from. */
export interface DigestedUser {
  readonly identity: string;
  readonly email?: string | null;
  readonly properties: Properties;
}

export interface Digest {
  readonly users: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/**
 * One figure for the properties of many users, whatever order they come in: the SHA-256 of each user's own text, added
 * together. Two Heaps with the same digest hold the same; tests work out the one that they expect by this function.
 */
export function digestOf(users: Iterable<DigestedUser>): Digest {
  const sum = new Uint32Array(8);
  let count = 0;
  for (const { identity, email = null, properties } of users) {
    const names = Object.keys(properties).sort();
    const values = names.map((name) => properties[name]);
    const own = hash('sha256', JSON.stringify([identity, email, names, values]), 'buffer');
    for (let word = 0; word < 8; word++) sum[word]! += own.readUInt32LE(4 * word);
    count += 1;
  }
  return { users: count, sha256: Buffer.from(sum.buffer).toString('hex') };
}

/** Of all users of an app that have an identity. */
export function digestApp({ apps, users, properties }: HeapStore, appId: string): Digest {
  const app = apps.find(appId);
  if (app === undefined) return digestOf([]);
  const decode = properties.decoder(app.id, 'user');
  function* identified(): Generator<DigestedUser> {
    for (const { identity, email, properties: kept } of users.all(app!.id)) {
      if (identity !== null) yield { identity, email, properties: decode(kept) };
    }
  }
  return digestOf(identified());
}
