import { ApiError } from '../../engine/api-error.ts';
import { XmlTrouble } from '../../engine/metadata/parse-xml.ts';
import type { Fault, SoapValue } from './envelope.ts';

/** A refusal of what is no call, or no call of this API. */
export class SoapFault extends Error implements Fault {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The fault elements by their codes; every other code comes as an ApiFault.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 */
const faultTypes: Readonly<Record<string, string>> = {
  INVALID_FIELD: 'InvalidFieldFault',
  INVALID_ID_FIELD: 'InvalidIdFault',
  INVALID_OPERATION: 'UnexpectedErrorFault',
  INVALID_QUERY_LOCATOR: 'InvalidQueryLocatorFault',
  INVALID_SESSION_ID: 'UnexpectedErrorFault',
  INVALID_TYPE: 'InvalidSObjectFault',
  MALFORMED_ID: 'InvalidIdFault',
  MALFORMED_QUERY: 'MalformedQueryFault',
  MALFORMED_SEARCH: 'MalformedSearchFault',
  UNKNOWN_EXCEPTION: 'UnexpectedErrorFault',
};

/** Faults about a place in a query name it; -1 when there is none. */
const placed: ReadonlySet<string> = new Set(['InvalidFieldFault', 'InvalidSObjectFault', 'MalformedQueryFault']);

/** Refusals as faults; anything else is a defect, and goes on to whoever logs it. */
export function faultOf(error: unknown): Fault {
  if (error instanceof SoapFault) return error;
  if (error instanceof XmlTrouble) {
    return { code: 'soapenv:Client', message: `${error.message} (line ${error.line}, column ${error.column})` };
  }
  if (!(error instanceof ApiError)) throw error;
  const type = faultTypes[error.code] ?? 'ApiFault';
  return {
    code: `sf:${error.code}`,
    message: `${error.code}: ${error.message}`,
    detail: { [`sf:${type}`]: detail(type, error) },
  };
}

function detail(type: string, { code, message }: ApiError): SoapValue {
  const place = /Row:(\d+):Column:(\d+)/.exec(message);
  return {
    '@type': `sf:${type}`,
    'sf:exceptionCode': code,
    'sf:exceptionMessage': message,
    ...(placed.has(type) ? { 'sf:row': Number(place?.[1] ?? -1), 'sf:column': Number(place?.[2] ?? -1) } : {}),
  };
}
