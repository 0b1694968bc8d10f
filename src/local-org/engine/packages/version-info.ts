import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { openPackageZip, type PackageZip } from '../metadata/package/package-zip.ts';

/**
 * What a client tells of a new version beside its files; it leaves in what only other tools need.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_config_file.htm
 */
const descriptor = z.object({
  versionName: z.string().max(80).optional(),
  versionDescription: z.string().max(255).optional(),
  versionNumber: z.string(),
  ancestorId: z.string().optional(),
  dependencies: z.array(z.object({ subscriberPackageVersionId: z.string().startsWith('04t') })).default([]),
  edition: z.string().optional(),
  releaseNotesUrl: z.string().optional(),
  postInstallUrl: z.string().optional(),
});

export type VersionDescriptor = z.infer<typeof descriptor>;

/** The parts of what is sent for a new version. */
export interface VersionInfo {
  readonly descriptor: VersionDescriptor;
  /** The components, as a zip for the Metadata API. */
  readonly package: Uint8Array;
  /** Deployed into the empty org before the version is, when they come along. */
  readonly before: readonly Uint8Array[];
}

/** Takes the zip of a version request apart. Throws ApiError for one that is not what clients send. */
export function readVersionInfo(zip: Uint8Array): VersionInfo {
  const files = openPackageZip(zip);
  if (!files.has('package.zip')) throw invalid('The version info has no package.zip');
  return {
    descriptor: readDescriptor(files),
    package: files.read('package.zip'),
    before: ['settings.zip', 'unpackaged-metadata-package.zip', 'seed-metadata-package.zip']
      .filter((name) => files.has(name))
      .map((name) => files.read(name)),
  };
}

function readDescriptor(files: PackageZip): VersionDescriptor {
  const name = 'package2-descriptor.json';
  if (!files.has(name)) throw invalid(`The version info has no ${name}`);
  let said: unknown;
  try {
    said = JSON.parse(files.text(name));
  } catch {
    throw invalid(`${name} is not valid JSON`);
  }
  const parsed = descriptor.safeParse(said);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${name}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_INPUT', message);
