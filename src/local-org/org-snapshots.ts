import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Mistake } from '../base/errors.ts';

/** Copies of an org by name. */
export interface SnapshotShelf {
  names(): readonly string[];
  /** Throws a Mistake when there is none of that name. */
  get(name: string): Uint8Array;
  put(name: string, bytes: Uint8Array): void;
  /** `false` when there was none of that name. */
  drop(name: string): boolean;
}

const ending = '.sqlite';

/** In a folder when one is named, else in memory. */
export function openShelf(folder: string | undefined): SnapshotShelf {
  const store = folder === undefined ? inMemory() : inFolder(folder);
  return {
    names: () => [...store.names()].sort(),
    get(name) {
      const bytes = store.get(checked(name));
      if (bytes !== undefined) return bytes;
      throw noSnapshot(name, [...store.names()].sort());
    },
    put: (name, bytes) => store.put(checked(name), bytes),
    drop: (name) => store.drop(checked(name)),
  };
}

export function noSnapshot(name: string, names: readonly string[]): Mistake {
  return new Mistake({
    trouble: 'unknown-name',
    message: `The org has no snapshot ${name}.`,
    actions: [names.length === 0 ? 'None was taken yet.' : `Name one of: ${names.join(', ')}.`],
    facts: { name, names },
  });
}

/** A name becomes a file's name: it may not lead anywhere else. */
function checked(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$/.test(name)) return name;
  throw new Mistake({
    trouble: 'definition',
    message: `A snapshot cannot be called ${JSON.stringify(name.slice(0, 80))}.`,
    actions: ['Use letters, digits, - and _, 60 at most, a letter or digit first.'],
    facts: { name: name.slice(0, 80) },
  });
}

type Shelf = Omit<SnapshotShelf, 'get'> & { get(name: string): Uint8Array | undefined };

function inMemory(): Shelf {
  const kept = new Map<string, Uint8Array>();
  return {
    names: () => [...kept.keys()],
    get: (name) => kept.get(name),
    put: (name, bytes) => void kept.set(name, bytes),
    drop: (name) => kept.delete(name),
  };
}

function inFolder(folder: string): Shelf {
  const file = (name: string): string => join(folder, `${name}${ending}`);
  return {
    names: () =>
      existsSync(folder)
        ? readdirSync(folder)
            .filter((one) => one.endsWith(ending))
            .map((one) => one.slice(0, -ending.length))
        : [],
    get: (name) => (existsSync(file(name)) ? readFileSync(file(name)) : undefined),
    put(name, bytes) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeWhole(file(name), bytes);
    },
    drop(name) {
      const isThere = existsSync(file(name));
      rmSync(file(name), { force: true });
      return isThere;
    },
  };
}

/** Writes a file so that it is there whole or not at all; for its owner's eyes only. */
export function writeWhole(file: string, content: Uint8Array | string): void {
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, content, { mode: 0o600, flag: 'wx' });
  renameSync(`${file}.new`, file);
}
