import { ApiError } from '../api-error.ts';
import { byNumber, type PackageVersion, type VersionNumber } from './package-records.ts';

/**
 * The number of a new version: `1.2.0.NEXT` takes the build after the last one of 1.2.0.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_version_number.htm
 */
export function numberOfNext(asked: string, versions: readonly PackageVersion[]): VersionNumber {
  const [, major, minor, patch, build] = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}|NEXT))?$/i.exec(asked) ?? [];
  if (major === undefined) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      `Version Number must be in the format major.minor.patch.build. The value '${asked}' isn't valid.`,
    );
  }
  const wanted = { major: Number(major), minor: Number(minor), patch: Number(patch) };
  const others = versions.filter((one) => byNumber({ ...one.number, build: 0 }, { ...wanted, build: 0 }) === 0);
  const last = Math.max(0, ...others.map(({ number }) => number.build));
  if (build === undefined || /^next$/i.test(build)) return { ...wanted, build: last + 1 };
  const number = { ...wanted, build: Number(build) };
  if (others.some((one) => one.number.build === number.build)) {
    throw new ApiError(400, 'DUPLICATE_VALUE', `A package version with the number ${asked} already exists.`);
  }
  return number;
}
