import { ApiError } from '../engine/api-error.ts';

/**
 * Versions by release. Versions up to 30.0 are retired and answer GONE; from 31.0 on all are served,
 * these are the ones that the list advertises.
 * https://help.salesforce.com/s/articleView?id=000381744
 */
export const advertisedVersions = [
  { version: '60.0', label: "Spring '24" },
  { version: '61.0', label: "Summer '24" },
  { version: '62.0', label: "Winter '25" },
  { version: '63.0', label: "Spring '25" },
  { version: '64.0', label: "Summer '25" },
  { version: '65.0', label: "Winter '26" },
  { version: '66.0', label: "Spring '26" },
  { version: '67.0', label: "Summer '26" },
] as const;

export const newestVersion = '67.0';

const oldestServed = 31;
const newestServed = 68;

/** The API version that a path names (the newest when it names none). Throws 410 on a retired one, 404 on one to come. */
export function checkVersion(path: string): string {
  const named = /^\/services\/(?:data\/v|Soap\/[a-z]\/|async\/)(\d+)\.(\d)(?=[/?]|$)/i.exec(path);
  if (named === null) return newestVersion;
  const [, major = '', minor = ''] = named;
  if (minor !== '0' || Number(major) > newestServed) throw notThere();
  if (Number(major) < oldestServed) {
    throw path.startsWith('/services/Soap')
      ? new ApiError(500, 'UNSUPPORTED_API_VERSION', `Invalid Api version specified on URL: ${major}.0`)
      : new ApiError(410, 'GONE', 'The requested resource is no longer available.');
  }
  return `${major}.0`;
}

/** A path that leads nowhere. */
export function notThere(): ApiError {
  return new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');
}
