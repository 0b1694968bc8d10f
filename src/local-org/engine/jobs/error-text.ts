import type { RowOutcome } from '../types.ts';

/**
 * Why a row was refused, as results write it: `CODE:message:fields --`.
 * https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_failed_results.htm
 */
export function errorText({ errors }: Extract<RowOutcome, { status: 'refused' }>): string {
  return errors.map(({ code, message, fields }) => `${code}:${message}:${(fields ?? []).join(',')} --`).join('; ');
}
