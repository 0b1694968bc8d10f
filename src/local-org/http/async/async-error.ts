import type { ApiErrorEntry } from '../../engine/types.ts';
import { asyncXml } from './async-xml.ts';

/**
 * What this API calls refusals that all APIs have. Every one of its own has status 400.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_reference_errors.htm
 */
const exceptionCodes: Readonly<Record<string, readonly [code: string, message?: string]>> = {
  INVALID_SESSION_ID: ['InvalidSessionId', 'Invalid session id'],
  API_DISABLED_FOR_ORG: ['FeatureNotEnabled', 'Async API not enabled'],
  API_CURRENTLY_DISABLED: ['FeatureNotEnabled'],
  REQUEST_LIMIT_EXCEEDED: ['ExceededQuota'],
  REQUEST_TOO_LARGE: ['ClientInputError', 'Request body is larger than 10 MB'],
  UNSUPPORTED_API_VERSION: ['InvalidVersion'],
  GONE: ['InvalidVersion'],
  NOT_FOUND: ['InvalidUrl', 'Destination URL not found. Please correct the URL'],
  UNKNOWN_EXCEPTION: ['Unknown'],
};

/** A refusal in the words and the form of Bulk API 1.0. */
export function asyncError([error]: readonly ApiErrorEntry[], json: boolean): string {
  const { code = 'UNKNOWN_EXCEPTION', message = '' } = error ?? {};
  const [exceptionCode, exceptionMessage = message] = exceptionCodes[code] ?? [code, message];
  const content = { exceptionCode, exceptionMessage };
  return json ? JSON.stringify(content) : asyncXml('error', content);
}
