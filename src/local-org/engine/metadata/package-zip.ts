import { unzipSync } from 'fflate';
import { ApiError } from '../api-error.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm */
const limits = { zip: 39 * 2 ** 20, unzipped: 600 * 2 ** 20, files: 10_000 } as const;

/** Files of a package by their paths, from the root of the package. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Unpacks what is wanted of a zip that was sent to be deployed. Sizes are those that the zip's directory claims, checked before anything is
 * inflated; fflate writes into exactly that much room, so that a directory that lies gains none.
 */
export function openPackageZip(zip: Uint8Array, isWanted: (name: string) => boolean): PackageFiles {
  if (zip.byteLength > limits.zip)
    throw tooLarge('Maximum size of request reached. Maximum size of request is 52428800 bytes.');
  let files = 0;
  let unzipped = 0;
  const unpacked = unpack(zip, ({ name, originalSize }) => {
    if (name.endsWith('/')) return false;
    files += 1;
    unzipped += originalSize;
    if (files > limits.files) throw tooLarge(`The zip holds more than ${limits.files} files.`);
    if (unzipped > limits.unzipped) throw tooLarge(`The zip is larger than ${limits.unzipped} bytes when unzipped.`);
    if (isOutside(name)) throw invalid(`The zip holds a file outside of the package: ${name}`);
    return isWanted(name);
  });
  return new Map(Object.entries(unpacked));
}

function unpack(
  zip: Uint8Array,
  filter: NonNullable<Parameters<typeof unzipSync>[1]>['filter'],
): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, { filter: filter! });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw invalid('The zip file is not valid.');
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
