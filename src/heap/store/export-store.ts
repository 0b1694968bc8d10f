import type { PartFile } from '../part-file.ts';

/** Where an export lies: a folder, or a bucket. Keys are relative to it. */
export interface ExportStore {
  /** As a person knows it: an absolute folder, or `s3://bucket/prefix`. */
  readonly place: string;
  /** The name of a key for messages: an absolute path, or `s3://bucket/prefix/key`. */
  nameOf(key: string): string;
  /** The files right below a folder, by name; none where there is no such folder. */
  list(folder: string): Promise<readonly StoredFile[]>;
  /** The content of a small file, by its key and tag. */
  text(file: Pick<StoredFile, 'key' | 'tag'>): Promise<string>;
  /** Finds the part that a manifest names. */
  find(part: NamedPart): Promise<PartFile>;
  /** The first bytes of a part, or all where it is shorter. */
  start(part: PartFile, length: number): Promise<Buffer>;
  /** A part as a file on this machine; in the given folder, where it must be brought here first. */
  bring(part: PartFile, folder: string, onBytes: (bytes: number) => void): Promise<LocalFile>;
}

export interface StoredFile {
  readonly name: string;
  readonly key: string;
  /** Changes when the content does. */
  readonly tag: string;
  /** When it was written there; undefined where the store does not tell. */
  readonly written: Date | undefined;
}

/** A part as a manifest names it, before it is found. */
export type NamedPart = Omit<PartFile, 'path' | 'bytes' | 'tag' | 'remote'> & {
  /** The tag of the manifest that names it. */
  readonly manifestTag: string;
};

export interface LocalFile {
  readonly path: string;
  /** Lets go of it, once it has been read. */
  release(): Promise<void>;
}
