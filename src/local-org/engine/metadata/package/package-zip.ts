import { ApiError } from '../../api-error.ts';
import { XmlTrouble } from '../parse-xml.ts';
import { NotAZip, type ZipEntry, zipEntries } from './zip-entries.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
const limits = { zip: 39 * 2 ** 20, unzipped: 600 * 2 ** 20, files: 10_000 } as const;

/** This server's own limit for a file that is read as XML: the platform's is not documented, and longer texts would hold it up. */
const longestText = 50 * 2 ** 20;

/** The files of a package by their paths, unpacked one at a time when they are read. */
export interface PackageZip {
  readonly names: readonly string[];
  /** Bytes of all files. */
  readonly unzipped: number;
  has(name: string): boolean;
  /** Throws ApiError for a file that is not what the zip's directory claims. */
  read(name: string): Uint8Array;
  /** The same as text. Throws XmlTrouble for a file that no parser of XML should be given. */
  text(name: string): string;
}

/**
 * Opens a zip that was sent to be deployed. Number and sizes are those of the zip's directory, checked before anything
 * is unpacked; unpacking stops at the size that is claimed.
 */
export function openPackageZip(zip: Uint8Array): PackageZip {
  if (zip.byteLength > limits.zip)
    throw tooLarge('Maximum size of request reached. Maximum size of request is 52428800 bytes.');
  const files = orRefuse(() => zipEntries(zip)).filter(({ name }) => !name.endsWith('/'));
  if (files.length > limits.files) throw tooLarge(`The zip holds more than ${limits.files} files.`);
  const unzipped = files.reduce((sum, { size }) => sum + size, 0);
  if (unzipped > limits.unzipped) throw tooLarge(`The zip is larger than ${limits.unzipped} bytes when unzipped.`);
  const byName = new Map<string, ZipEntry>();
  for (const file of files) {
    if (isOutside(file.name)) throw invalid(`The zip holds a file outside of the package: ${file.name}`);
    if (byName.has(file.name)) throw invalid(`The zip holds a file twice: ${file.name}`);
    byName.set(file.name, file);
  }
  const read = (name: string): Uint8Array => orRefuse(() => byName.get(name)!.unpack());
  return {
    names: [...byName.keys()],
    unzipped,
    has: (name) => byName.has(name),
    read,
    text(name) {
      if (byName.get(name)!.size > longestText) throw new XmlTrouble(`The file is larger than ${longestText} bytes`);
      return new TextDecoder().decode(read(name));
    },
  };
}

function orRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotAZip) throw invalid('The zip file is not valid.');
    throw error;
  }
}

/** Absolute, drive-lettered or climbing paths; nothing is written to disk, and nothing shall look as if it could be. */
const isOutside = (name: string): boolean =>
  name.startsWith('/') ||
  name.includes('\\') ||
  name.includes('\0') ||
  /^[A-Za-z]:/.test(name) ||
  name.split('/').includes('..');

const tooLarge = (message: string): ApiError => new ApiError(400, 'LIMIT_EXCEEDED', message);
const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_ZIP_FILE', message);
