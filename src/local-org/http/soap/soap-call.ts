import { ApiError } from '../../engine/api-error.ts';
import { flagOf, nodesOf, numberOf, textOf, type Xml } from '../../engine/metadata/xml.ts';
import type { Entry } from '../door.ts';
import type { SoapValue } from './envelope.ts';

/** One call of the partner, enterprise or Apex API, from a user who was let in. */
export interface SoapAsk {
  readonly entry: Entry;
  readonly body: Xml;
  readonly header: Xml;
  readonly origin: string;
  /** The partner API knows records in general; the enterprise API names each by its object. */
  readonly typed: boolean;
}

/** A call that is served. */
export interface OfferedCall {
  /** The page that describes it. */
  readonly page: string;
  readonly answer: (ask: SoapAsk) => SoapValue;
  /** What is served of a call whose page tells more. */
  readonly served?: string;
}

/** Calls by their names. */
export type SoapCalls = Readonly<Record<string, OfferedCall>>;

/** A call as the SOAP API Developer Guide describes it. */
export function soapCall(page: string, answer: OfferedCall['answer'], served?: string): OfferedCall {
  const address = `https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/${page}.htm`;
  return { page: address, answer, ...(served === undefined ? {} : { served }) };
}

/** A header's element: `headerOf(header, 'QueryOptions')`. */
const headerOf = (header: Xml, name: string): Xml => nodesOf(header, name)[0] ?? {};

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/soap_headers.htm */
export function headersOf({ header }: SoapAsk): {
  readonly allOrNone: boolean;
  readonly allowDuplicates: boolean;
  readonly allowTruncation: boolean;
  readonly batchSize: number | undefined;
} {
  const asked = numberOf(headerOf(header, 'QueryOptions'), 'batchSize');
  return {
    allOrNone: flagOf(headerOf(header, 'AllOrNoneHeader'), 'allOrNone') ?? false,
    allowDuplicates: flagOf(headerOf(header, 'DuplicateRuleHeader'), 'allowSave') ?? false,
    allowTruncation: flagOf(headerOf(header, 'AllowFieldTruncationHeader'), 'allowFieldTruncation') ?? false,
    batchSize: asked === undefined || Number.isNaN(asked) ? undefined : Math.min(2000, Math.max(200, asked)),
  };
}

/** The text of an element that a call cannot do without. */
export function need(body: Xml, element: string): string {
  const text = textOf(body, element)?.trim();
  if (text === undefined) throw new ApiError(500, 'MISSING_ARGUMENT', `${element} not specified`);
  return text;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm */
export function unsupportedObject(name: string): ApiError {
  return new ApiError(
    500,
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

/** Runs work on an object; what REST calls an address that is not there is an unknown object here. */
export function onObject<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NOT_FOUND' && /resource does not exist/.test(error.message)) {
      throw unsupportedObject(name);
    }
    throw error;
  }
}
